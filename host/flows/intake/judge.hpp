// Whether an order of the channel is taken on: pure, from the order, its store's `orders` block and the time.
#pragma once
#include <optional>
#include <string>

#include "fairway/documents/order.hpp"
#include "host/config/snapshot.hpp"

namespace fairway::flows {

struct Judgement {
  enum class Verdict { take, reserve, pass_over } verdict = Verdict::pass_over;
  std::string reason;    // of passing over: "fulfilled by amazon", "status shipped" …
  std::string_view key;  // of the `orders` block, that it follows from: "statuses" …; empty: it was cancelled, or is an echo
};

// `live_since`: orders created before it belong to whoever served the store before. `skus`: what the account sells; may be null.
Judgement judge(const Order& order, const config::Store& store, const config::SkuTable* skus, Instant live_since,
                Instant now);

// Whether its status is one that is taken on: then an order that is reserved goes on.
bool may_ship(const Order& order, const config::Store& store);

// The status that an order was passed over for, out of the reason: it is judged again when the channel shows another.
// None: there was another reason.
std::optional<std::string_view> passed_for_status(std::string_view reason);

// Was it passed over because it is older than the store's start? Then it is judged again when the channel shows it, for the
// start may lie earlier by then.
bool passed_for_start(std::string_view reason);

}  // namespace fairway::flows

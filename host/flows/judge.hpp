// Whether an order of the channel is taken on: pure, from the order, its store's `orders` block and the time.
#pragma once
#include <string>

#include "fairway/documents/order.hpp"
#include "host/config/snapshot.hpp"

namespace fairway::flows {

struct Judgement {
  enum class Verdict { take, reserve, pass_over } verdict = Verdict::pass_over;
  std::string reason;  // of passing over: "fulfilled by amazon", "status shipped" …
};

// `live_since`: orders created before it belong to whoever served the store before.
Judgement judge(const Order& order, const config::Store& store, Instant live_since, Instant now);

// Passed over for its status only: it is judged again when the channel shows another.
bool passed_for_status(const std::string& reason);

}  // namespace fairway::flows

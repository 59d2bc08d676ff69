// Whether an order of the channel is taken on: pure, from the order, its store's `orders` block and the time.
#pragma once
#include <string>

#include "fairway/documents/order.hpp"
#include "host/config/snapshot.hpp"

namespace fairway::flows {

struct Judgement {
  enum class Verdict { take, reserve, pass_over } verdict = Verdict::pass_over;
  std::string reason;       // of passing over: "fulfilled by amazon", "status shipped" …
  bool may_change = false;  // the reason lies in the status: judge again when the channel shows another
};

// `live_since`: orders created before it belong to whoever served the store before.
Judgement judge(const Order& order, const config::Store& store, Instant live_since, Instant now);

inline Instant to_instant(Time time) { return Instant(Millis(time.ms)); }
inline Time to_time(Instant at) { return Time{at.time_since_epoch().count()}; }

}  // namespace fairway::flows

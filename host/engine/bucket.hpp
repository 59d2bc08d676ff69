// A token bucket that stays behind the remote's own. Pure: times of a steady clock come in.
#pragma once
#include "host/base/clock.hpp"

namespace fairway::engine {

// Refills at 95 % of the rate, because a client's bucket runs ahead of the server's (SP-API documentation, usage plans).
// Never grants more than burst + rate × t permits in any time t.
class Bucket {
 public:
  // `per_second` > 0, `burst` >= 1, `level` of the tokens now in it.
  Bucket(double per_second, double burst, double level, Millis now);

  // 0: a permit was taken. Else come again after that long. Interactive work may use all tokens, scheduled work leaves a
  // quarter of the burst to it. A bucket that was emptied by a refusal or started low keeps back a quarter of the most
  // that it has held since: else the first request after that would wait for hours where the rate is one in three minutes.
  Millis take(Millis now, bool interactive);
  Millis wait(Millis now, bool interactive);  // the same without taking

  void learn(Millis now, double per_second);     // the rate in force, as an answer said; nonsense is passed over
  void refused(Millis now, Millis retry_after);  // a 429: empty, and nothing for at least 1/rate

  double level(Millis now);
  double rate() const noexcept { return rate_; }
  double burst() const noexcept { return burst_; }

 private:
  void refill(Millis now);

  double rate_, burst_, level_, peak_;
  Millis at_;
  Millis closed_until_;
};

}  // namespace fairway::engine

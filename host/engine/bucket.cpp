#include "host/engine/bucket.hpp"

#include <algorithm>
#include <cmath>

namespace fairway::engine {
namespace {

constexpr double kBehind = 0.95;
constexpr double kFastest = 10'000, kSlowest = 1e-6;  // permits a second that can be meant
constexpr Millis kLongestClosed = std::chrono::hours(24);

Millis after(double seconds) { return Millis(static_cast<std::int64_t>(std::ceil(std::min(seconds, 1e7) * 1000))); }

}  // namespace

Bucket::Bucket(double per_second, double burst, double level, Millis now)
    : rate_(std::clamp(per_second, kSlowest, kFastest)),
      burst_(std::max(burst, 1.0)),
      level_(std::clamp(level, 0.0, burst_)),
      peak_(level_),
      at_(now),
      closed_until_(now) {}

void Bucket::refill(Millis now) {
  if (now <= at_) return;
  const auto seconds = static_cast<double>((now - at_).count()) / 1000;
  level_ = std::min(burst_, level_ + seconds * rate_ * kBehind);
  peak_ = std::max(peak_, level_);
  at_ = now;
}

Millis Bucket::wait(Millis now, bool interactive) {
  refill(now);
  const double kept = interactive ? 0 : std::floor(peak_ / 4);
  const double missing = 1 + kept - level_;
  const auto filled = missing <= 1e-9 ? Millis(0) : std::max(after(missing / (rate_ * kBehind)), Millis(1));
  return std::max(filled, closed_until_ - now);
}

Millis Bucket::take(Millis now, bool interactive) {
  const auto left = wait(now, interactive);
  if (left.count() > 0) return left;
  level_ = std::max(0.0, level_ - 1);
  return Millis(0);
}

void Bucket::learn(Millis now, double per_second) {
  if (!std::isfinite(per_second) || per_second < kSlowest || per_second > kFastest) return;
  refill(now);
  rate_ = per_second;
}

void Bucket::refused(Millis now, Millis retry_after) {
  refill(now);
  level_ = 0;
  peak_ = 0;
  closed_until_ =
      std::max(closed_until_, now + std::clamp(retry_after, after(1 / rate_), std::max(kLongestClosed, after(1 / rate_))));
}

double Bucket::level(Millis now) {
  refill(now);
  return level_;
}

}  // namespace fairway::engine

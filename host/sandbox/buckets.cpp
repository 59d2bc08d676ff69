#include "host/sandbox/buckets.hpp"

#include <algorithm>
#include <cmath>

namespace fairway::sandbox {

Millis Buckets::take(const std::string& key, double rate, double burst, Instant now) {
  auto& bucket = buckets_.try_emplace(key, Bucket{burst, now}).first->second;
  const double seconds = static_cast<double>(std::max<std::int64_t>(0, (now - bucket.at).count())) / 1000.0;
  bucket.tokens = std::min(burst, bucket.tokens + seconds * rate);
  bucket.at = std::max(bucket.at, now);
  if (bucket.tokens >= 1) {
    bucket.tokens -= 1;
    return Millis(0);
  }
  return Millis(static_cast<std::int64_t>(std::ceil((1 - bucket.tokens) / rate * 1000.0)));
}

}  // namespace fairway::sandbox

// Token buckets: refill at `rate` per second, never more than `burst`. One per key.
#pragma once
#include <string>
#include <unordered_map>

#include "host/base/clock.hpp"

namespace fairway::sandbox {

// Not for several threads at once.
class Buckets {
 public:
  // Zero when a token was taken; otherwise how long until there is one.
  Millis take(const std::string& key, double rate, double burst, Instant now);
  void clear() { buckets_.clear(); }

 private:
  struct Bucket {
    double tokens;
    Instant at;
  };
  std::unordered_map<std::string, Bucket> buckets_;
};

}  // namespace fairway::sandbox

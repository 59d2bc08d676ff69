// What all parts of one worker share: the wire to the host, what must not be logged, the host's clock.
#pragma once
#include <atomic>

#include "host/plugins/loader/loader.hpp"
#include "host/plugins/wire/mask.hpp"
#include "host/plugins/wire/wire.hpp"
#include "host/plugins/worker/budget.hpp"
#include "host/plugins/worker/tape.hpp"

namespace fairway::plugins {

struct Link {
  explicit Link(int fd) : wire(fd) {}

  Wire wire;
  Masker masker;
  Budget budget;
  Plugin plugin;
  Tape tape;
  SystemClock clock;
  std::atomic<std::int64_t> offset_ms{0};  // of the host's wall clock to ours; not zero where time is virtual

  std::int64_t unix_ms() const { return clock.now().time_since_epoch().count() + offset_ms.load(std::memory_order_relaxed); }
};

}  // namespace fairway::plugins

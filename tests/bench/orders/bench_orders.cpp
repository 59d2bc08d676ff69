// Emits made-up orders as fast as it can: what the boundary and the host cost is all that is left. Settings: how many, and how many
// to a checkpoint.
#include "fairway/plugin.hpp"
#include "tests/bench/orders/sample.hpp"

namespace {

struct Settings {
  std::int64_t orders = 0, page = 100;
};
BOOST_DESCRIBE_STRUCT(Settings, (), (orders, page))

class BenchOrders final : public fairway::Channel<Settings>, public fairway::OrderSource {
 public:
  using Channel::Channel;

  static fairway::Description describe() {
    fairway::Manifest manifest;
    manifest.roles = {"store"};
    return {"test.fairway.bench-orders", "bench-orders", "Fairway", "1.0.0", "", R"({"type": "object"})", manifest};
  }

  void pull_orders(const fairway::Call& call, const fairway::PullRequest&, fairway::PullOut& out) override {
    auto order = fairway::bench::sample_order();
    for (std::int64_t i = 1; i <= settings().orders; ++i) {
      order.channel_order_id = "902-" + std::to_string(10'000'000 + i);
      out.emit(order);
      if (i % settings().page != 0) continue;
      call.check();
      out.checkpoint(std::to_string(i));
    }
  }
};

}  // namespace

FAIRWAY_PLUGIN(BenchOrders);

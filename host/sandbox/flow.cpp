#include "host/sandbox/flow.hpp"

namespace fairway::sandbox {
namespace {
// Fast flows inject several orders at once rather than waking more often than this.
constexpr auto kShortest = Millis(50);
}  // namespace

void Flows::set(OrderSpec order, double per_minute) {
  std::scoped_lock lock(mutex_);
  if (per_minute <= 0) {
    flows_.erase(order.seller);
    return;
  }
  auto& flow = flows_[order.seller];
  flow = {std::move(order), per_minute, 0, ++generation_, 0, world_.timeline.now()};
  plan(flow.order.seller, flow);
}

void Flows::plan(const std::string& seller, const Flow& flow) {
  const auto step = std::max(kShortest, Millis(static_cast<std::int64_t>(60'000 / flow.per_minute)));
  world_.timeline.at(flow.at + step, [this, seller, generation = flow.generation] { tick(seller, generation); });
}

void Flows::tick(const std::string& seller, std::uint64_t generation) {
  OrderSpec order;
  {
    std::scoped_lock lock(mutex_);
    const auto place = flows_.find(seller);
    if (place == flows_.end() || place->second.generation != generation) return;
    auto& flow = place->second;
    const auto now = world_.timeline.now();
    flow.owed += flow.per_minute * static_cast<double>((now - flow.at).count()) / 60'000;
    flow.at = now;
    order = flow.order;
    order.count = static_cast<std::size_t>(flow.owed + 1e-9);
    flow.owed -= static_cast<double>(order.count);
    flow.made += static_cast<std::int64_t>(order.count);
    plan(seller, flow);
  }
  if (order.count > 0) static_cast<void>(amazon_.inject(order));   // the spec was tried when the flow was set
}

void Flows::clear() {
  std::scoped_lock lock(mutex_);
  flows_.clear();
}

json::array Flows::list() const {
  std::scoped_lock lock(mutex_);
  json::array out;
  for (const auto& [seller, flow] : flows_) out.push_back({{"seller", seller}, {"per_minute", flow.per_minute}, {"made", flow.made}});
  return out;
}

}  // namespace fairway::sandbox

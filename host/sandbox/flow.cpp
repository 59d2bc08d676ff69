#include "host/sandbox/flow.hpp"

#include <cmath>

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
  flow = {std::move(order), per_minute, world_.timeline.now(), 0, ++generation_};
  plan(flow.order.seller, flow);
}

// When the next order is due, counted from the start so that no rounding adds up.
void Flows::plan(const std::string& seller, const Flow& flow) {
  const auto next =
      flow.start +
      Millis(static_cast<std::int64_t>(std::ceil(static_cast<double>(flow.made + 1) * 60'000 / flow.per_minute)));
  const auto due = std::max(next, world_.timeline.now() + kShortest);
  world_.timeline.at(due, [this, seller, generation = flow.generation] { tick(seller, generation); });
}

void Flows::tick(const std::string& seller, std::uint64_t generation) {
  OrderSpec order;
  {
    std::scoped_lock lock(mutex_);
    const auto place = flows_.find(seller);
    if (place == flows_.end() || place->second.generation != generation) return;
    auto& flow = place->second;
    const auto elapsed = static_cast<double>((world_.timeline.now() - flow.start).count());
    const auto due = static_cast<std::int64_t>(flow.per_minute * elapsed / 60'000 + 1e-6);
    order = flow.order;
    order.count = static_cast<std::size_t>(due - flow.made);
    flow.made = due;
    plan(seller, flow);
  }
  if (order.count > 0) static_cast<void>(amazon_.inject(order));  // the spec was tried when the flow was set
}

void Flows::clear() {
  std::scoped_lock lock(mutex_);
  flows_.clear();
}

json::array Flows::list() const {
  std::scoped_lock lock(mutex_);
  json::array out;
  for (const auto& [seller, flow] : flows_)
    out.push_back({{"seller", seller}, {"per_minute", flow.per_minute}, {"made", flow.made}});
  return out;
}

}  // namespace fairway::sandbox

#include "host/flows/judge.hpp"

#include <fmt/format.h>

#include "host/base/text.hpp"

namespace fairway::flows {
namespace {

Judgement pass(std::string reason, bool may_change = false) {
  return {Judgement::Verdict::pass_over, std::move(reason), may_change};
}

bool is_pending(OrderStatus status) { return status == OrderStatus::pending || status == OrderStatus::pending_availability; }

}  // namespace

Judgement judge(const Order& order, const config::Store& store, Instant live_since, Instant now) {
  const auto& rules = store.orders;
  if (!order.fulfilled_by.empty() && !rules.fulfilled_by.contains(order.fulfilled_by.value))
    return pass(fmt::format("fulfilled by {}", order.fulfilled_by.text()));
  if (order.status.value == OrderStatus::cancelled) return pass("cancelled before it was taken on");
  const auto created = order.created_at ? to_instant(*order.created_at) : now;
  if (created < now - rules.within) return pass(fmt::format("older than {}", format_duration(rules.within)));
  if (created < live_since) return pass(fmt::format("created before the start of the store, {}", format_time(live_since)));
  if (is_pending(order.status.value) && rules.reserve_pending) return {Judgement::Verdict::reserve, {}, true};
  if (!rules.statuses.contains(order.status.value)) return pass(fmt::format("status {}", order.status.text()), true);
  return {Judgement::Verdict::take, {}, false};
}

}  // namespace fairway::flows

#include "host/flows/intake/judge.hpp"

#include <fmt/format.h>

#include "host/base/text.hpp"
#include "host/flows/routing/routing.hpp"
#include "host/flows/routing/unlinked.hpp"
#include "host/ledger/values.hpp"

namespace fairway::flows {
namespace {

using ledger::to_instant;

constexpr std::string_view kStatus = "status ";
constexpr std::string_view kStart = "created before the start of the store";

Judgement pass(std::string_view key, std::string reason) { return {Judgement::Verdict::pass_over, std::move(reason), key}; }

bool is_pending(OrderStatus status) { return status == OrderStatus::pending || status == OrderStatus::pending_availability; }

}  // namespace

Judgement judge(const Order& order, const config::Store& store, const config::SkuTable* skus, Instant live_since,
                Instant now) {
  const auto& rules = store.orders;
  if (!order.echo_of.empty()) return pass("", fmt::format("echo of {}", printable(order.echo_of, 60)));
  if (!order.fulfilled_by.empty() && !rules.fulfilled_by.contains(order.fulfilled_by.value))
    return pass("fulfilled-by", fmt::format("fulfilled by {}", order.fulfilled_by.text()));
  if (order.status.value == OrderStatus::cancelled) return pass("", "cancelled before it was taken on");
  const auto created = order.created_at ? to_instant(*order.created_at) : now;
  if (created < now - rules.within) return pass("within", fmt::format("older than {}", format_duration(rules.within)));
  if (created < live_since) return pass("start", fmt::format("{}, {}", kStart, format_time(live_since)));
  if (auto linked = sort_unlinked(store, skus, open_lines(order)); linked.verdict == Linked::Verdict::pass_over)
    return pass("unlinked", std::move(linked.reason));
  if (is_pending(order.status.value) && rules.reserve_pending) return {Judgement::Verdict::reserve, {}, {}};
  if (!may_ship(order, store)) return pass("statuses", std::string(kStatus) + std::string(order.status.text()));
  return {Judgement::Verdict::take, {}, {}};
}

bool may_ship(const Order& order, const config::Store& store) { return store.orders.statuses.contains(order.status.value); }

std::optional<std::string_view> passed_for_status(std::string_view reason) {
  if (!reason.starts_with(kStatus)) return std::nullopt;
  return reason.substr(kStatus.size());
}

bool passed_for_start(std::string_view reason) { return reason.starts_with(kStart); }

}  // namespace fairway::flows

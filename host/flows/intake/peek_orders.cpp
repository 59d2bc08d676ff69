#include "host/flows/intake/peek_orders.hpp"

#include <fmt/format.h>

#include "fairway/json.hpp"
#include "host/base/text.hpp"
#include "host/flows/intake/judge.hpp"

namespace fairway::flows {
namespace {

// Enough to decide by; a seller's rate of searches, which the pulls need, is not used up for it.
constexpr std::uint32_t kMostCounted = 500;
constexpr Millis kPeekLag = std::chrono::minutes(3);  // a window with an end ends at least two minutes ago

class PeekSink final : public plugins::PullSink {
 public:
  PeekSink(Peeked& out, const std::function<void(const Order&)>& each) : out_(out), each_(each) {}
  Status commit(plugins::Batch batch) override {
    out_.unread += static_cast<std::int64_t>(batch.rejects.size());
    for (const auto& document : batch.documents) {
      Order order;
      if (JsonError error; !read_json(document.body, order, error)) ++out_.unread;
      else ++out_.seen, each_(order);
    }
    return {};
  }

 private:
  Peeked& out_;
  const std::function<void(const Order&)>& each_;
};

json::array asked_statuses(const config::Orders& orders) {
  auto statuses = orders.statuses;
  if (orders.reserve_pending) statuses.insert({OrderStatus::pending, OrderStatus::pending_availability});
  json::array out;
  for (const auto status : statuses) out.emplace_back(Open<OrderStatus>(status).text());
  return out;
}

json::array asked_fulfillers(const config::Orders& orders) {
  json::array out;
  for (const auto by : orders.fulfilled_by) out.emplace_back(Open<FulfilledBy>(by).text());
  return out;
}

}  // namespace

Peeked peek_orders(plugins::Supervisor& plugins, const Peek& peek, const std::function<void(const Order&)>& each) {
  Peeked out;
  PeekSink sink(out, each);
  const auto end =
      plugins.channel(peek.spec)->pull({"orders", "", json::serialize(peek.params), peek.most}, sink, peek.options);
  if (!end.status) out.problem = end.status.error().message;
  return out;
}

Waiting count_waiting(plugins::Supervisor& plugins, const Catalogue& catalogue, const config::Account& account,
                      const config::Store& store, Instant live_since, Instant now, Millis deadline,
                      const std::atomic<bool>* cancel) {
  json::object one{{"nickname", store.nickname}};
  for (const auto& [fact, value] : store.settings.facts) one.emplace(fact, value);
  Peek peek{channel_spec(catalogue, account, store, store.nickname, "orders"),
            {{"stores", json::array{std::move(one)}},
             {"since", format_time(now - store.orders.within)},
             {"until", format_time(now - kPeekLag)},
             {"statuses", asked_statuses(store.orders)},
             {"fulfilled-by", asked_fulfillers(store.orders)}},
            kMostCounted,
            {}};
  peek.options.deadline = deadline;
  peek.options.interactive = true;
  peek.options.cancel = cancel;
  peek.options.trace = "waiting-" + store.nickname;
  Waiting out;
  const auto peeked = peek_orders(plugins, peek, [&](const Order& order) {
    using Verdict = Judgement::Verdict;
    if (judge(order, store, account.skus.get(), now - store.orders.within, now).verdict == Verdict::pass_over) return;
    ++out.open;
    if (judge(order, store, account.skus.get(), live_since, now).verdict != Verdict::pass_over) ++out.taken;
  });
  if (peeked.seen == 0) out.problem = peeked.problem;
  out.more = peeked.seen >= kMostCounted || (peeked.seen > 0 && !peeked.problem.empty());
  return out;
}

std::string start_text(const config::Orders& orders) {
  using Start = config::Orders::Start;
  if (orders.start == Start::open_orders) return "open-orders";
  return orders.start == Start::date && orders.start_date ? format_time(*orders.start_date) : "now";
}

std::string sentence(const flows::Waiting& waiting, const std::string& start) {
  if (!waiting.problem.empty()) return "how many open orders wait on the channel is not known: " + waiting.problem;
  if (waiting.open == 0) return "no open orders wait on the channel";
  const auto number = fmt::format("{}{}", waiting.more ? "at least " : "", waiting.open);
  const std::string which = waiting.taken == waiting.open ? "all of them"
                            : waiting.taken == 0          ? "none of them, only what is made from then on"
                                                          : fmt::format("{} of them", waiting.taken);
  return fmt::format("{} open order{} wait{} on the channel; start: {} takes on {}", number, waiting.open == 1 ? "" : "s",
                     waiting.open == 1 ? "s" : "", start, which);
}

}  // namespace fairway::flows

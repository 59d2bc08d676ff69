#include "host/flows/intake/rejudge.hpp"

#include "host/base/json.hpp"

namespace fairway::flows {
namespace {

using ledger::Event;
using Verdict = Judgement::Verdict;

Open<OrderStatus> status_of(std::string_view text) { return Open<OrderStatus>::parse(text); }

// What was reserved for it is set free.
bool is_over(OrderStatus status) { return status == OrderStatus::cancelled || status == OrderStatus::shipped; }

// Events name the statuses that the channel changed from and to, and the one that an order was passed over for. Which one a
// look saw for the first time shows only when it changes, or stands in the row still.
class Looks {
 public:
  void read(const ledger::EventRow& event) {
    const auto data = event.data.empty() ? json::value() : parse_json(event.data).value_or(json::value());
    if (event.type == text(Event::changed)) return changed(event.at, text_at(data, "from"), text_at(data, "to"));
    if (taken_) return;
    if (event.type == text(Event::paid)) return void(taken_ = true);
    const auto passed = passed_for_status(text_at(data, "reason"));
    looks_.push_back({event.at, status_of(passed.value_or(""))});
    unknown_ = !passed;
    taken_ = event.type == text(Event::seen);
  }

  std::vector<Look> end(const ledger::OrderRow& row) {
    if (looks_.empty()) looks_.push_back({row.taken_at, {}}), unknown_ = true;
    if (unknown_) looks_.back().status = status_of(row.channel_status);
    return std::move(looks_);
  }

 private:
  void changed(Instant at, std::string_view from, std::string_view to) {
    if (std::exchange(unknown_, false)) looks_.back().status = status_of(from);
    if (!taken_) looks_.push_back({at, status_of(to)});
  }

  std::vector<Look> looks_;
  bool unknown_ = false;  // what the last look saw
  bool taken_ = false;
};

}  // namespace

const std::vector<Event>& looks_from() {
  static const std::vector<Event> types{Event::passed_over, Event::reserved, Event::seen, Event::changed, Event::paid};
  return types;
}

std::vector<Look> looks_of(const ledger::OrderRow& row, const std::vector<ledger::EventRow>& events) {
  Looks looks;
  for (const auto& event : events) looks.read(event);
  return looks.end(row);
}

Judgement rejudge(Order order, const std::vector<Look>& looks, const config::Store& store, const config::SkuTable* skus,
                  Instant live_since) {
  Judgement out;
  for (const auto& look : looks) {
    order.status = look.status;
    const bool first = &look == &looks.front();
    if (first || passed_for_status(out.reason)) out = judge(order, store, skus, live_since, look.at);
    else if (out.verdict == Verdict::reserve && is_over(look.status.value)) break;
    else if (out.verdict == Verdict::reserve && may_ship(order, store)) out = {Verdict::take, {}, {}};
    if (out.verdict == Verdict::take) break;
  }
  return out;
}

}  // namespace fairway::flows

#include "host/flows/intake/take_orders.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "host/flows/cancellation/give_up.hpp"
#include "host/flows/cancellation/tell_cancelled.hpp"
#include "host/flows/dispatch/correct.hpp"
#include "host/flows/intake/echo.hpp"
#include "host/flows/intake/ended_lines.hpp"
#include "host/flows/intake/judge.hpp"
#include "host/flows/intake/read_orders.hpp"
#include "host/flows/jobs.hpp"
#include "host/flows/routing/routing.hpp"
#include "host/flows/shipments/verify.hpp"
#include "host/flows/stock/reserve.hpp"
#include "host/ledger/redaction.hpp"

namespace fairway::flows {
namespace {

using ledger::Event;
using ledger::Ledger;
using ledger::OrderRow;
using ledger::State;
using ledger::to_instant;

// What the channel says of the order, on the row. Does not decide anything.
void show(OrderRow& row, const Incoming& in) {
  const auto& order = in.order;
  row.channel_status = order.status.text();
  row.fulfilled_by = order.fulfilled_by.text();
  row.ship_service = order.ship_service;
  row.ship_category = order.ship_category;
  row.country = row.correction.country.value_or(order.ship_to.country);
  row.ship_by = order.ship_by ? std::optional(to_instant(*order.ship_by)) : std::nullopt;
  if (order.updated_at) row.updated_at = to_instant(*order.updated_at);
  row.confirmation_needed = order.confirmation_needed;
  row.document = in.document;
}

bool any_ended(const Order& order) {
  return std::any_of(order.lines.begin(), order.lines.end(),
                     [](const auto& line) { return line.quantity_cancelled > 0 || line.quantity_shipped > 0; });
}

std::string where_it_says_so(const config::Store& store) {
  const auto written = store.places.find("/orders/cancellations");
  return written == store.places.end() ? "orders.cancellations: accept"
                                       : "orders.cancellations: accept, " + written->second.text();
}

// One batch being taken on. Orders stay where they are while the ledger refers to them, hence the node-based map.
class OrderIntake {
 public:
  OrderIntake(Context& context, Unit& unit, const Intake& intake)
      : context_(context),
        unit_(unit),
        intake_(intake),
        now_(context.clock.now()),
        ledger_(now_),
        given_up_(context, unit, ledger_) {}

  Status run(std::vector<Incoming> incoming) {
    if (auto ok = load_known(incoming); !ok) return ok;
    if (auto ok = load_origins(incoming); !ok) return ok;
    for (auto& in : incoming)
      if (auto ok = take(in); !ok) return ok;
    if (auto ok = seal(); !ok) return ok;
    if (auto ok = verify_confirmations(context_, unit_, ledger_, intake_.cause, shown_packages_); !ok) return ok;
    if (auto ok = verify_cancellations(context_, unit_, ledger_, intake_.cause, shown_cancelled()); !ok) return ok;
    if (auto ok = heed(); !ok) return ok;
    if (auto ok = hold_back(); !ok) return ok;
    if (auto ok = end(); !ok) return ok;
    if (auto ok = ledger_.flush(unit_.tx()); !ok) return ok;
    if (auto ok = reserve_stock(unit_, *intake_.account, ledger_, to_reserve_, intake_.cause, now_); !ok) return ok;
    if (auto ok = ledger_.flush(unit_.tx()); !ok) return ok;
    if (auto ok = given_up_.write(); !ok) return ok;
    for (const auto& [row, message] : to_raise_)
      findings_.push_back(ledger::order_finding("cancellation", *row, row->store, message));
    if (auto ok = ledger::raise(unit_.tx(), findings_, now_); !ok) return ok;
    count();
    return work_ ? unit_.enqueue({map_job(intake_.account->name, now_)}) : Status{};
  }

 private:
  Status load_known(const std::vector<Incoming>& incoming) {
    std::map<std::pair<std::string, std::string>, std::vector<std::string>> wanted;  // plugin and seller -> ids
    for (const auto& in : incoming)
      wanted[{in.store->row.plugin, in.store->row.seller}].push_back(in.order.channel_order_id);
    for (const auto& [owner, ids] : wanted) {
      auto found = ledger::orders_by_channel_id(unit_.tx(), owner.first, owner.second, ids);
      if (!found) return fail(std::move(found.error()));
      for (auto& row : *found) {
        auto key = row.channel_order_id;
        known_.emplace(std::move(key), std::move(row));
      }
    }
    return {};
  }

  Status load_origins(const std::vector<Incoming>& incoming) {
    std::map<const config::Store*, std::vector<std::string>> echoes;
    for (const auto& in : incoming)
      if (!in.order.echo_of.empty()) echoes[in.store->config].push_back(in.order.echo_of);
    for (const auto& [store, references] : echoes) {
      auto found = origins_of(context_, unit_.tx(), *intake_.account, *store, references);
      if (!found) return fail(std::move(found.error()));
      origins_.merge(*found);
    }
    return {};
  }

  Status take(Incoming& in) {
    const auto found = known_.find(in.order.channel_order_id);
    if (found == known_.end()) return add(in), Status();
    auto& row = found->second;
    if (row.account != intake_.account->name) return report_foreign(row), Status();
    if (starts_earlier_now(row, in)) return show(row, in), place(row, in), Status();
    if (row.document == in.document) return note_packages(row, in), Status();  // seen again unchanged: windows overlap
    if (in.order.updated_at && to_instant(*in.order.updated_at) < row.updated_at)
      return {};  // an older version, out of order
    if (auto ok = heed_address(row, in); !ok) return ok;
    change(row, in);
    return {};
  }

  // Passed over for a start that has been set to an earlier time since.
  bool starts_earlier_now(const OrderRow& row, const Incoming& in) const {
    if (row.state != State::dropped || !passed_for_start(row.reason)) return false;
    return in.store->row.live_since && row.created_at >= *in.store->row.live_since;
  }

  void add(Incoming& in) {
    OrderRow fresh;
    fresh.account = intake_.account->name;
    fresh.store = in.store->row.nickname;
    fresh.store_id = in.store->row.id;
    fresh.plugin = in.store->row.plugin;
    fresh.seller = in.store->row.seller;
    fresh.channel_order_id = in.order.channel_order_id;
    fresh.marketplace = in.order.marketplace;
    fresh.created_at = in.order.created_at ? to_instant(*in.order.created_at) : now_;
    fresh.updated_at = now_;
    fresh.taken_at = fresh.read_at = now_;
    auto& row = known_.emplace(fresh.channel_order_id, std::move(fresh)).first->second;
    show(row, in);
    ++added_;
    place(row, in);
  }

  // Where a new order, or one passed over for its status, goes.
  void place(OrderRow& row, const Incoming& in) {
    const auto verdict = judge(in.order, *in.store->config, intake_.account->skus.get(),
                               in.store->row.live_since.value_or(Instant::max()), now_);
    row.reason = verdict.reason;
    if (verdict.verdict == Judgement::Verdict::pass_over) {
      json::object detail{{"reason", verdict.reason}};
      if (const auto origin = origins_.find(in.order.echo_of); origin != origins_.end()) detail["order"] = origin->second;
      ledger_.record(row, Event::passed_over, intake_.cause, std::move(detail));
      return;  // whose order we do not take, of whom we keep nothing personal
    }
    keep_personal(row, in);
    const bool reserve = verdict.verdict == Judgement::Verdict::reserve;
    ledger_.record(
        row, reserve ? Event::reserved : Event::seen, intake_.cause,
        row.confirmation_needed ? json::object() : json::object{{"note", "the channel takes no confirmations of it"}});
    if (reserve) want_stock(row);
    else ready(row, in);
  }

  // A received order goes on to mapping, unless the buyer wants out.
  void ready(OrderRow& row, const Incoming& in) {
    work_ = true;
    note_request(row, in);
  }

  // A person says which address counts, unless it is too late to wait for one.
  Status hold_back() {
    std::vector<OrderRow*> rows;
    for (const auto& [row, why] : to_hold_) rows.push_back(row);
    auto late = maybe_at_warehouse(unit_, rows);
    if (!late) return fail(std::move(late.error()));
    for (const auto& [row, why] : to_hold_) {
      if (row->id != 0 && late->contains(row->id)) continue;
      row->reason = why;
      ledger_.record(*row, Event::held, intake_.cause, json::object{{"reason", why}});
    }
    return {};
  }

  // Each request counts once: what was heeded or declined before is no news, until the buyer takes it back.
  void note_request(OrderRow& row, const Incoming& in) {
    const bool any =
        std::any_of(in.order.lines.begin(), in.order.lines.end(), [](const auto& l) { return l.cancel_requested; });
    if (!any && row.cancel_request.empty()) return;
    const auto order = order_less_personal(row);  // less what was given up
    const auto lines = order ? asked_to_cancel(*order) : std::vector<LineQuantity>();
    if (lines.empty()) {
      row.cancel_request.clear();
      row.cancel_declined = false;
      return;
    }
    if (ledger::is_closed(row.state) || !add_to_request(row.cancel_request, lines)) return;
    row.cancel_declined = false;
    json::array ids;
    for (const auto& line : lines) ids.push_back(json::object{{"line", line.line_id}, {"sku", line.sku}});
    ledger_.record(row, Event::cancellation_requested, intake_.cause, json::object{{"lines", std::move(ids)}});
    if (row.state != State::shipped) requests_.push_back({&row, lines, in.store->config});
  }

  // The buyer wants out: a person decides, or a rule of the store. What a warehouse may have is not held back.
  Status heed() {
    std::vector<OrderRow*> rows;
    for (const auto& request : requests_) rows.push_back(request.row);
    auto late = maybe_at_warehouse(unit_, rows);
    if (!late) return fail(std::move(late.error()));
    auto asked = asked_back(unit_.tx(), std::vector<std::int64_t>(late->begin(), late->end()));
    if (!asked) return fail(std::move(asked.error()));
    for (auto& request : requests_) {
      auto& row = *request.row;
      if (request.store->orders.cancellations == config::Orders::Cancellations::accept) {
        const GivingUp why{where_it_says_so(*request.store), kWantsOut, "buyer-cancelled"};
        if (const auto before = asked->find(row.id); before != asked->end()) {
          if (before->second.whole) continue;
          std::erase_if(request.lines, [&](const auto& line) { return before->second.units.contains(line.line_id); });
          if (request.lines.empty()) continue;
        }
        if (auto ok = given_up_.lines(row, request.lines, why); !ok) return ok;
        continue;
      }
      to_raise_.emplace_back(&row, "the buyer asks to cancel: `fairway orders cancel` or `fairway orders release`");
      if (row.id != 0 && late->contains(row.id)) continue;
      row.reason = kWantsOut;
      ledger_.record(row, Event::held, intake_.cause, json::object{{"reason", row.reason}});
    }
    return {};
  }

  // What a person corrected counts until the channel's own address is another than it was then: who is right by now a person
  // must say.
  Status heed_address(OrderRow& row, const Incoming& in) {
    if (!row.correction.of_address() || ledger::is_closed(row.state)) return {};
    const auto found = compare_address(context_.vault, row, in.order, in.personal);
    if (!found) return fail(found.error());
    if (*found == ChannelAddress::as_it_was) return {};
    if (*found == ChannelAddress::same) {
      row.correction = {row.correction.service, {}, {}, {}};
      ledger_.record(row, Event::notice, intake_.cause,
                     json::object{{"message", "the channel's address is by now what it was corrected to"}});
      return {};
    }
    ledger_.record(row, Event::notice, intake_.cause,
                   json::object{{"message", "the channel's address changed after it was corrected here"}});
    findings_.push_back(ledger::order_finding(
        "address", row, row.store,
        "the channel's address changed after it was corrected here: `fairway orders edit --as-channel` "
        "takes the channel's, `fairway orders edit` another one; else the corrected one counts"));
    if (ledger::before_submit(row.state))
      to_hold_.emplace(&row, "the channel's address changed after it was corrected here");
    return {};
  }

  std::vector<ShownCancelled> shown_cancelled() const {
    std::vector<ShownCancelled> out;
    for (const auto& [row, in] : changed_)
      if (in->order.status.value == OrderStatus::cancelled ||
          std::any_of(in->order.lines.begin(), in->order.lines.end(),
                      [](const auto& l) { return l.quantity_cancelled > 0; }))
        out.push_back({row, &in->order});
    return out;
  }

  // Once, whatever number of its versions is in the batch.
  void want_stock(OrderRow& row) {
    if (std::find(to_reserve_.begin(), to_reserve_.end(), &row) == to_reserve_.end()) to_reserve_.push_back(&row);
  }

  // The channel has ended these orders. Where a warehouse may have one, it is asked not to ship.
  Status end() {
    std::erase_if(ended_lines_, [](const EndedLines& each) { return ledger::is_closed(each.order->state); });
    auto over = follow_ended_lines(context_, unit_, ledger_, ended_lines_, intake_.cause);
    if (!over) return fail(std::move(over.error()));
    cancelled_.insert(cancelled_.end(), over->begin(), over->end());
    if (auto ok = given_up_.orders(cancelled_, {intake_.cause, "cancelled on the channel"}); !ok) return ok;
    auto late = maybe_at_warehouse(unit_, shipped_elsewhere_);
    if (!late) return fail(std::move(late.error()));
    const std::string why = "shipped on the channel by somebody else";
    for (auto* row : shipped_elsewhere_) {
      if (late->contains(row->id)) {
        if (auto ok = given_up_.orders({row}, {intake_.cause, why}); !ok) return ok;
        continue;
      }
      row->reason = why;
      ledger_.record(*row, Event::dropped, intake_.cause, json::object{{"reason", why}});
    }
    return {};
  }

  void change(OrderRow& row, const Incoming& in) {
    const auto before = row.channel_status;
    const bool passed_for_status = row.state == State::dropped && flows::passed_for_status(row.reason).has_value();
    auto cancelled = cancelled_units(row);
    show(row, in);
    for (const auto& [line, units] : cancelled_units(row))
      cancelled[line] = std::max<std::int64_t>(0, units - cancelled[line]);
    row.read_at = now_;
    changed_.emplace_back(&row, &in);
    if (passed_for_status) return place(row, in);
    if (before == row.channel_status) ledger_.touch(row);  // another version with the same status is nothing to tell
    else ledger_.record(row, Event::changed, intake_.cause, json::object{{"from", before}, {"to", row.channel_status}});
    if (row.state == State::dropped || row.state == State::cancelled) return;
    keep_personal(row, in);
    note_packages(row, in);
    follow_status(row, in, std::move(cancelled));
  }

  // Of an order that is seen unchanged too: its parcel may have been shown before we knew that it was confirmed.
  void note_packages(OrderRow& row, const Incoming& in) {
    if (!in.order.packages.empty()) shown_packages_.push_back({&row, in.order.packages});
  }

  void follow_status(OrderRow& row, const Incoming& in, UnitsByLine cancelled) {
    const auto status = in.order.status.value;
    const bool ours_to_drop =
        ledger::before_submit(row.state) || (row.state == State::held && ledger::before_submit(row.held_from));
    if (status == OrderStatus::cancelled) {
      if (!ledger::is_closed(row.state)) cancelled_.push_back(&row);
      return;
    }
    if (status == OrderStatus::shipped && ours_to_drop) return shipped_elsewhere_.push_back(&row);
    if (row.id != 0 && any_ended(in.order)) ended_lines_.push_back({&row, std::move(cancelled)});
    if (row.state == State::reserved && may_ship(in.order, *in.store->config)) {
      row.reason.clear();  // what could not be reserved
      ledger_.record(row, Event::paid, intake_.cause);
      ready(row, in);
    } else if (row.state == State::held && row.held_from == State::reserved && may_ship(in.order, *in.store->config)) {
      ledger_.record(row, Event::paid, intake_.cause);  // it shows when the order is released
      note_request(row, in);
    } else {
      if (row.state == State::reserved) want_stock(row);
      note_request(row, in);
    }
  }

  // The channel stops showing personal data after a while: what we have stays until its own time is over.
  void keep_personal(OrderRow& row, const Incoming& in) {
    if (!in.personal.empty()) to_seal_.emplace_back(&row, in.personal);
  }

  // Of a known order nothing is kept that was redacted once.
  Result<std::set<std::int64_t>> redacted_before() {
    std::vector<std::int64_t> ids;
    for (const auto& [row, text] : to_seal_)
      if (row->id != 0 && row->pii.key_id.empty()) ids.push_back(row->id);
    return ids.empty() ? std::set<std::int64_t>{} : ledger::redacted_orders(unit_.tx(), ids);
  }

  Status seal() {
    const auto redacted = redacted_before();
    if (!redacted) return fail(redacted.error());
    std::vector<std::string> texts;
    std::vector<OrderRow*> fresh;
    for (auto& [row, text] : to_seal_) {
      if (row->id != 0 && redacted->contains(row->id)) continue;
      if (row->pii.key_id.empty()) {
        texts.push_back(std::move(text));
        fresh.push_back(row);
        continue;
      }
      auto again = context_.vault.reseal(row->pii.key_id, text);
      if (!again && again.error().code != FW_E_REJECTED)
        return fail(std::move(again.error()));  // REJECTED: redacted, and stays so
      if (again) row->pii.bytes = std::move(*again);
    }
    if (texts.empty()) return {};
    auto sealed = context_.vault.seal(texts);
    if (!sealed) return fail(std::move(sealed.error()));
    for (std::size_t i = 0; i < fresh.size(); ++i) fresh[i]->pii = std::move((*sealed)[i]);
    return {};
  }

  void report_foreign(const OrderRow& row) {
    findings_.push_back(
        {fmt::format("duplicate/{}/{}/{}", row.plugin, row.seller, row.channel_order_id), intake_.account->name,
         intake_.source, "duplicate",
         fmt::format("order {} belongs to account {}; it is not taken on twice", row.channel_order_id, row.account)});
  }

  void count() {
    context_.meters.count("orders_seen_total", static_cast<std::int64_t>(known_.size()),
                          {{"account", intake_.account->name}});
    if (added_ > 0) context_.meters.count("orders_new_total", added_, {{"account", intake_.account->name}});
  }

  Context& context_;
  Unit& unit_;
  const Intake& intake_;
  Instant now_;
  Ledger ledger_;
  std::map<std::string, OrderRow> known_;       // by channel order id
  std::map<std::string, std::string> origins_;  // of echoes: reference -> channel order id
  std::vector<std::pair<OrderRow*, std::string>> to_seal_;
  std::vector<ShownPackages> shown_packages_;
  std::map<OrderRow*, std::string> to_hold_;  // and why
  struct Requested {
    OrderRow* row;
    std::vector<LineQuantity> lines;
    const config::Store* store;
  };
  std::vector<Requested> requests_;
  std::vector<std::pair<OrderRow*, std::string>> to_raise_;  // findings, once the orders have their ids
  std::vector<std::pair<OrderRow*, const Incoming*>> changed_;
  std::vector<EndedLines> ended_lines_;
  GivenUp given_up_;
  std::vector<OrderRow*> cancelled_, shipped_elsewhere_, to_reserve_;
  std::vector<ledger::Finding> findings_;
  std::int64_t added_ = 0;
  bool work_ = false;
};

}  // namespace

Status take_orders(Context& context, Unit& unit, const Intake& intake, const plugins::Batch& batch) {
  auto rejects = batch.rejects;
  auto incoming = read_batch(intake, batch, rejects);
  if (auto ok = OrderIntake(context, unit, intake).run(std::move(incoming)); !ok) return ok;
  return set_aside(context, unit, intake.account->name, intake.source, "orders", rejects);
}

}  // namespace fairway::flows

#include "host/flows/routing/placing.hpp"

#include "host/flows/jobs.hpp"

namespace fairway::flows {
namespace {

using ledger::Event;
using ledger::Fulfilment;
using ledger::FulfilmentState;

// What may be asked again under its reference. A channel that took an order and found later that it cannot ship it has that
// order for ever: of a store such a part is asked anew.
Fulfilment* of_warehouse(std::vector<Fulfilment>& all, const config::Warehouse& who) {
  const auto found = std::find_if(all.begin(), all.end(), [&](const Fulfilment& f) {
    const bool spent = who.of_store && f.submitted_at;
    return f.warehouse == who.name && !spent && (f.state == FulfilmentState::routed || f.state == FulfilmentState::refused);
  });
  return found == all.end() ? nullptr : &*found;
}

// Of a part that was refused: the lines that nobody is asked to ship any more are not wanted any more, nor is a part of which no
// line is. Whether there were some.
bool forget_lines(Fulfilment& refused, const std::vector<Part>& parts) {
  const auto asked = [&](const LineQuantity& line) {
    return std::any_of(parts.begin(), parts.end(), [&](const Part& part) {
      return std::any_of(part.lines.begin(), part.lines.end(),
                         [&](const LineQuantity& each) { return each.line_id == line.line_id; });
    });
  };
  const auto forgotten = std::erase_if(refused.lines, [&](const LineQuantity& line) { return !asked(line); });
  if (refused.lines.empty()) refused.state = FulfilmentState::cancelled;
  return forgotten > 0;
}

Refusal refusal_of(const json::value& event) {
  Refusal out{std::string(text_at(event, "message")), {}};
  if (const auto* lacked = find(event, "lacked"); lacked && lacked->is_object())
    for (const auto& each : lacked->get_object()) out.lacked[each.key()] = number_at(*lacked, each.key());
  return out;
}

}  // namespace

json::object routed_detail(const Part& part, const std::string& service) {
  json::array lines;
  for (const auto& line : part.lines)
    lines.push_back(json::object{{"line", line.line_id}, {"sku", line.sku}, {"quantity", line.quantity}});
  json::object detail{{"warehouse", part.fulfiller->name},
                      {"service", service},
                      {"lines", std::move(lines)},
                      {"rule", part.rule},
                      {"at", part.place.text()}};
  if (!part.because.empty()) detail["because"] = part.because;
  return detail;
}

Status Placing::load(const std::vector<std::int64_t>& order_ids) {
  auto known = ledger::fulfilments_of(unit_.tx(), order_ids);
  if (!known) return fail(std::move(known.error()));
  std::vector<std::int64_t> refused;
  for (auto& f : *known) {
    ++last_part_[f.order_id];
    if (f.state == FulfilmentState::refused) refused.push_back(f.order_id);
    earlier_[f.order_id].push_back(std::move(f));
  }
  if (refused.empty()) return {};
  auto events = ledger::events_of(unit_.tx(), refused, {Event::refused, Event::refused_part});
  if (!events) return fail(std::move(events.error()));
  for (const auto& event : *events) {
    const auto data = parse_json(event.data).value_or(json::value());
    refused_[{event.order_id, std::string(text_at(data, "warehouse"))}] = refusal_of(data);
  }
  return {};
}

Standing Placing::standing(std::int64_t order_id) const {
  Standing out;
  const auto earlier = earlier_.find(order_id);
  if (earlier == earlier_.end()) return out;
  for (const auto& f : earlier->second) {
    if (ledger::maybe_there(f))
      for (const auto& line : f.lines) out.placed.insert(line.line_id);
    if (f.state != FulfilmentState::refused) continue;
    const auto said = refused_.find({order_id, f.warehouse});
    out.refusals.emplace(f.warehouse, said == refused_.end() ? Refusal{"no reason is known", {}} : said->second);
  }
  return out;
}

void Placing::place(ledger::Ledger& ledger, ledger::OrderRow& order, const std::vector<Part>& parts) {
  const auto before = fresh_.size() + again_.size();
  for (auto& f : earlier_[order.id])
    if (f.state == FulfilmentState::sending) {
      again_.push_back(f);  // it may be there: nothing about it changes, and nobody else gets it
      ledger.record(order, Event::routed, order.service_rule,
                    json::object{{"warehouse", f.warehouse}, {"service", f.service}});
    }
  for (const auto& part : parts) ask(ledger, order, part, false);
  for (auto& f : earlier_[order.id])
    if (f.state == FulfilmentState::routed) {
      f.state = FulfilmentState::cancelled;  // never sent, and not wanted there any more
      given_up_.push_back(f);
    } else if (f.state == FulfilmentState::refused && forget_lines(f, parts)) {
      given_up_.push_back(f);
    }
  if (fresh_.size() + again_.size() == before)
    ledger.record(order, Event::submitted, order.service_rule, json::object{{"message", "all of it is there already"}});
}

void Placing::add(ledger::Ledger& ledger, ledger::OrderRow& order, const std::vector<Part>& parts) {
  for (const auto& part : parts) ask(ledger, order, part, true);
}

void Placing::ask(ledger::Ledger& ledger, ledger::OrderRow& order, const Part& part, bool anew) {
  orders_.emplace(order.id, &order);
  ledger.record(order, Event::routed, order.service_rule, routed_detail(part, order.service));
  auto& earlier = earlier_[order.id];
  if (auto* known = anew ? nullptr : of_warehouse(earlier, *part.fulfiller)) {
    auto f = *known;
    std::erase_if(earlier, [&](const Fulfilment& each) { return each.id == f.id; });
    f.state = FulfilmentState::routed;  // the same reference again: never a new key on a retry
    f.service = order.service;
    f.lines = part.lines;
    return again_.push_back(std::move(f));
  }
  Fulfilment fresh;
  fresh.order_id = order.id;
  fresh.account = account_.name;
  fresh.warehouse = part.fulfiller->name;
  fresh.scope = reference_scope(context_, account_, *part.fulfiller);
  fresh.part = ++last_part_[order.id];
  fresh.reference = reference_for(order, fresh.part, false);
  fresh.state = FulfilmentState::routed;
  fresh.service = order.service;
  fresh.lines = part.lines;
  fresh.created_at = context_.clock.now();
  fresh_.push_back(std::move(fresh));
}

// A reference that another order holds in that warehouse's name space is replaced by the hash.
Status Placing::settle_references() {
  std::map<std::string, std::vector<std::string>> wanted;
  for (const auto& f : fresh_) wanted[f.scope].push_back(f.reference);
  std::set<std::pair<std::string, std::string>> taken;
  for (const auto& [scope, references] : wanted) {
    auto found = ledger::fulfilments_by_reference(unit_.tx(), scope, references);
    if (!found) return fail(std::move(found.error()));
    for (const auto& f : *found) taken.emplace(f.scope, f.reference);
  }
  for (auto& f : fresh_)
    if (!taken.emplace(f.scope, f.reference).second) f.reference = reference_for(*orders_.at(f.order_id), f.part, true);
  return {};
}

Status Placing::write() {
  if (auto ok = settle_references(); !ok) return ok;
  if (auto ok = ledger::insert(unit_.tx(), fresh_); !ok) return ok;
  if (auto ok = ledger::update(unit_.tx(), again_); !ok) return ok;
  if (auto ok = ledger::update(unit_.tx(), given_up_); !ok) return ok;
  std::vector<ledger::NewJob> jobs;
  for (const auto* list : {&fresh_, &again_})
    for (const auto& f : *list) jobs.push_back(submit_job(f, context_.clock.now()));
  return unit_.enqueue(jobs);
}

}  // namespace fairway::flows

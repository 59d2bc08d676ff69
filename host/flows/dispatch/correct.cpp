#include "host/flows/dispatch/correct.hpp"

#include <fmt/format.h>

#include "fairway/json.hpp"
#include "host/base/text.hpp"
#include "host/config/check.hpp"
#include "host/flows/acting.hpp"
#include "host/flows/cancellation/give_up.hpp"
#include "host/flows/dispatch/lost.hpp"
#include "host/flows/dispatch/resubmit.hpp"
#include "host/flows/jobs.hpp"
#include "host/ledger/records.hpp"

namespace fairway::flows {
namespace {

using ledger::Correction;
using ledger::Event;
using ledger::OrderRow;
using ledger::State;
using Jobs = Result<std::vector<ledger::NewJob>>;

constexpr std::size_t kLongestField = 200;
constexpr std::string_view kAddress = "/ship_to/";

// A field as persons name it and where it stands in an order; country and state are about nobody (documents/common.hpp).
struct Field {
  std::string_view name, member;
};
constexpr Field kFields[] = {{"name", "name"},
                             {"company", "company"},
                             {"address_line1", "line1"},
                             {"address_line2", "line2"},
                             {"address_line3", "line3"},
                             {"city", "city"},
                             {"postal_code", "postal_code"},
                             {"phone", "phone"},
                             {"email", "email"},
                             {"state", ""},
                             {"country", ""}};

const Field* field_of(const std::string& name) {
  const auto found =
      std::find_if(std::begin(kFields), std::end(kFields), [&](const Field& one) { return one.name == name; });
  return found == std::end(kFields) ? nullptr : found;
}

bool is_country(const std::string& text) {
  return text.size() == 2 && std::all_of(text.begin(), text.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

}  // namespace

Status check_edit(const OrderEdit& edit) {
  if (edit.fields.empty() && !edit.service && !edit.as_channel)
    return fail(FW_E_INVALID, "nothing to correct: an edit names a field of the address, or the service");
  if (edit.as_channel && (!edit.fields.empty() || edit.service))
    return fail(FW_E_INVALID, "either a correction or the channel's own: not both at once");
  for (const auto& [name, value] : edit.fields) {
    if (!field_of(name))
      return fail(FW_E_INVALID, fmt::format("unknown field \"{}\"{}", printable(name, 60),
                                            config::did_you_mean(name, correctable_fields())));
    if (value.size() > kLongestField || !valid_utf8(value) ||
        std::any_of(value.begin(), value.end(), [](unsigned char c) { return c < 0x20 || c == 0x7f; }))
      return fail(FW_E_INVALID, fmt::format("{}: at most {} bytes of text on one line", name, kLongestField));
    if (name == "country" && !is_country(value))
      return fail(FW_E_INVALID, "country: two capital letters as in ISO 3166, such as US");
  }
  return {};
}

namespace {

// The key under which an order's personal data is sealed: the one that it has, else a new one.
Status have_key(storage::Vault& vault, OrderRow& order) {
  if (!order.pii.key_id.empty()) return {};
  auto sealed = vault.seal(std::vector<std::string>{"{}"});
  if (!sealed) return fail(std::move(sealed.error()));
  order.pii = std::move(sealed->front());
  return {};
}

// What was corrected before stays corrected.
Status put_right(Context& context, OrderRow& order, const OrderEdit& edit) {
  if (edit.as_channel) return order.correction = {}, Status();
  if (edit.service) order.correction.service = *edit.service;
  if (edit.fields.empty()) return {};
  PiiBag bag;
  if (!order.correction.sealed.empty()) {
    auto before = open_bag(context.vault, {order.pii.key_id, order.correction.sealed});
    if (!before) return fail(std::move(before.error()));
    bag = std::move(*before);
  }
  for (const auto& [name, value] : edit.fields) {
    if (name == "country") order.correction.country = value;
    else if (name == "state") order.correction.state = value;
    else bag[std::string(kAddress) + std::string(field_of(name)->member)] = value;
  }
  if (bag.empty()) return {};
  if (auto ok = have_key(context.vault, order); !ok) return ok;
  auto sealed = context.vault.reseal(order.pii.key_id, to_json(bag));
  if (!sealed && sealed.error().code == FW_E_REJECTED)
    return fail(FW_E_REJECTED, "the order's personal data was erased: there is no address to correct any more");
  if (!sealed) return fail(std::move(sealed.error()));
  order.correction.sealed = std::move(*sealed);
  return {};
}

json::object told(const OrderEdit& edit) {
  json::array fields;
  for (const auto& [name, value] : edit.fields) fields.push_back(json::value(name));
  json::object out;
  if (!fields.empty()) out["fields"] = std::move(fields);
  if (edit.service) out["service"] = *edit.service;
  if (edit.as_channel) out["message"] = "the channel's own address and the shipping map count again";
  return out;
}

// Tried again from its mapping on; where a warehouse may have it, once that has given it back.
Jobs go_out_anew(Context& context, Unit& unit, OrderBook& book, OrderRow& order, const std::string& cause) {
  auto parts = ledger::fulfilments_of(unit.tx(), {order.id});
  if (!parts) return fail(std::move(parts.error()));
  const bool asking = std::any_of(parts->begin(), parts->end(),
                                  [](const auto& part) { return part.state == ledger::FulfilmentState::cancelling; });
  if (order.resubmit && asking) return std::vector<ledger::NewJob>{};  // it goes out as it is by then
  auto asked = ask_back(context, unit, book, order, cause);
  if (!asked) return fail(std::move(asked.error()));
  if (*asked) return std::vector<ledger::NewJob>{};
  if (order.state != State::received && order.state != State::needs_mapping) {
    if (auto again = forget_refusals(unit, order); !again) return fail(std::move(again.error()));
    order.reason.clear();
    book.ledger().record(order, Event::retried, cause);
  }
  return std::vector<ledger::NewJob>{remap_job(order.account, context.clock.now())};
}

// Is a person's hold, or the payment, what it waits for? Then it goes on with that.
bool waits_for_others(const OrderRow& order) { return order.state == State::held || order.state == State::reserved; }

// What is being cancelled must not go out anew once the warehouse agrees.
Status still_here(Unit& unit, const OrderRow& order, std::string_view verb) {
  if (ledger::is_closed(order.state) || order.state == State::shipped) return not_in(order, verb);
  if ((order.state == State::held ? order.held_from : order.state) == State::partially_shipped)
    return fail(FW_E_REJECTED, fmt::format("an order of which a parcel has left cannot be {}", verb));
  if (order.channel_status == kCancelledThere)
    return fail(FW_E_REJECTED, fmt::format("an order that its channel cancelled cannot be {}", verb));
  auto asked = asked_back(unit.tx(), {order.id});
  if (!asked) return fail(std::move(asked.error()));
  if ((*asked)[order.id].whole)
    return fail(FW_E_REJECTED, fmt::format("an order that is being cancelled cannot be {}", verb));
  return {};
}

}  // namespace

const std::vector<std::string>& correctable_fields() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> all;
    for (const auto& field : kFields) all.emplace_back(field.name);
    return all;
  }();
  return names;
}

Status edit_order(Context& context, const std::string& account, std::int64_t id, const OrderEdit& edit,
                  const Person& person) {
  if (auto ok = check_edit(edit); !ok) return ok;
  return on_order(context, account, id, [&](Unit& unit, OrderBook& book, OrderRow& order) -> Jobs {
    if (auto ok = still_here(unit, order, "corrected"); !ok) return fail(std::move(ok.error()));
    if (auto ok = put_right(context, order, edit); !ok) return fail(std::move(ok.error()));
    if (const auto document = order_less_personal(order)) order.country = document->ship_to.country;
    book.ledger().record(order, Event::corrected, by(person), told(edit));
    const auto now = context.clock.now();
    for (const auto* kind : {"address", "correction"})
      if (auto ok = ledger::resolve(unit.tx(), ledger::order_finding(kind, order, "", "").key, now); !ok)
        return fail(std::move(ok.error()));
    if (order.state == State::reserved) return std::vector<ledger::NewJob>{};
    if (order.state == State::held)  // for want of a way: there may be one now
      return std::vector<ledger::NewJob>{remap_job(order.account, now)};
    return go_out_anew(context, unit, book, order, by(person));
  });
}

Jobs go_on(Context& context, Unit& unit, OrderBook& book, OrderRow& order, const std::string& cause) {
  if (!under_way(order.state)) return follow_up(context, unit, order);
  auto events = ledger::events_of(unit.tx(), {order.id}, {Event::routed, Event::corrected});
  if (!events) return fail(std::move(events.error()));
  const bool corrected_since = !events->empty() && events->back().type == text(Event::corrected);
  return corrected_since ? go_out_anew(context, unit, book, order, cause) : follow_up(context, unit, order);
}

Status resubmit_order(Context& context, const std::string& account, std::int64_t id, const std::string& reason, bool lost,
                      const Person& person) {
  return on_order(context, account, id, [&](Unit& unit, OrderBook& book, OrderRow& order) -> Jobs {
    if (auto ok = still_here(unit, order, "resubmitted"); !ok) return fail(std::move(ok.error()));
    if (waits_for_others(order)) return not_in(order, "resubmitted");
    if (!reason.empty())
      book.ledger().record(order, Event::notice, by(person),
                           json::object{{"message", "resubmitted: " + printable(reason, 200)}});
    auto jobs = go_out_anew(context, unit, book, order, by(person));
    if (jobs && lost)
      if (auto ok = count_as_lost(context, unit, book, order, person); !ok) return fail(std::move(ok.error()));
    return jobs;
  });
}

Result<ChannelAddress> compare_address(storage::Vault& vault, const OrderRow& before, const Order& now,
                                       const std::string& personal) {
  const auto address_in = [](const PiiBag& bag) {
    PiiBag out;
    for (const auto& [pointer, value] : bag)
      if (pointer.starts_with(kAddress)) out.emplace(pointer, value);
    return out;
  };
  PiiBag fresh;
  if (JsonError error; !personal.empty() && !read_json(personal, fresh, error)) return fail(FW_E_INTERNAL, error.message);
  fresh = address_in(fresh);
  if (fresh.empty() || before.pii.key_id.empty()) return ChannelAddress::as_it_was;
  auto known = open_bag(vault, before.pii);
  if (!known && known.error().code == FW_E_REJECTED) return ChannelAddress::as_it_was;  // erased, and stays so
  if (!known) return fail(std::move(known.error()));
  Order was;
  if (JsonError error; !read_json(before.document, was, error)) return fail(FW_E_INVALID, error.message);
  const auto stood = address_in(*known);
  const bool told_before = !stood.empty();
  if (!told_before) return ChannelAddress::as_it_was;
  if (stood == fresh && was.ship_to.country == now.ship_to.country && was.ship_to.state == now.ship_to.state)
    return ChannelAddress::as_it_was;
  PiiBag ours;
  if (!before.correction.sealed.empty()) {
    auto bag = open_bag(vault, {before.pii.key_id, before.correction.sealed});
    if (!bag) return fail(std::move(bag.error()));
    ours = std::move(*bag);
  }
  for (const auto& [pointer, value] : ours)
    if (const auto there = fresh.find(pointer); (there == fresh.end() ? std::string() : there->second) != value)
      return ChannelAddress::changed;
  const bool places = before.correction.country.value_or(now.ship_to.country) == now.ship_to.country &&
                      before.correction.state.value_or(now.ship_to.state) == now.ship_to.state;
  return places ? ChannelAddress::same : ChannelAddress::changed;
}

}  // namespace fairway::flows

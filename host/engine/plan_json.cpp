// A plan as REST answers it and `fairway plan --json` prints it.
#include "host/base/text.hpp"
#include "host/engine/plan.hpp"

namespace fairway::engine {
namespace {

std::string_view text(AccountPlan::Status status) {
  switch (status) {
    case AccountPlan::Status::added: return "added";
    case AccountPlan::Status::removed: return "removed";
    case AccountPlan::Status::rejected: return "rejected";
    case AccountPlan::Status::renamed: return "renamed";
    case AccountPlan::Status::changed: break;
  }
  return "changed";
}

json::value place(const config::Place& place) {
  if (place.line == 0) return nullptr;
  return json::object{{"file", place.file}, {"line", place.line}};
}

json::array names(const std::set<std::string>& set) { return json::array(set.begin(), set.end()); }

json::object parts_of(const config::Changes& changes) {
  const auto parts = config::touched(changes);
  return {{"stores", names(parts.stores)}, {"warehouses", names(parts.warehouses)},
          {"shipping", parts.shipping},    {"routing", parts.routing},
          {"policies", parts.policies},    {"rest", parts.rest}};
}

json::object order(const ReplayedOrder& order) {
  json::array effects;
  for (const auto effect : order.effects) effects.emplace_back(name_of(effect));
  return {{"id", fmt::format("{}", order.id)},
          {"channel_order_id", order.channel_order_id},
          {"store", order.store},
          {"effects", std::move(effects)},
          {"before", order.before},
          {"after", order.after},
          {"before_place", place(order.before_place)},
          {"after_place", place(order.after_place)}};
}

json::array switched_on_json(const AccountPlan& account) {
  json::array out;
  for (const auto& one : account.switched_on) {
    json::object store{{"store", one.store},
                       {"start", one.start},
                       {"since", format_time(one.since)},
                       {"text", flows::sentence(one.waiting, one.start)},
                       {"place", place(one.place)}};
    for (const auto& member : waiting_json(one.waiting)) store[member.key()] = member.value();
    out.push_back(std::move(store));
  }
  return out;
}

json::value replay(const AccountPlan& account) {
  if (!account.replay) return nullptr;
  json::array orders, effects;
  for (const auto& one : account.replay->orders) orders.push_back(order(one));
  for (const auto& [effect, count] : account.replay->counts)
    effects.push_back(json::object{{"effect", name_of(effect)}, {"orders", count}, {"text", sentence_of(effect)}});
  return json::object{{"stored", account.stored},
                      {"replayed", account.replay->replayed},
                      {"differing", account.replay->differing},
                      {"effects", std::move(effects)},
                      {"orders", std::move(orders)},
                      {"not_listed", account.replay->differing - account.replay->orders.size()}};
}

}  // namespace

json::value plan_json(const Plan& plan) {
  json::array accounts;
  for (const auto& one : plan.accounts) {
    json::array changes;
    for (const auto& change : one.changes) changes.push_back(config::change_json(change));
    accounts.push_back(json::object{{"account", one.account},
                                    {"status", text(one.status)},
                                    {"formerly", one.formerly.empty() ? json::value() : json::value(one.formerly)},
                                    {"changes", std::move(changes)},
                                    {"touched", parts_of(one.changes)},
                                    {"findings", config::findings_json(one.findings).at("findings")},
                                    {"switched_on", switched_on_json(one)},
                                    {"replay", replay(one)}});
  }
  json::array paused;
  for (const auto& [account, store] : plan.paused) paused.push_back(json::object{{"account", account}, {"store", store}});
  json::array held;
  for (const auto& one : plan.held)
    held.push_back(
        json::object{{"account", one.account}, {"name", one.target}, {"by", one.hold.author}, {"reason", one.hold.reason}});
  return json::object{{"accounts", std::move(accounts)},
                      {"unchanged", plan.unchanged},
                      {"paused", std::move(paused)},
                      {"held", std::move(held)},
                      {"sampled", plan.sampled},
                      {"findings", config::findings_json(plan.findings).at("findings")},
                      {"note", plan.note},
                      {"seconds", static_cast<double>(plan.took.count()) / 1000}};
}

}  // namespace fairway::engine

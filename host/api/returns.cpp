#include "host/api/returns.hpp"

#include "host/config/return_reasons.hpp"

namespace fairway::api {
namespace {

// As the file names the parts; what came from ${…} is masked.
json::value address_json(const config::Account& account) {
  if (account.returns.to_channel) return "channel";
  const auto& to = account.returns.address;
  json::object out;
  for (const auto& [key, part] :
       std::initializer_list<std::pair<const char*, const std::string*>>{{"name", &to.name.text},
                                                                         {"company", &to.company.text},
                                                                         {"line1", &to.line1.text},
                                                                         {"line2", &to.line2.text},
                                                                         {"line3", &to.line3.text},
                                                                         {"city", &to.city.text},
                                                                         {"state", &to.state},
                                                                         {"postal-code", &to.postal_code.text},
                                                                         {"country", &to.country},
                                                                         {"phone", &to.phone.text}})
    if (!part->empty()) out[key] = account.redacted.contains(std::string("/returns/to/") + key) ? "***" : *part;
  return out;
}

}  // namespace

Response show_returns(engine::Engine& engine, const Request& request) {
  const auto snapshot = engine.snapshot();
  const auto found = snapshot->accounts.find(request.at("account"));
  if (found == snapshot->accounts.end()) return problem(409, "Not possible in this state", "the account does not run");
  const auto& account = *found->second;
  json::array reasons, warehouses;
  for (const auto& name : account.returns.keep_item_reasons) {
    const auto amazon = config::amazon_reason(name);
    reasons.push_back(json::object{{"reason", name}, {"amazon", amazon.empty() ? json::value() : json::value(amazon)}});
  }
  if (!account.returns.to_channel)
    for (const auto& warehouse : account.warehouses) warehouses.push_back(json::value(warehouse.name));
  return ok(json::object{{"account", account.name},
                         {"to", address_json(account)},
                         {"keep_item_reasons", std::move(reasons)},
                         {"warehouses_told", std::move(warehouses)}});
}

}  // namespace fairway::api

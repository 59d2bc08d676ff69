// The mapping coach's answer as REST gives it and `fairway mapping suggest --json` prints it.
#include "host/engine/mappings.hpp"

namespace fairway::engine {
namespace {

json::value text_or_null(const std::string& text) { return text.empty() ? json::value() : json::value(text); }

json::object service_json(const ShipService& service) {
  json::array mapped, open;
  std::size_t left = 0;
  for (const auto& one : service.mapped)
    mapped.push_back(
        json::object{{"service", one.service}, {"file", one.rule.file}, {"line", one.rule.line}, {"orders", one.orders}});
  for (const auto& one : service.open) {
    left += one.orders;
    open.push_back(json::object{{"country", text_or_null(one.country)},
                                {"orders", one.orders},
                                {"service", text_or_null(one.near ? one.near->service : "")},
                                {"because", one.near ? one.near->because : ""}});
  }
  return {{"store", service.store},     {"ship_service", service.method},  {"ship_category", service.category},
          {"orders", service.orders},   {"mapped", service.orders - left}, {"waiting", service.waiting},
          {"rules", std::move(mapped)}, {"suggestions", std::move(open)}};
}

}  // namespace

json::value mappings_json(const Mappings& mappings) {
  json::array items;
  for (const auto& service : mappings.services) items.push_back(service_json(service));
  return json::object{{"account", mappings.account}, {"limit", mappings.limit},   {"orders", mappings.orders},
                      {"mapped", mappings.mapped},   {"items", std::move(items)}, {"not_listed", mappings.not_listed},
                      {"yaml", mappings.yaml}};
}

}  // namespace fairway::engine

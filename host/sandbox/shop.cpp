#include "host/sandbox/shop.hpp"

#include <charconv>

#include "host/base/text.hpp"

namespace fairway::sandbox {
namespace {

constexpr std::size_t kOrdersPerPage = 10;

Response shop_says(int status, const json::value& body) { return {status, json::serialize(body)}; }
Response shop_refuses(int status, std::string_view why) { return shop_says(status, json::object{{"error", why}}); }

std::optional<std::int64_t> cursor_of(const std::string& text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty()) return 0;
  return error == std::errc() && end == text.data() + text.size() ? std::optional(value) : std::nullopt;
}

}  // namespace

Response Shop::answer(const Request& request) {
  const auto bearer = request.header("authorization");
  if (!bearer.starts_with("Bearer ") || bearer == "Bearer wrong") return shop_refuses(401, "sign in with a bearer token");
  if (request.method == "GET" && request.path == "/shop/me")
    return shop_says(200, json::object{{"name", "The sandbox's shop"}});
  if (request.method == "GET" && request.path == "/shop/orders") return orders_after(request);
  if (request.method == "POST" && request.path == "/shop/shipments") return ship(request);
  return shop_refuses(404, "there is no such thing");
}

json::object Shop::shown(const ShopOrder& order) const {
  return {{"id", order.id},
          {"state", order.tracking.empty() ? "open" : "shipped"},
          {"changed", format_time(order.at)},
          {"delivery", "Standard"},
          {"name", "Made Up"},
          {"street", "1 Sample Street"},
          {"city", "Springfield"},
          {"postcode", "62701"},
          {"country", "US"},
          {"items", json::array{json::object{{"id", "1"}, {"sku", "SKU-1"}, {"quantity", 1}}}}};
}

// As they are now, in the order in which they changed last. `next`: empty at the end.
Response Shop::orders_after(const Request& request) const {
  const auto* after = request.parameter("after");
  const auto cursor = cursor_of(after ? *after : "");
  if (!cursor) return shop_refuses(400, "this cursor was not given out here");
  std::scoped_lock lock(mutex_);
  std::map<std::int64_t, const ShopOrder*> changed;
  for (const auto& order : orders_)
    if (order.changed > *cursor) changed.emplace(order.changed, &order);
  json::array rows;
  std::int64_t last = *cursor;
  for (const auto& [change, order] : changed) {
    if (rows.size() == kOrdersPerPage) break;
    rows.push_back(shown(*order));
    last = change;
  }
  const bool more = rows.size() < changed.size();
  return shop_says(200, json::object{{"orders", std::move(rows)}, {"cursor", fmt::format("{}", last)}, {"more", more}});
}

// The same key is the same parcel, whatever comes with it.
Response Shop::ship(const Request& request) {
  const auto body = parse_json(request.body);
  if (!body) return shop_refuses(400, body.error().message);
  const std::string key(request.header("idempotency-key")), id(text_at(*body, "order"));
  if (key.empty()) return shop_refuses(400, "idempotency-key is missing");
  std::scoped_lock lock(mutex_);
  if (const auto told = shipments_.find(key); told != shipments_.end())
    return shop_says(200, json::object{{"id", told->second}});
  for (auto& order : orders_) {
    if (order.id != id) continue;
    if (!order.tracking.empty())
      world_.violations.add({0, world_.timeline.now(), "shop", "ship", "rules", "order", "a second parcel for " + id});
    order.tracking = text_at(*body, "tracking"), order.carrier = text_at(*body, "carrier");
    order.changed = ++changes_, order.at = world_.timeline.now();
    const auto parcel = fmt::format("P-{}", shipments_.size() + 1);
    shipments_.emplace(key, parcel);
    world_.journal.add({0, order.at, "shop", "shipment", "", id, parcel, {{"tracking", order.tracking}}});
    return shop_says(201, json::object{{"id", parcel}});
  }
  return shop_refuses(404, "there is no order " + printable(id, 80));
}

std::vector<std::string> Shop::make_up(std::int64_t count) {
  std::scoped_lock lock(mutex_);
  std::vector<std::string> ids;
  for (std::int64_t i = 0; i < count; ++i) {
    orders_.push_back({fmt::format("S-{}", orders_.size() + 1), "", "", ++changes_, world_.timeline.now()});
    ids.push_back(orders_.back().id);
  }
  return ids;
}

json::array Shop::list() const {
  std::scoped_lock lock(mutex_);
  json::array all;
  for (const auto& order : orders_)
    all.push_back(json::object{{"id", order.id},
                               {"state", order.tracking.empty() ? "open" : "shipped"},
                               {"tracking", order.tracking},
                               {"carrier", order.carrier}});
  return all;
}

void Shop::reset() {
  std::scoped_lock lock(mutex_);
  orders_.clear(), shipments_.clear();
}

}  // namespace fairway::sandbox

// Orders come into being, change by what the buyer or Amazon does, and are read one by one.
#include "host/sandbox/amazon/amazon.hpp"
#include "host/sandbox/amazon/made_up.hpp"
#include "host/sandbox/amazon/render.hpp"
#include "host/base/text.hpp"

namespace fairway::sandbox {
namespace {

constexpr auto kDay = std::chrono::hours(24);
constexpr std::uint64_t kMillion = 10'000'000;

// 3-7-7 digits, different for each of the first ten million orders whatever the seed.
std::string order_id(std::uint64_t seed, std::uint64_t number) {
  const auto spread = (number * 7'654'321 + mix(seed)) % kMillion;
  return fmt::format("{}-{:07}-{:07}", 111 + (seed + number / kMillion) % 8, spread, mix(seed ^ number) % kMillion);
}

std::string item_id(std::uint64_t seed, std::uint64_t number, std::size_t line) {
  const auto spread = (number * 100 + line) * 48'271'001 + mix(seed) % 1'000'000'000;
  return fmt::format("{:014}", spread % 100'000'000'000'000);
}

void replace(std::string& member, const json::object& from, std::string_view key) {
  if (const auto* value = from.if_contains(key); value && value->is_string()) member = std::string(value->get_string());
}

void replace(Address& address, const json::object& from) {
  replace(address.name, from, "name");
  replace(address.company, from, "companyName");
  replace(address.line1, from, "addressLine1");
  replace(address.line2, from, "addressLine2");
  replace(address.city, from, "city");
  replace(address.state, from, "stateOrRegion");
  replace(address.postal_code, from, "postalCode");
  replace(address.country, from, "countryCode");
  replace(address.phone, from, "phone");
}

}  // namespace

Order Amazon::make_order(const OrderSpec& spec, const Marketplace& marketplace, std::uint64_t number, Instant now) const {
  Random random(mix(world_.seed ^ mix(number)));
  Order order;
  order.number = number;
  order.id = order_id(world_.seed, number);
  order.seller = spec.seller;
  order.marketplace = &marketplace;
  order.created = now - spec.age;
  order.updated = now - std::min(spec.age, spec.unchanged_for);
  order.status = spec.status;
  order.by_amazon = spec.by_amazon;
  order.hidden = spec.hidden;
  order.programs = spec.programs;
  order.service_level = !spec.service_level.empty() ? spec.service_level : random.chance(0.8) ? "STANDARD" : "EXPEDITED";
  const auto handling = order.service_level == "STANDARD" ? 2 : 1;
  order.ship_from = order.created;
  order.ship_by = order.created + handling * kDay;
  order.deliver_from = order.ship_by + kDay;
  order.deliver_by = order.ship_by + 3 * handling * kDay;
  order.buyer_name = made_up_name(random);
  order.buyer_email = to_lower(random.letters(14)) + "@marketplace.example.com";
  if (std::find(spec.programs.begin(), spec.programs.end(), "AMAZON_BUSINESS") != spec.programs.end())
    order.purchase_order = "PO-" + random.digits(6);
  order.recipient = made_up_address(random, marketplace);
  replace(order.recipient, spec.recipient);
  const auto lines = spec.lines > 0 ? spec.lines : random.chance(0.75) ? 1 : 2;
  for (std::size_t i = 0; i < lines; ++i) {
    Line line;
    line.item_id = item_id(world_.seed, number, i);
    line.sku = spec.skus.empty() ? fmt::format("SKU-{}", 1 + random.below(9)) : spec.skus[(number + i) % spec.skus.size()];
    line.asin = made_up_asin(line.sku);
    line.title = made_up_title(line.sku);
    line.quantity = spec.quantity > 0 ? spec.quantity : 1 + static_cast<std::int64_t>(random.below(3));
    line.unit_price = made_up_price(line.sku, marketplace.decimals);
    const auto smallest = marketplace.decimals == 0 ? 100 : 1;  // yen have no hundredths
    line.shipping = random.chance(0.5) ? 500 - smallest : 0;
    line.tax = line.unit_price * line.quantity * 7 / 100 / smallest * smallest;
    line.gift_message = spec.gift_message;
    line.cancel_requested = spec.cancel_requested;
    if (spec.status == OrderStatus::shipped) line.shipped = line.quantity;
    if (spec.status == OrderStatus::cancelled) {
      line.cancelled = line.quantity;
      line.cancelled_by = "BUYER";
    }
    order.lines.push_back(std::move(line));
  }
  return order;
}

Result<std::vector<std::string>> Amazon::inject(const OrderSpec& spec) {
  const auto* marketplace = find_marketplace(spec.marketplace);
  if (!marketplace) return fail(FW_E_INVALID, fmt::format("no marketplace '{}'", spec.marketplace));
  if (spec.seller.empty()) return fail(FW_E_INVALID, "seller is missing");
  if (spec.count > 1'000'000 || spec.lines > 99) return fail(FW_E_INVALID, "too many");
  lwa_.add_marketplace(spec.seller, *marketplace);
  const auto settings = world_.settings.get();
  const auto now = world_.timeline.now();
  const auto pending = settings.paced(spec.pending_for.value_or(settings.pending_for));
  std::vector<std::string> ids;
  ids.reserve(spec.count);
  std::scoped_lock lock(mutex_);
  for (std::size_t i = 0; i < spec.count; ++i) {
    const auto& order = orders_.add(make_order(spec, *marketplace, orders_.next_number(), now));
    ids.push_back(order.id);
    if (order.status == OrderStatus::pending) world_.timeline.at(now + pending, [this, id = order.id] { release(id); });
  }
  return ids;
}

void Amazon::release(const std::string& id) {
  std::scoped_lock lock(mutex_);
  auto* order = orders_.find(id);
  if (!order || order->status != OrderStatus::pending) return;
  order->status = OrderStatus::unshipped;
  orders_.touch(*order, world_.timeline.now());
}

Status Amazon::act(const std::string& id, std::string_view action, const std::string& reason, const std::string& sku) {
  if (action == "release") {
    release(id);
    return {};
  }
  std::scoped_lock lock(mutex_);
  auto* order = orders_.find(id);
  if (!order) return fail(FW_E_INVALID, "no order " + printable(id, 40));
  if (action == "request_cancel") {
    for (auto& line : order->lines)
      if (sku.empty() || line.sku == sku) line.cancel_requested = reason.empty() ? "NO_LONGER_NEEDED" : reason;
  } else if (action == "cancel") {
    for (auto& line : order->lines) {
      if (line.open() == 0) continue;
      line.cancelled += line.open();
      line.cancelled_by = "AMAZON";
      line.cancel_reason = reason;
    }
    settle_status(*order);
  } else if (action == "hide" || action == "show") {
    order->hidden = action == "hide";
    return {};
  } else if (action != "touch") {
    return fail(FW_E_INVALID, "action is request_cancel, cancel, release, hide, show or touch");
  }
  orders_.touch(*order, world_.timeline.now());
  return {};
}

// What Amazon ships for another channel stands among the seller's orders too, with the seller's own id.
void Amazon::show_echo(const McfOrder& from) {
  std::scoped_lock lock(mutex_);
  auto& id = echoes_[{from.seller, from.reference}];
  auto* order = orders_.find(id);
  if (!order) {
    OrderSpec spec;
    spec.seller = from.seller;
    spec.by_amazon = true;
    spec.lines = from.lines.size();
    auto fresh = make_order(spec, *from.marketplace, orders_.next_number(), from.received);
    fresh.id = id = "S01-" + fresh.id.substr(4);
    fresh.seller_order_id = from.reference;
    fresh.sold_elsewhere = true;
    fresh.recipient = from.address;
    for (std::size_t i = 0; i < from.lines.size(); ++i) {
      fresh.lines[i].sku = from.lines[i].sku;
      fresh.lines[i].quantity = from.lines[i].quantity;
    }
    order = &orders_.add(std::move(fresh));
  }
  const bool ends = from.status == McfStatus::cancelled || from.status == McfStatus::unfulfillable;
  for (std::size_t i = 0; i < from.lines.size(); ++i) {
    order->lines[i].shipped = from.lines[i].shipped;
    if (ends) order->lines[i].cancelled = from.lines[i].quantity - from.lines[i].shipped;
  }
  settle_status(*order);
  orders_.touch(*order, from.updated);
}

Response Amazon::get_order(Call& call) {
  const auto* included = call.request.parameter("includedData");
  std::scoped_lock lock(mutex_);
  const auto* order = orders_.find(call.path[0]);
  if (!order || order->seller != call.account) return amazon_error(404, "NotFound", "The order was not found.");
  Response response;
  response.body.reserve(3000);
  response.body = "{\"order\":";
  JsonOut out(response.body);
  render_order(out, *order, included ? datasets_of(*included) : 0, call.now);
  response.body += '}';
  return response;
}

std::optional<std::string> Amazon::order_json(const std::string& id) {
  std::scoped_lock lock(mutex_);
  const auto* order = orders_.find(id);
  if (!order) return std::nullopt;
  std::string text;
  JsonOut out(text);
  render_order(out, *order, ~0U, world_.timeline.now());
  return text;
}

json::object Amazon::counts() const {
  std::scoped_lock lock(mutex_);
  json::object sellers;
  std::map<std::string, std::map<std::string_view, std::int64_t>> by_seller;
  for (const auto& order : orders_.all()) {
    auto& seller = by_seller[order.seller];
    ++seller["orders"];
    ++seller[name_of(order.status)];
    if (order.acknowledged) ++seller["acknowledged"];
    seller["packages"] += static_cast<std::int64_t>(order.packages.size());
  }
  for (const auto& [id, numbers] : by_seller) {
    json::object one;
    for (const auto& [name, number] : numbers) one[name] = number;
    sellers[id] = std::move(one);
  }
  std::uint64_t listings = 0;
  for (const auto& [where, table] : listings_) listings += table.size();
  return {{"orders", orders_.all().size()},
          {"packages", packages_},
          {"feeds", feeds_.size()},
          {"listings", listings},
          {"sellers", std::move(sellers)}};
}

}  // namespace fairway::sandbox

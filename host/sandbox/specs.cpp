#include "host/sandbox/specs.hpp"

namespace fairway::sandbox {
namespace {

constexpr std::string_view kOrder[] = {
    "seller",       "marketplace",      "count",         "sku",       "skus",        "quantity",
    "lines",        "status",           "service_level", "age",       "pending_for", "programs",
    "fulfilled_by", "cancel_requested", "gift_message",  "recipient", "hidden",      "unchanged_for"};
constexpr std::string_view kShip[] = {"order",       "depositor", "all",     "partial",
                                      "no_tracking", "carrier",   "service", "tracking"};
constexpr std::string_view kMcf[] = {"seller", "action", "partial", "no_tracking", "carrier", "tracking"};
constexpr std::string_view kSeller[] = {"seller", "marketplaces", "refresh_token", "client_id", "store_name", "revoked"};

std::vector<std::string> texts(const json::value& body, std::string_view key) {
  std::vector<std::string> out;
  const auto* list = find(body, key);
  if (!list || !list->is_array()) return out;
  for (const auto& one : list->get_array())
    if (one.is_string()) out.emplace_back(one.get_string());
  return out;
}

Result<Millis> read_duration(const json::value& body, std::string_view key) {
  const auto* value = find(body, key);
  if (!value) return Millis(0);
  const auto read = duration_of(*value);
  if (!read) return fail(FW_E_INVALID, fmt::format("{} is no duration", key));
  return *read;
}

bool among(std::span<const std::string_view> names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

}  // namespace

Status only(const json::value& body, std::span<const std::string_view> members) {
  if (!body.is_object()) return fail(FW_E_INVALID, "the body must be an object");
  for (const auto& member : body.get_object())
    if (!among(members, member.key()))
      return fail(FW_E_INVALID, fmt::format("unknown member '{}'", std::string_view(member.key())));
  return {};
}

Result<OrderSpec> read_order_spec(const json::value& body, std::span<const std::string_view> also) {
  std::vector<std::string_view> known(std::begin(kOrder), std::end(kOrder));
  known.insert(known.end(), also.begin(), also.end());
  if (auto right = only(body, known); !right) return fail(std::move(right.error()));
  OrderSpec spec;
  spec.seller = text_at(body, "seller");
  spec.marketplace = text_at(body, "marketplace", "US");
  spec.count = static_cast<std::size_t>(std::max<std::int64_t>(0, number_at(body, "count", 1)));
  spec.skus = texts(body, "skus");
  if (const auto sku = text_at(body, "sku"); !sku.empty()) spec.skus.emplace_back(sku);
  spec.quantity = std::max<std::int64_t>(0, number_at(body, "quantity"));
  spec.lines = static_cast<std::size_t>(std::max<std::int64_t>(0, number_at(body, "lines")));
  const auto status = order_status(text_at(body, "status", "UNSHIPPED"));
  if (!status) return fail(FW_E_INVALID, "status is unknown");
  spec.status = *status;
  spec.service_level = text_at(body, "service_level");
  auto age = read_duration(body, "age");
  if (!age) return fail(std::move(age.error()));
  spec.age = *age;
  auto unchanged = read_duration(body, "unchanged_for");
  if (!unchanged) return fail(std::move(unchanged.error()));
  spec.unchanged_for = *unchanged;
  if (find(body, "pending_for")) {
    auto pending = read_duration(body, "pending_for");
    if (!pending) return fail(std::move(pending.error()));
    spec.pending_for = *pending;
  }
  spec.programs = texts(body, "programs");
  spec.by_amazon = text_at(body, "fulfilled_by") == "AMAZON";
  spec.cancel_requested = text_at(body, "cancel_requested");
  spec.gift_message = text_at(body, "gift_message");
  spec.hidden = flag_at(body, "hidden");
  if (const auto* value = find(body, "recipient"); value && value->is_object()) spec.recipient = value->get_object();
  return spec;
}

Result<ShipSpec> read_ship_spec(const json::value& body) {
  if (auto right = only(body, kShip); !right) return fail(std::move(right.error()));
  ShipSpec spec;
  spec.order = text_at(body, "order");
  spec.depositor = text_at(body, "depositor");
  if (spec.order.empty() && !flag_at(body, "all")) return fail(FW_E_INVALID, "say which order, or all: true");
  spec.partial = flag_at(body, "partial");
  spec.no_tracking = flag_at(body, "no_tracking");
  spec.carrier = text_at(body, "carrier");
  spec.service = text_at(body, "service");
  spec.tracking = text_at(body, "tracking");
  return spec;
}

Result<McfAction> read_mcf_action(const std::string& reference, const json::value& body) {
  if (auto right = only(body, kMcf); !right) return fail(std::move(right.error()));
  McfAction action;
  action.reference = reference;
  action.seller = text_at(body, "seller"), action.action = text_at(body, "action");
  action.partial = flag_at(body, "partial"), action.no_tracking = flag_at(body, "no_tracking");
  action.carrier = text_at(body, "carrier"), action.tracking = text_at(body, "tracking");
  return action;
}

Result<Seller> read_seller(const json::value& body, const Seller& before) {
  if (auto right = only(body, kSeller); !right) return fail(std::move(right.error()));
  Seller seller = before;
  if (find(body, "marketplaces")) seller.marketplaces.clear();
  for (const auto& name : texts(body, "marketplaces")) {
    const auto* marketplace = find_marketplace(name);
    if (!marketplace) return fail(FW_E_INVALID, fmt::format("no marketplace '{}'", name));
    seller.marketplaces.push_back(marketplace);
  }
  seller.refresh_token = text_at(body, "refresh_token", before.refresh_token);
  seller.client_id = text_at(body, "client_id", before.client_id);
  seller.store_name = text_at(body, "store_name", before.store_name);
  seller.revoked = flag_at(body, "revoked", before.revoked);
  return seller;
}

}  // namespace fairway::sandbox

// POST /control/listings.
#include "host/base/text.hpp"
#include "host/sandbox/control.hpp"
#include "host/sandbox/specs.hpp"

namespace fairway::sandbox {
namespace {

constexpr std::string_view kListing[] = {
    "seller",       "marketplace", "sku",     "asin",      "title",  "description",
    "price",        "quantity",    "note",    "channel",   "status", "pending_quantity",
    "barcode",      "condition",   "image",   "open_date", "odd",    "shipping_template",
    "product_type", "images",      "category"};
constexpr std::string_view kRemoved[] = {"seller", "marketplace", "sku", "remove"};
constexpr std::string_view kMadeUp[] = {"seller", "marketplace", "made_up", "seed"};

// Numbers may stand as such.
std::optional<std::string> column_text(const json::value& body, std::string_view key) {
  const auto* value = find(body, key);
  if (!value) return std::nullopt;
  return value->is_string() ? std::string(value->get_string()) : json::serialize(*value);
}

Status apply_listing(Amazon& amazon, const json::value& row) {
  const auto seller = std::string(text_at(row, "seller"));
  const auto marketplace = text_at(row, "marketplace", "US");
  if (find(row, "made_up")) {
    if (auto right = only(row, kMadeUp); !right) return right;
    const auto count = std::max<std::int64_t>(0, number_at(row, "made_up"));
    return amazon.make_up_listings(seller, marketplace, static_cast<std::uint64_t>(count),
                                   static_cast<std::uint64_t>(number_at(row, "seed", 1)));
  }
  if (flag_at(row, "remove")) {
    if (auto right = only(row, kRemoved); !right) return right;
    return amazon.unlist(seller, marketplace, text_at(row, "sku"));
  }
  auto spec = read_listing_spec(row);
  if (!spec) return fail(std::move(spec.error()));
  return amazon.list(std::move(*spec));
}

constexpr std::string_view kIssues[] = {"seller", "marketplace", "sku", "shown", "refused"};
constexpr std::string_view kIssue[] = {"code", "message", "severity", "attributes", "categories"};

std::vector<std::string> texts_at(const json::value& object, std::string_view key) {
  std::vector<std::string> out;
  if (const auto* list = find(object, key); list && list->is_array())
    for (const auto& one : list->get_array())
      if (const auto* text = one.if_string()) out.emplace_back(*text);
  return out;
}

// None where the member is not there.
Result<std::optional<std::vector<ItemIssue>>> read_issues(const json::value& body, std::string_view key) {
  const auto* list = find(body, key);
  if (!list) return std::optional<std::vector<ItemIssue>>();
  if (!list->is_array()) return fail(FW_E_INVALID, fmt::format("{} must be a list", key));
  std::vector<ItemIssue> issues;
  for (const auto& one : list->get_array()) {
    if (auto right = only(one, kIssue); !right) return fail(std::move(right.error()));
    issues.push_back({std::string(text_at(one, "code")), std::string(text_at(one, "message")),
                      std::string(text_at(one, "severity", "ERROR")), texts_at(one, "attributes"),
                      texts_at(one, "categories")});
  }
  return std::optional(std::move(issues));
}

}  // namespace

Result<json::value> Control::listing_issues(const json::value& body) {
  if (auto right = only(body, kIssues); !right) return fail(std::move(right.error()));
  auto shown = read_issues(body, "shown"), refused = read_issues(body, "refused");
  if (!shown) return fail(std::move(shown.error()));
  if (!refused) return fail(std::move(refused.error()));
  const auto done = amazon_.set_item_issues(std::string(text_at(body, "seller")), text_at(body, "marketplace", "US"),
                                            std::string(text_at(body, "sku")), std::move(*shown), std::move(*refused));
  if (!done) return fail(FW_E_INVALID, done.error().message);
  return json::value(json::object{});
}

Result<ListingSpec> read_listing_spec(const json::value& body) {
  if (auto right = only(body, kListing); !right) return fail(std::move(right.error()));
  ListingSpec spec;
  const auto take = [&](std::string& to, std::string_view key) {
    if (auto text = column_text(body, key)) to = std::move(*text);
  };
  take(spec.seller, "seller"), take(spec.marketplace, "marketplace"), take(spec.sku, "sku"), take(spec.asin, "asin");
  take(spec.title, "title"), take(spec.description, "description"), take(spec.price, "price");
  take(spec.barcode, "barcode"), take(spec.note, "note"), take(spec.image, "image");
  take(spec.shipping_template, "shipping_template"), take(spec.pending_quantity, "pending_quantity");
  take(spec.status, "status"), take(spec.condition, "condition"), take(spec.channel, "channel");
  take(spec.category, "category");
  if (find(body, "images")) spec.images = texts_at(body, "images");
  take(spec.product_type, "product_type");
  spec.quantity = column_text(body, "quantity");
  spec.open_date = column_text(body, "open_date");
  const auto odd = odd_row(text_at(body, "odd", "none"));
  if (!odd) return fail(FW_E_INVALID, "odd is unknown");
  spec.odd = *odd;
  return spec;
}

Result<json::value> Control::listings(const json::value& body) {
  const auto* list = find(body, "rows");
  const auto rows = list && list->is_array() ? list->get_array() : json::array{body};
  for (const auto& row : rows)
    if (auto done = apply_listing(amazon_, row); !done) return fail(std::move(done.error()));
  return json::value(json::object{});
}

}  // namespace fairway::sandbox

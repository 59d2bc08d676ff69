// searchCatalogItems and getCatalogItem (Catalog Items 2022-04-01): what the catalogue of a marketplace says of the products that
// any seller lists there.
#include <charconv>

#include <fmt/format.h>

#include "host/base/text.hpp"
#include "host/sandbox/amazon/amazon.hpp"
#include "host/sandbox/amazon/made_up.hpp"

namespace fairway::sandbox {
namespace {

constexpr std::size_t kUsualPage = 10;
constexpr std::string_view kNarrowest = "All of It";  // of every category
constexpr std::string_view kCategories[] = {"Home & Kitchen", "Sports & Outdoors", "Office Products", "Garden & Outdoor"};

std::string category_of(const ListingSpec& spec, const std::string& asin) {
  if (!spec.category.empty()) return spec.category;
  Random random(hash_of(asin));
  return std::string(random.pick(kCategories));
}

std::string barcode_of(const ListingSpec& spec, const std::string& asin) {
  return spec.barcode.empty() ? made_up_ean(hash_of(asin)) : spec.barcode;
}

std::vector<std::string> images_of(const ListingSpec& spec, const std::string& asin) {
  if (spec.images) return *spec.images;
  std::vector<std::string> links;
  for (const auto* which : {"MAIN", "PT01", "PT02"})
    links.push_back(fmt::format("https://m.media-amazon.example/images/I/{}.{}.jpg", asin, which));
  return links;
}

// Each image comes in several sizes, as Amazon has them; the largest is the one that was uploaded.
json::array images_json(const std::vector<std::string>& links) {
  json::array images;
  for (std::size_t i = 0; i < links.size(); ++i) {
    const auto variant = i == 0 ? std::string("MAIN") : fmt::format("PT{:02}", i);
    for (const auto& [link, size] : {std::pair(links[i] + "._SL75_.jpg", 75), std::pair(links[i], 1500)})
      images.push_back(json::object{{"variant", variant}, {"link", link}, {"height", size}, {"width", size}});
  }
  return images;
}

// From the narrowest up.
json::object classes_json(const std::string& category) {
  const auto one = [](std::string_view name) {
    return json::object{{"displayName", name}, {"classificationId", fmt::format("{}", hash_of(name) % 100'000'000)}};
  };
  auto narrow = one(kNarrowest);
  narrow["parent"] = one(category);
  return narrow;
}

json::object product_json(const ListingSpec& spec, const Marketplace& marketplace, const std::string* data) {
  const auto parts = split(data ? *data : "summaries", ',');
  const auto wanted = [&](std::string_view part) { return std::find(parts.begin(), parts.end(), part) != parts.end(); };
  const auto asin = asin_of(spec);
  const auto of_marketplace = [&](const char* name, json::value value) {
    return json::array{json::object{{"marketplaceId", marketplace.id}, {name, std::move(value)}}};
  };
  json::object out{{"asin", asin}};
  if (wanted("summaries"))
    out["summaries"] = json::array{json::object{
        {"marketplaceId", marketplace.id},
        {"itemName", spec.title.empty() ? made_up_title(spec.sku) : spec.title},
        {"browseClassification", json::object{{"displayName", kNarrowest},
                                              {"classificationId", fmt::format("{}", hash_of(kNarrowest) % 100'000'000)}}}}};
  if (wanted("classifications"))
    out["classifications"] = of_marketplace("classifications", json::array{classes_json(category_of(spec, asin))});
  if (wanted("identifiers")) {
    const auto barcode = barcode_of(spec, asin);
    out["identifiers"] = of_marketplace(
        "identifiers",
        json::array{json::object{{"identifierType", barcode.size() == 12 ? "UPC" : "EAN"}, {"identifier", barcode}}});
  }
  if (wanted("images")) out["images"] = of_marketplace("images", images_json(images_of(spec, asin)));
  if (wanted("productTypes")) out["productTypes"] = of_marketplace("productType", json::string(spec.product_type));
  return out;
}

std::size_t number_or(const std::string* text, std::size_t otherwise) {
  std::size_t number = otherwise;
  if (text) std::from_chars(text->data(), text->data() + text->size(), number);
  return number;
}

}  // namespace

std::optional<ListingSpec> Amazon::find_product(const Marketplace* marketplace, const std::string& asin) {
  for (auto& [where, table] : listings_)
    if (where.second == marketplace)
      if (auto found = table.find_product(asin)) return found;
  return std::nullopt;
}

// Products that are not known are left out. Of more than a page the rest waits behind a token.
Response Amazon::search_catalog(Call& call) {
  const auto& request = call.request;
  const auto* marketplace = find_marketplace(*request.parameter("marketplaceIds"));
  const auto *identifiers = request.parameter("identifiers"), *type = request.parameter("identifiersType");
  if (!marketplace) return amazon_error(400, "InvalidInput", "marketplaceIds names no marketplace");
  if (!identifiers) return amazon_error(400, "InvalidInput", "the sandbox finds products by identifiers alone");
  if (!type) return amazon_error(400, "InvalidInput", "identifiersType is required with identifiers");
  if (*type != "ASIN") return amazon_error(400, "InvalidInput", "the sandbox finds products by their ASIN alone");
  const auto from = number_or(request.parameter("pageToken"), 0);
  const auto most = number_or(request.parameter("pageSize"), kUsualPage);
  std::scoped_lock lock(mutex_);
  json::array items;
  std::size_t found = 0;
  for (const auto& asin : split(*identifiers, ',')) {
    const auto spec = find_product(marketplace, std::string(asin));
    if (!spec) continue;
    if (found >= from && items.size() < most)
      items.push_back(product_json(*spec, *marketplace, request.parameter("includedData")));
    ++found;
  }
  json::object out{{"numberOfResults", found}};
  if (from + items.size() < found) out["pagination"] = json::object{{"nextToken", fmt::format("{}", from + items.size())}};
  out["items"] = std::move(items);
  Response response;
  response.body = json::serialize(out);
  return response;
}

Response Amazon::get_catalog_item(Call& call) {
  const auto* marketplace = find_marketplace(*call.request.parameter("marketplaceIds"));
  if (!marketplace) return amazon_error(400, "InvalidInput", "marketplaceIds names no marketplace");
  std::scoped_lock lock(mutex_);
  const auto spec = find_product(marketplace, call.path.at(0));
  if (!spec) return amazon_error(404, "NotFound", "Requested item was not found in marketplace.");
  Response response;
  response.body = json::serialize(product_json(*spec, *marketplace, call.request.parameter("includedData")));
  return response;
}

}  // namespace fairway::sandbox

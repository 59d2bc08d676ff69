// Products as Amazon's catalogue has them, by their ASINs: searchCatalogItems, twenty a call.
#include <algorithm>

#include "amazon.hpp"
#include "errors.hpp"
#include "listing_values.hpp"
#include "marketplaces.hpp"
#include "remote/catalog.hpp"

namespace amazon {
namespace {

using fairway::Product;

constexpr std::size_t kProductsAtOnce = 20;                                          // of the model, as is the page's size
constexpr int kDeepest = 30;                                                         // of a tree of categories
constexpr std::string_view kBarcodeTypes[] = {"EAN", "UPC", "GTIN", "ISBN", "JAN"};  // the best first
// Above the departments some trees have a root of these names, which says nothing.
constexpr std::string_view kRoots[] = {"Categories", "Departments", "Products"};

// What belongs to one marketplace is a list of one for each marketplace that was asked for.
template <class T>
const T* of_marketplace(const std::vector<T>& all, std::string_view marketplace) {
  for (const auto& one : all)
    if (one.marketplace_id == marketplace) return &one;
  return nullptr;
}

std::string barcode_of(const std::vector<remote::CatalogIdentifier>& all) {
  for (const auto type : kBarcodeTypes)
    for (const auto& one : all)
      if (one.identifier_type == type && !one.identifier.empty()) return one.identifier;
  return {};
}

// From the narrowest up, as Amazon tells them.
std::vector<std::string> path_of(const remote::CatalogClassification& narrowest) {
  std::vector<std::string> path;
  auto one = narrowest;
  for (int depth = 0; depth < kDeepest; ++depth) {
    if (!one.display_name.empty()) path.push_back(one.display_name);
    if (one.parent.empty()) break;
    const std::string wider = one.parent.text;
    one = fairway::from_json<remote::CatalogClassification>(wider);
  }
  std::reverse(path.begin(), path.end());
  while (path.size() > 1 && std::find(std::begin(kRoots), std::end(kRoots), path.front()) != std::end(kRoots))
    path.erase(path.begin());
  return path;
}

// Of each view the largest, MAIN first; swatches are none.
std::vector<std::string> links_of(std::vector<remote::CatalogImage> images) {
  std::erase_if(images, [](const auto& one) { return one.link.empty() || one.variant == "SWCH"; });
  std::stable_sort(images.begin(), images.end(), [](const auto& a, const auto& b) {
    const auto rank = [](const auto& one) {
      return std::tuple(one.variant != "MAIN", std::string_view(one.variant), -one.height * one.width);
    };
    return rank(a) < rank(b);
  });
  std::vector<std::string> links;
  std::string_view last = "none";
  for (const auto& one : images)
    if (one.variant != last) last = one.variant, links.push_back(one.link);
  return links;
}

Product product_of(const remote::CatalogItem& item, std::string_view marketplace) {
  Product product;
  product.product_id = item.asin;
  product.found = true;
  if (const auto* summary = of_marketplace(item.summaries, marketplace)) product.title = summary->item_name;
  if (const auto* codes = of_marketplace(item.identifiers, marketplace)) product.barcode = barcode_of(codes->identifiers);
  if (const auto* images = of_marketplace(item.images, marketplace)) product.images = links_of(images->images);
  const auto* classes = of_marketplace(item.classifications, marketplace);
  if (classes && !classes->classifications.empty()) product.categories = path_of(classes->classifications.front());
  return product;
}

}  // namespace

void Amazon::look_up_products(const fairway::Call& call, const std::vector<std::string>& asins, fairway::PullOut& out) {
  const auto& marketplace = find_marketplace_name(settings().marketplace)->marketplace->id;
  std::vector<std::string> wanted;  // of what is no ASIN Amazon would refuse the whole call
  for (const auto& asin : asins)
    if (is_asin(asin) && std::find(wanted.begin(), wanted.end(), asin) == wanted.end()) wanted.push_back(asin);
  std::map<std::string, Product> found;
  for (std::size_t from = 0; from < wanted.size(); from += kProductsAtOnce) {
    call.check();
    std::string identifiers;
    for (std::size_t i = from; i < std::min(wanted.size(), from + kProductsAtOnce); ++i)
      identifiers += (identifiers.empty() ? "" : ",") + wanted[i];
    const auto path = "/catalog/2022-04-01/items?identifiers=" + fairway::url_encode(identifiers) +
                      "&identifiersType=ASIN&marketplaceIds=" + std::string(marketplace) +
                      "&includedData=summaries,classifications,identifiers,images&pageSize=20";
    const auto page =
        expect_success(client_.get(call, path, "searchCatalogItems"), "searchCatalogItems").as<remote::CatalogPage>();
    for (const auto& item : page.items) found[item.asin] = product_of(item, marketplace);
  }
  for (const auto& asin : asins) {
    const auto product = found.find(asin);
    if (product != found.end()) {
      out.emit(product->second);
      continue;
    }
    Product unknown;
    unknown.product_id = asin;
    out.emit(unknown);
  }
}

}  // namespace amazon

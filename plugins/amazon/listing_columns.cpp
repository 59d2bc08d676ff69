#include "listing_columns.hpp"

#include <boost/mp11/algorithm.hpp>

#include "fairway/plugin.hpp"
#include "text.hpp"

namespace amazon {
namespace {

constexpr std::size_t kMostFurther = 64;
constexpr std::size_t kLongestName = 100;
constexpr std::size_t kByPosition = kColumns - 1;  // without `status`, which some reports lack

struct NamedColumn {
  std::string_view name;  // in lower case as far as ASCII goes
  Column column;
};
// English, in Amazon's order (developer-docs.amazon.com/sp-api, report type values of inventory), then what sellers of other
// languages meet. Reports of Japan have fewer columns than others: they must be known by name.
constexpr NamedColumn kNamed[] = {
    {"item-name", Column::item_name},
    {"item-description", Column::item_description},
    {"listing-id", Column::listing_id},
    {"seller-sku", Column::seller_sku},
    {"price", Column::price},
    {"quantity", Column::quantity},
    {"open-date", Column::open_date},
    {"image-url", Column::image_url},
    {"item-is-marketplace", Column::item_is_marketplace},
    {"product-id-type", Column::product_id_type},
    {"zshop-shipping-fee", Column::zshop_shipping_fee},
    {"item-note", Column::item_note},
    {"item-condition", Column::item_condition},
    {"zshop-category1", Column::zshop_category1},
    {"zshop-browse-path", Column::zshop_browse_path},
    {"zshop-storefront-feature", Column::zshop_storefront_feature},
    {"asin1", Column::asin1},
    {"asin2", Column::asin2},
    {"asin3", Column::asin3},
    {"will-ship-internationally", Column::will_ship_internationally},
    {"expedited-shipping", Column::expedited_shipping},
    {"zshop-boldface", Column::zshop_boldface},
    {"product-id", Column::product_id},
    {"bid-for-featured-placement", Column::bid_for_featured_placement},
    {"add-delete", Column::add_delete},
    {"pending-quantity", Column::pending_quantity},
    {"fulfillment-channel", Column::fulfillment_channel},
    {"fulfilment-channel", Column::fulfillment_channel},
    {"merchant-shipping-group", Column::merchant_shipping_group},
    {"status", Column::status},
    // Japanese
    {"商品名", Column::item_name},
    {"出品id", Column::listing_id},
    {"出品者sku", Column::seller_sku},
    {"価格", Column::price},
    {"数量", Column::quantity},
    {"出品日", Column::open_date},
    {"商品idタイプ", Column::product_id_type},
    {"コンディション説明", Column::item_note},
    {"コンディション", Column::item_condition},
    {"国外へ配送可", Column::will_ship_internationally},
    {"迅速な配送", Column::expedited_shipping},
    {"商品id", Column::product_id},
    {"在庫数", Column::pending_quantity},
    {"フルフィルメント・チャンネル", Column::fulfillment_channel},
    {"ステータス", Column::status},
    // German
    {"artikelbezeichnung", Column::item_name},
    {"artikelbeschreibung", Column::item_description},
    {"angebotsnummer", Column::listing_id},
    {"händler-sku", Column::seller_sku},
    {"preis", Column::price},
    {"menge", Column::quantity},
    {"erstellungsdatum", Column::open_date},
    {"artikel ist marketplace-angebot", Column::item_is_marketplace},
    {"produkt-id-typ", Column::product_id_type},
    {"anmerkung zum artikel", Column::item_note},
    {"artikelzustand", Column::item_condition},
    {"asin 1", Column::asin1},
    {"asin 2", Column::asin2},
    {"asin 3", Column::asin3},
    {"internationaler versand", Column::will_ship_internationally},
    {"expressversand", Column::expedited_shipping},
    {"produkt-id", Column::product_id},
    {"hinzufügen-löschen", Column::add_delete},
    {"anzahl bestellungen", Column::pending_quantity},
    {"versender", Column::fulfillment_channel},
    {"händlerversandgruppe", Column::merchant_shipping_group},
    // French, Italian, Spanish: those by which a listing is read
    {"nom-produit", Column::item_name},
    {"sku-vendeur", Column::seller_sku},
    {"type-id-produit", Column::product_id_type},
    {"état-produit", Column::item_condition},
    {"id-produit", Column::product_id},
    {"canal-traitement", Column::fulfillment_channel},
    {"état", Column::status},
    {"nome dell'articolo", Column::item_name},
    {"sku venditore", Column::seller_sku},
    {"prezzo", Column::price},
    {"quantità", Column::quantity},
    {"data di creazione", Column::open_date},
    {"tipo di identificativo del prodotto", Column::product_id_type},
    {"condizione dell'articolo", Column::item_condition},
    {"identificativo del prodotto", Column::product_id},
    {"canale di gestione", Column::fulfillment_channel},
    {"stato", Column::status},
    {"título del producto", Column::item_name},
    {"sku del vendedor", Column::seller_sku},
    {"fecha de creación", Column::open_date},
    {"tipo de identificador de producto", Column::product_id_type},
    {"estado del producto", Column::item_condition},
    {"identificador del producto", Column::product_id},
    {"canal de gestión logística", Column::fulfillment_channel},
    {"estado", Column::status},
};

std::string_view bare(std::string_view name) {
  while (!name.empty() && (name.front() == ' ' || name.front() == '"')) name.remove_prefix(1);
  while (!name.empty() && (name.back() == ' ' || name.back() == '"')) name.remove_suffix(1);
  return name;
}

// A further column may be called as a member of the document is.
bool is_member(std::string_view name) {
  bool found = false;
  boost::mp11::mp_for_each<boost::describe::describe_members<fairway::Listing, boost::describe::mod_public>>(
      [&](auto member) { found = found || name == member.name; });
  return found;
}

void keep_further(std::size_t place, std::string_view name, ColumnPlaces& places) {
  std::string kept(bare(name));
  if (kept.empty() || kept.size() > kLongestName || places.more.size() >= kMostFurther) return;
  if (is_member(kept)) kept += " (column)";
  for (const auto& other : places.more)
    if (other.second == kept) return;
  places.more.emplace_back(place, std::move(kept));
}

bool place_column(std::size_t place, std::string_view name, ColumnPlaces& places) {
  const std::string small = lower(bare(name));
  for (const auto& one : kNamed) {
    if (one.name != small) continue;
    auto& at = places.at[static_cast<std::size_t>(one.column)];
    if (at == ColumnPlaces::kNowhere) at = place;  // of two that have a name the first
    return true;
  }
  return false;
}

}  // namespace

std::string_view english_name(Column column) {
  for (const auto& one : kNamed)
    if (one.column == column) return one.name;
  return {};
}

bool find_columns(const std::vector<std::string>& names, ColumnPlaces& places) {
  places = {};
  places.at.fill(ColumnPlaces::kNowhere);
  places.count = names.size();
  std::vector<std::size_t> unknown;
  for (std::size_t i = 0; i < names.size(); ++i)
    if (!place_column(i, names[i], places)) unknown.push_back(i);
  if (places[Column::seller_sku] == ColumnPlaces::kNowhere) {
    if (names.size() < kByPosition) return false;
    places.by_position = true;
    for (std::size_t i = 0; i < kColumns; ++i) places.at[i] = i < names.size() ? i : ColumnPlaces::kNowhere;
    std::erase_if(unknown, [](std::size_t place) { return place < kColumns; });
  }
  for (const auto place : unknown) keep_further(place, names[place], places);
  return true;
}

}  // namespace amazon

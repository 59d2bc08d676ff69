// The columns of GET_MERCHANT_LISTINGS_ALL_DATA, in their order (developer-docs.amazon.com/sp-api, report type values of
// inventory), with what they are called in reports of other languages.
#pragma once
#include <array>
#include <string_view>

namespace fairway::sandbox {

struct ListingColumn {
  std::string_view en, de, ja;  // empty: as in English
};
constexpr std::array<ListingColumn, 29> kListingColumns{{
    {"item-name", "Artikelbezeichnung", "商品名"},
    {"item-description", "Artikelbeschreibung", ""},
    {"listing-id", "Angebotsnummer", "出品ID"},
    {"seller-sku", "Händler-SKU", "出品者SKU"},
    {"price", "Preis", "価格"},
    {"quantity", "Menge", "数量"},
    {"open-date", "Erstellungsdatum", "出品日"},
    {"image-url", "", ""},
    {"item-is-marketplace", "Artikel ist Marketplace-Angebot", ""},
    {"product-id-type", "Produkt-ID-Typ", "商品IDタイプ"},
    {"zshop-shipping-fee", "", ""},
    {"item-note", "Anmerkung zum Artikel", "コンディション説明"},
    {"item-condition", "Artikelzustand", "コンディション"},
    {"zshop-category1", "", ""},
    {"zshop-browse-path", "", ""},
    {"zshop-storefront-feature", "", ""},
    {"asin1", "ASIN 1", ""},
    {"asin2", "ASIN 2", ""},
    {"asin3", "ASIN 3", ""},
    {"will-ship-internationally", "Internationaler Versand", "国外へ配送可"},
    {"expedited-shipping", "Expressversand", "迅速な配送"},
    {"zshop-boldface", "", ""},
    {"product-id", "Produkt-ID", "商品ID"},
    {"bid-for-featured-placement", "", ""},
    {"add-delete", "hinzufügen-löschen", ""},
    {"pending-quantity", "Anzahl Bestellungen", "在庫数"},
    {"fulfillment-channel", "Versender", "フルフィルメント・チャンネル"},
    {"merchant-shipping-group", "Händlerversandgruppe", ""},
    {"status", "Status", "ステータス"},
}};

}  // namespace fairway::sandbox

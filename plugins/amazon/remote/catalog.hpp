// Catalog Items 2022-04-01, as far as it is read here. github.com/amzn/selling-partner-api-models has the whole.
#pragma once
#include "fairway/plugin.hpp"

namespace amazon::remote {

struct CatalogIdentifier {
  using json_case = fairway::CamelCase;
  std::string identifier_type, identifier;  // EAN, UPC, GTIN, ISBN …
};
BOOST_DESCRIBE_STRUCT(CatalogIdentifier, (), (identifier_type, identifier))

struct CatalogIdentifiers {
  using json_case = fairway::CamelCase;
  std::string marketplace_id;
  std::vector<CatalogIdentifier> identifiers;
};
BOOST_DESCRIBE_STRUCT(CatalogIdentifiers, (), (marketplace_id, identifiers))

struct CatalogImage {
  using json_case = fairway::CamelCase;
  std::string variant, link;  // MAIN, PT01 … PT08, SWCH
  std::int64_t height = 0, width = 0;
};
BOOST_DESCRIBE_STRUCT(CatalogImage, (), (variant, link, height, width))

struct CatalogImages {
  using json_case = fairway::CamelCase;
  std::string marketplace_id;
  std::vector<CatalogImage> images;
};
BOOST_DESCRIBE_STRUCT(CatalogImages, (), (marketplace_id, images))

struct CatalogClassification {
  using json_case = fairway::CamelCase;
  std::string display_name;
  fairway::RawJson parent;  // another one, the next wider
};
BOOST_DESCRIBE_STRUCT(CatalogClassification, (), (display_name, parent))

struct CatalogClassifications {
  using json_case = fairway::CamelCase;
  std::string marketplace_id;
  std::vector<CatalogClassification> classifications;
};
BOOST_DESCRIBE_STRUCT(CatalogClassifications, (), (marketplace_id, classifications))

struct CatalogSummary {
  using json_case = fairway::CamelCase;
  std::string marketplace_id, item_name;
};
BOOST_DESCRIBE_STRUCT(CatalogSummary, (), (marketplace_id, item_name))

struct CatalogItem {
  using json_case = fairway::CamelCase;
  std::string asin;
  std::vector<CatalogSummary> summaries;
  std::vector<CatalogClassifications> classifications;
  std::vector<CatalogIdentifiers> identifiers;
  std::vector<CatalogImages> images;
};
BOOST_DESCRIBE_STRUCT(CatalogItem, (), (asin, summaries, classifications, identifiers, images))

struct CatalogPage {
  using json_case = fairway::CamelCase;
  std::vector<CatalogItem> items;
};
BOOST_DESCRIBE_STRUCT(CatalogPage, (), (items))

}  // namespace amazon::remote

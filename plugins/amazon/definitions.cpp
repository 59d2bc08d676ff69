#include "definitions.hpp"

#include "errors.hpp"

namespace amazon {
namespace {

using fairway::Error;

constexpr std::chrono::hours kGoodFor{24};
constexpr std::size_t kMostKept = 60'000;  // a value of the state has at most 64 KiB

struct SchemaPlace {
  std::string resource;
};
BOOST_DESCRIBE_STRUCT(SchemaPlace, (), (resource))

struct SchemaLink {
  SchemaPlace link;
  std::string checksum;
};
BOOST_DESCRIBE_STRUCT(SchemaLink, (), (link, checksum))

struct TypeVersion {
  std::string version;
};
BOOST_DESCRIBE_STRUCT(TypeVersion, (), (version))

struct TypeDefinition {
  using json_case = fairway::CamelCase;
  TypeVersion product_type_version;
  SchemaLink schema;
};
BOOST_DESCRIBE_STRUCT(TypeDefinition, (), (product_type_version, schema))

}  // namespace

const Definition* Definitions::of(const std::string& product_type) {
  if (product_type.empty()) return nullptr;
  const auto [at, fresh] = read_.try_emplace(product_type);
  if (!fresh) return at->second.get();
  const auto key = "definition/" + product_type;
  auto known = kept(key);
  const auto age = known ? host_.now().ms - known->read_at.ms : 0;
  if (known && age >= 0 && age < std::chrono::milliseconds(kGoodFor).count()) return (at->second = std::move(known)).get();
  at->second = read(product_type, std::move(known));
  if (at->second)
    if (const auto text = kept_definition(*at->second, kMostKept); !text.empty()) host_.state().put(call_, key, text);
  return at->second.get();
}

std::unique_ptr<Definition> Definitions::kept(const std::string& key) const {
  const auto text = host_.state().get(call_, key);
  auto known = std::make_unique<Definition>();
  fairway::JsonError error;
  return text && fairway::read_json(*text, *known, error) ? std::move(known) : nullptr;
}

// The schema is fetched anew only where its checksum is another.
std::unique_ptr<Definition> Definitions::read(const std::string& product_type, std::unique_ptr<Definition> known) const {
  auto response = client_.get(call_,
                              "/definitions/2020-09-01/productTypes/" + fairway::url_encode(product_type) +
                                  "?marketplaceIds=" + std::string(name_.marketplace->id) +
                                  "&requirements=LISTING_PRODUCT_ONLY&requirementsEnforced=ENFORCED&locale=DEFAULT",
                              "getDefinitionsProductType");
  if (response.status == 400 || response.status == 403 || response.status == 404) {
    host_.warn("no definition of a product type: contents are told unchecked",
               {{"product-type", product_type}, {"answer", describe_error(response)}});
    return nullptr;
  }
  const auto told = expect_success(std::move(response), "getDefinitionsProductType").as<TypeDefinition>();
  if (!known || told.schema.checksum.empty() || known->checksum != told.schema.checksum) {
    known = std::make_unique<Definition>();
    known->attributes = read_schema(download(told.schema.link.resource));
  }
  known->version = told.product_type_version.version, known->checksum = told.schema.checksum;
  known->read_at = host_.now();
  return known;
}

// The link is signed and short-lived, so it is fetched at once, without our token.
std::string Definitions::download(const std::string& url) const {
  fairway::HttpRequest request;
  request.url = url;
  auto response = host_.http(call_, request);
  if (!response.ok()) throw Error::unavailable("schema of a product type: HTTP " + std::to_string(response.status));
  return std::move(response.body);
}

}  // namespace amazon

// The JSON Schema for editors says what the checks say.
#include <gmock/gmock.h>

#include <valijson/adapters/boost_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validator.hpp>

#include "host/config/schema.hpp"
#include "host/config/tree.hpp"
#include "tests/host/config/folder.hpp"

namespace fairway::config {
namespace {

// As an editor reads YAML.
json::value to_json(const Node& node) {
  if (node.kind == Node::Kind::list) {
    json::array out;
    for (const auto& item : node.items) out.push_back(to_json(item));
    return out;
  }
  if (node.kind == Node::Kind::map) {
    json::object out;
    for (const auto& member : node.members) out[member.key] = to_json(member.value);
    return out;
  }
  if (node.is_null()) return nullptr;
  if (node.plain && (node.text == "true" || node.text == "false")) return node.text == "true";
  json::error_code error;
  auto number = json::parse(node.text, error);
  return node.plain && !error && number.is_number() ? number : json::value(node.text);
}

bool accepts(const char* which, const std::string& yaml) {
  const auto schemas = configuration_schema(fake_catalogue());
  valijson::Schema schema;
  valijson::SchemaParser().populateSchema(valijson::adapters::BoostJsonAdapter(schemas.at(which)), schema);
  const auto parsed = parse_yaml(yaml, "a.yaml");
  if (!parsed.root) return false;
  const auto document = to_json(*parsed.root);
  return valijson::Validator().validate(schema, valijson::adapters::BoostJsonAdapter(document), nullptr);
}

std::string example(const std::string& name) {
  const auto root = std::filesystem::path(FAIRWAY_SOURCE_DIR);
  std::ifstream stream(root / "config" / name);
  return {std::istreambuf_iterator<char>(stream), {}};
}

TEST(Schema, AcceptsTheExample) {  // HST-1
  EXPECT_TRUE(accepts("fairway.yaml", example("fairway.yaml")));
  EXPECT_TRUE(accepts("templates", example("templates/sandbox.yaml")));
  EXPECT_TRUE(accepts("templates", example("accounts/acme.yaml")));  // what is required may stand in a template
}

TEST(Schema, AcceptsWhatTheHostAccepts) {
  for (const char* text : {"account: a\nstores: { us: { plugin: other, enabled: \"${env:ON}\" } }\n",
                           "account: a\nreturns: { to: { name: A } }\n",
                           "account: a\nstores: { us: { plugin: amazon, offers: { quantity: null, lead-time: none } } }\n",
                           "account: a\ncompany: 1984\nstores:\n"})
    EXPECT_TRUE(accepts("accounts", text)) << text;
}

TEST(Schema, RefusesWhatTheHostRefuses) {
  for (const char* text :
       {"{}\n", "account: A\n", "account: a\nstore: {}\n", "account: a\nstores: { us: {} }\n",
        "account: a\nstores: { us: { plugin: x, enabled: 1 } }\n",
        "account: a\nstores: { us: { plugin: x, orders: { every: 30 } } }\n", "account: a\nreturns: { to: chanel }\n",
        "account: a\nstores: { us: { plugin: amazon, settings: { marketplac: US } } }\n",
        "account: a\nwarehouses: { w: { plugin: wms-x12, settings: { outbox: o } } }\n"})
    EXPECT_FALSE(accepts("accounts", text)) << text;
  EXPECT_FALSE(accepts("fairway.yaml", "plugin: [a]\n"));
}

}  // namespace
}  // namespace fairway::config

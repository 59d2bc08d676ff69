// `fairway explain` and `fairway schema`, as an administrator runs them.
#include <valijson/adapters/boost_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validator.hpp>

#include "tests/host/config/yaml_json.hpp"
#include "tests/integration/talk.hpp"

namespace fairway::testing {
namespace {

using ::testing::HasSubstr;

// HST-1
TEST(ExplainCommand, NamesTheLineOfAValueAndTheNearestOfAKeyThatIsNone) {
  World world;
  const auto ask = [&](const std::vector<std::string>& more) {
    return run(FAIRWAY_BINARY, with_more({"explain", "--config", world.config(), "--account", "acme1"}, more));
  };
  const auto all = ask({});
  EXPECT_EQ(all.exit, 0) << all.out;
  EXPECT_THAT(all.out, HasSubstr(".orders.every = 1s  (accounts/acme1.yaml:"));
  EXPECT_THAT(all.out, HasSubstr(".settings.client-secret = ***"));
  EXPECT_THAT(all.out, HasSubstr("privacy.retain = 30d  (default)"));
  EXPECT_EQ(all.out.find("made-up-lwa-secret"), std::string::npos);
  const auto wrong = ask({"privacy.retian"});
  EXPECT_EQ(wrong.exit, 1);
  EXPECT_THAT(wrong.out, HasSubstr("did you mean \"retain\"?"));
  const auto body = parse_json(ask({"privacy", "--json"}).out);
  ASSERT_TRUE(body);
  EXPECT_EQ(text_in(body->at("values").at(0), "path"), "privacy.retain");
}

// HST-1: with the schemas of the real plugins, by a validator that knows nothing of us.
TEST(SchemaCommand, AcceptsTheExampleAndRefusesItBroken) {
  const std::filesystem::path example = std::filesystem::path(FAIRWAY_SOURCE_DIR) / "config";
  const auto accepts = [&](const std::string& part, const std::string& file, const std::string& from = {},
                           const std::string& to = {}) {
    const auto printed = run(FAIRWAY_BINARY, {"schema", "--config", example, "--part", part});
    const auto body = parse_json(printed.out);
    EXPECT_TRUE(body) << printed.out;
    valijson::Schema schema;
    valijson::SchemaParser().populateSchema(valijson::adapters::BoostJsonAdapter(*body), schema);
    auto text = read_text(example / file);
    EXPECT_NE(text.find(from), std::string::npos) << from;
    if (!from.empty()) text.replace(text.find(from), from.size(), to);
    const auto parsed = config::parse_yaml(text, file);
    if (!parsed.root) return false;
    const auto document = config::to_json(*parsed.root);
    return valijson::Validator().validate(schema, valijson::adapters::BoostJsonAdapter(document), nullptr);
  };
  EXPECT_TRUE(accepts("fairway.yaml", "fairway.yaml"));
  EXPECT_TRUE(accepts("templates", "templates/sandbox.yaml"));
  for (const char* file : {"accounts/acme.yaml", "accounts/globex.yaml"}) EXPECT_TRUE(accepts("accounts", file)) << file;
  EXPECT_FALSE(accepts("accounts", "accounts/acme.yaml", "marketplace: US", "marketplace: USA"));
  EXPECT_FALSE(accepts("accounts", "accounts/acme.yaml", "client-id: sandbox-client", "client: sandbox-client"));
  EXPECT_FALSE(accepts("accounts", "accounts/acme.yaml", "every: 5s", "every: 5"));
}

}  // namespace
}  // namespace fairway::testing

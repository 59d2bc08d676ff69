// `fairway account new`: the file that it writes is accepted by the check and by the schema for editors, whatever plugins
// there are. (HST-1)
#include "tests/host/config/schema_accepts.hpp"
#include "tests/integration/talk.hpp"

namespace fairway::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class AccountNew : public ::testing::Test {
 protected:
  AccountNew() {
    std::filesystem::remove_all(world.config() / "accounts");
    std::filesystem::create_directories(world.config() / "shop");
    std::filesystem::copy_file(FAIRWAY_SHOPIFY, world.config() / "shop/shopify.so");
    const auto printed = run(FAIRWAY_BINARY, {"schema", "--part", "accounts", "--config", world.config()});
    schema = parse_json(printed.out).value_or(json::value());
  }
  // The plugins that the schema names for "stores" or "warehouses".
  std::vector<std::string> found(const std::string& kind) const {
    json::error_code error;
    const auto* names = schema.find_pointer(
        fmt::format("/else/properties/{}/anyOf/0/additionalProperties/anyOf/0/properties/plugin/examples", kind), error);
    std::vector<std::string> out;
    for (const auto& name : names && names->is_array() ? names->get_array() : json::array())
      out.emplace_back(name.as_string());
    return out;
  }
  World world{with_shopify()};
  json::value schema;
};

TEST_F(AccountNew, IsAcceptedByCheckAndSchemaForEveryPluginThatIsFound) {
  const auto stores = found("stores"), warehouses = found("warehouses");
  EXPECT_THAT(stores, ::testing::IsSupersetOf({"amazon", "shopify"}));
  EXPECT_THAT(warehouses, ::testing::Contains("wms-rest"));
  int number = 0;
  for (const auto& store : stores)
    for (const auto& warehouse : warehouses) {
      SCOPED_TRACE(store + " and " + warehouse);
      const auto name = fmt::format("client-{}", ++number);
      const auto made = world.fairway({"account", "new", name, "--plugin", store, "--warehouse", warehouse});
      ASSERT_EQ(made.exit, 0) << made.out;
      const auto text = read_text(world.config() / "accounts" / (name + ".yaml"));
      EXPECT_TRUE(config::accepts(schema, text)) << text;
      EXPECT_THAT(text, HasSubstr("plugin: " + store));
    }
  for (const auto& how : {"check", "plan"}) {
    const auto ran = world.fairway({how, "--no-secrets"});
    EXPECT_EQ(ran.exit, 0) << ran.out;
    EXPECT_THAT(ran.out, Not(HasSubstr("error:")));
  }
  EXPECT_EQ(world.fairway({"check"}).exit, 0) << "nothing is switched on, so no secret is missed";
}

TEST_F(AccountNew, SaysWhatIsNextAndKeepsWhatIsThere) {
  const auto made = world.fairway({"account", "new", "acme", "--plugin", "amazon", "--warehouse", "wms-rest"});
  EXPECT_EQ(made.exit, 0) << made.out;
  for (const auto* next : {"fairway secret set acme-main-client-secret", "fairway secret set acme-main-refresh-token",
                           "fairway check", "fairway reload --wait", "fairway mapping suggest --account acme"})
    EXPECT_THAT(made.out, HasSubstr(next));
  const auto file = world.config() / "accounts/acme.yaml";
  write_file(file, "account: acme\n");
  const auto again = world.fairway({"account", "new", "acme", "--plugin", "amazon", "--warehouse", "wms-rest"});
  EXPECT_EQ(again.exit, 1);
  EXPECT_THAT(again.out, HasSubstr("has a file already: accounts/acme.yaml"));
  EXPECT_EQ(read_text(file), "account: acme\n");
  // Something of that name which is no account is not written over either.
  std::filesystem::remove(file);
  std::filesystem::create_directory(file);
  EXPECT_EQ(world.fairway({"account", "new", "acme", "--plugin", "amazon"}).exit, 1);
  EXPECT_EQ(world.fairway({"account", "new", "../acme", "--plugin", "amazon"}).exit, 1);
  EXPECT_EQ(world.fairway({"account", "new"}).exit, 2);
  for (const auto& entry : std::filesystem::directory_iterator(world.config() / "accounts"))
    EXPECT_EQ(entry.path().filename(), "acme.yaml") << "nothing half written is left";
}

}  // namespace
}  // namespace fairway::testing

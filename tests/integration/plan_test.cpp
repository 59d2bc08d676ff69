// `fairway plan`: edits of a folder beside the one that runs, proved on orders that the host has really carried.
#include "tests/integration/talk.hpp"

namespace fairway::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* kEast =
    "  east:\n    plugin: wms-rest\n    settings: { url: \"http://127.0.0.1:9\", client-id: e, client-secret: "
    "made-up-other-secret, depositor: E, warehouse: E1 }\n    amazon-agreement: true\n";

struct Edit {
  const char* name;
  std::string from, to;
  std::map<std::string, int> effects;  // by name, of 5 orders: 2 Expedited, 3 Standard
  std::string said;                    // in the text of the plan
};

std::map<std::string, int> effects_of(const json::value& plan) {
  std::map<std::string, int> out;
  for (const auto& account : plan.at("accounts").as_array())
    if (const auto& replay = account.at("replay"); replay.is_object())
      for (const auto& effect : replay.at("effects").as_array())
        out[text_in(effect, "effect")] += static_cast<int>(number_at(effect, "orders"));
  return out;
}

// What the host keeps of the orders, whole, but for what the channel makes of their acknowledgement: that is asked for a minute
// later, whoever plans meanwhile.
std::string kept(World& world) {
  std::string all = json::serialize(world.get("/v1/accounts"));
  for (const auto& listed : items_of(world.get("/v1/accounts/acme1/orders"))) {
    auto order = world.get("/v1/accounts/acme1/orders/" + text_in(listed, "id"));
    auto& events = order.at("events").as_array();
    const auto is_result = [](const json::value& event) { return text_in(event, "type") == "acknowledgement-result"; };
    events.erase(std::remove_if(events.begin(), events.end(), is_result), events.end());
    all += json::serialize(order);
  }
  return all;
}

class Plan : public ::testing::Test {
 protected:
  static WorldOptions options() {
    WorldOptions out;
    out.account_extra = "privacy: { retain: 30d }";
    return out;
  }
  // Five orders carried to their end, and the folder copied beside the one that runs.
  void carry() {
    for (int i = 0; i < 5; ++i)
      world.inject(1, 1, [i](sandbox::OrderSpec& spec) { spec.service_level = i < 2 ? "EXPEDITED" : "STANDARD"; });
    ASSERT_TRUE(world.start()) << world.log();
    ASSERT_TRUE(await_states(world, "acme1", {{"confirmed", 5}})) << say(world, "acme1");
    // Once the channel shows all of them as shipped nothing is left to happen to them.
    ASSERT_TRUE(until(
        [&] {
          const auto shipments = items_of(world.get("/v1/accounts/acme1/shipments"));
          return !shipments.empty() && std::all_of(shipments.begin(), shipments.end(),
                                                   [](const auto& one) { return text_in(one, "state") == "verified"; });
        },
        kSoon))
        << say(world, "acme1");
    propose();
  }
  void propose() {
    std::filesystem::remove_all(proposed);
    std::filesystem::copy(world.config(), proposed, std::filesystem::copy_options::recursive);
  }
  std::filesystem::path file() const { return proposed / "accounts/acme1.yaml"; }
  Ran plan(const std::vector<std::string>& more = {}) {
    return run(FAIRWAY_BINARY, with_more({"plan", "--config", proposed, "--data", world.data()}, more));
  }
  World world{options()};
  std::filesystem::path proposed = world.folder() / "proposed";
};

// HST-2
TEST_F(Plan, SaysHowRealOrdersWouldFareAndWritesNothing) {
  carry();
  const auto before = kept(world);
  const auto creates = journal_count(world, "create");
  const std::vector<Edit> edits{
      {"other service",
       "service: UPS Ground",
       "service: Parcel Post",
       {{"service", 3}},
       "3 of 5 orders would ship by another service"},
      {"a rule less",
       "      - { method: Standard, service: UPS Ground }\n",
       "",
       {{"unmapped", 3}},
       "3 of 5 orders would need a mapping"},
      {"a rule more below",
       "service: UPS Ground }",
       "service: UPS Ground }\n      - { country: US, service: Courier }",
       {},
       "5 orders would fare as they do now"},
      {"other warehouse",
       "warehouses:\n",
       std::string("warehouses:\n") + kEast,
       {{"warehouse", 5}},
       "5 of 5 orders would go to another warehouse"},
      {"no agreement", "agreement: true", "agreement: false", {{"held", 5}}, "5 of 5 orders would be held"},
      {"observe",
       "    orders: {",
       "    mode: observe\n    orders: {",
       {{"observed", 5}},
       "5 of 5 orders would only be observed, not sent"},
      {"other statuses",
       "start: open-orders",
       "start: open-orders, statuses: [partially-shipped]",
       {{"passed-over-status", 5}},
       "5 of 5 orders would be passed over: status"},
      {"no orders at all",
       "orders: { enabled: true",
       "orders: { enabled: false",
       {{"not-fetched", 5}},
       "5 of 5 orders would not be fetched"},
      {"nothing that decides", "retain: 30d", "retain: 20d", {}, "privacy.retain: 30d → 20d"},
  };
  for (const auto& edit : edits) {
    SCOPED_TRACE(edit.name);
    propose();
    replace_in(file(), edit.from, edit.to);
    const auto as_json = plan({"--json"});
    ASSERT_EQ(as_json.exit, 0) << as_json.out;
    const auto body = parse_json(as_json.out).value_or(json::object());
    EXPECT_EQ(effects_of(body), edit.effects) << as_json.out;
    const auto as_text = plan();
    EXPECT_THAT(as_text.out, HasSubstr(edit.said));
    EXPECT_THAT(as_text.out, HasSubstr("nothing was sent or written"));
  }
  EXPECT_TRUE(kept(world) == before);
  EXPECT_EQ(journal_count(world, "create"), creates);
}

// HST-2: each order is listed with both deciding lines, and nothing of its buyer.
TEST_F(Plan, ListsEachOrderWithTheDecidingLinesOfBothSides) {
  carry();
  replace_in(file(), "service: UPS Ground", "service: Parcel Post");
  const auto ran = plan({"--json"});
  const auto account = parse_json(ran.out).value_or(json::object()).at("accounts").as_array().at(0);
  EXPECT_EQ(text_in(account.at("changes").as_array().at(0), "path"), "shipping.settings.rules[1].service");
  const auto& orders = account.at("replay").at("orders").as_array();
  ASSERT_EQ(orders.size(), 3u);
  for (const auto& order : orders) {
    EXPECT_EQ(text_in(order, "before"), "UPS Ground from west");
    EXPECT_EQ(text_in(order, "after"), "Parcel Post from west");
    const auto line = number_at(order.at("after_place"), "line");
    EXPECT_EQ(number_at(order.at("before_place"), "line"), line);
    EXPECT_GT(line, 20);
    EXPECT_FALSE(world.order("acme1", text_in(order, "channel_order_id")).as_object().empty());
  }
  for (const auto* word : {"address", "recipient", "phone", "line1", "buyer"}) EXPECT_THAT(ran.out, Not(HasSubstr(word)));
}

// HST-2: fewer orders, an account of no interest, and a host that runs what is proposed.
TEST_F(Plan, TakesOnlyTheOrdersAndAccountsThatAreAskedFor) {
  carry();
  EXPECT_THAT(plan().out, HasSubstr("1 accounts unchanged; 0 orders replayed"));
  replace_in(file(), "service: UPS Ground", "service: Parcel Post");
  EXPECT_THAT(plan({"--orders", "2"}).out, HasSubstr(" of 2 orders would ship by another service"));
  EXPECT_THAT(plan({"--accounts", "other"}).out, HasSubstr("0 accounts unchanged; 0 orders replayed"));
}

// HST-1, HST-2: what is refused says why, and the exit code tells.
TEST_F(Plan, RefusesAWrongFileWithItsLineAndTellsSecretsOnlyAsChanged) {
  carry();
  replace_in(file(), "every: 1s", "evry: 1s");
  const auto wrong = plan();
  EXPECT_EQ(wrong.exit, 1);
  EXPECT_THAT(wrong.out, HasSubstr("acme1: rejected"));
  EXPECT_THAT(wrong.out, HasSubstr("did you mean \"every\"?"));
  propose();
  write_file(proposed / "secrets/lwa", "another-made-up-secret-0123456789\n");
  const auto rotated = plan();
  EXPECT_EQ(rotated.exit, 0) << rotated.out;
  EXPECT_THAT(rotated.out, HasSubstr("stores.us-main.settings.client-secret: *** → ***"));
  EXPECT_THAT(rotated.out, Not(HasSubstr("made-up-secret")));
}

// HST-2, ACC-4: what a policy refuses is told with its words at the line that they are about.
TEST_F(Plan, APolicysNoIsToldWithItsLine) {
  carry();
  replace_in(
      file(), "warehouses:\n",
      "  eu:\n    plugin: amazon\n    settings:\n      marketplace: DE\n      seller-id: A9ANOTHERSELLER\n      client-id: "
      "made-up-client\n      client-secret: \"${file:secrets/lwa}\"\nwarehouses:\n");
  const auto text = read_text(file());
  const auto line = 1 + std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(text.find("A9ANOTHER")), '\n');
  const auto ran = plan();
  EXPECT_EQ(ran.exit, 1);
  EXPECT_THAT(ran.out, HasSubstr("acme1: rejected"));
  EXPECT_THAT(ran.out, ::testing::ContainsRegex(
                           fmt::format("accounts/acme1.yaml:{}:[0-9]+: error: stores.eu.settings.seller-id: ", line)));
}

// HST-2: the data folder of a stopped host tells the same, is left as it is, and starts again.
TEST_F(Plan, WithoutTheHostItsDataFolderTellsTheSame) {
  carry();
  replace_in(file(), "service: UPS Ground", "service: Parcel Post");
  const auto accounts = [](const Ran& ran) {
    return json::serialize(parse_json(ran.out).value_or(json::object()).at("accounts"));
  };
  const auto before = accounts(plan({"--json"}));
  ASSERT_EQ(world.stop(), 0);
  const auto bytes = read_bytes_below(world.data());
  EXPECT_EQ(accounts(plan({"--json"})), before);
  const auto ran = plan();
  EXPECT_EQ(ran.exit, 0) << ran.out;
  EXPECT_THAT(ran.out, HasSubstr("3 of 5 orders would ship by another service"));
  EXPECT_THAT(ran.out, HasSubstr("no host runs: compared with what was applied last"));
  EXPECT_TRUE(read_bytes_below(world.data()) == bytes);
  ASSERT_TRUE(world.start()) << world.log();
}

TEST(PlanAlone, WithoutAHostComparesWithNothingAndSaysSo) {
  World world;
  const auto ran = world.fairway({"plan"});
  EXPECT_EQ(ran.exit, 0) << ran.out;
  EXPECT_THAT(ran.out, HasSubstr("acme1: added"));
  EXPECT_THAT(ran.out, AllOf(HasSubstr("no host runs, and there is no "), HasSubstr("fairway serve --config")));
}

}  // namespace
}  // namespace fairway::testing

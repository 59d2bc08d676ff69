// A plan from its folder to its figures, beside a host that runs and without one: the same, from the same database.
#include "host/engine/plan.hpp"

#include "fairway/documents.hpp"
#include "fairway/json.hpp"
#include "host/base/text.hpp"
#include "host/engine/engine.hpp"
#include "host/flows/intake/take_orders.hpp"
#include "tests/host/engine/support.hpp"

namespace fairway::engine::test {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::Pair;
using ::testing::UnorderedElementsAre;

const FlowTable kNoFlows;

// A shipping map that answers the `service` of its settings, and a policy that refuses retention beyond 60 days.
class Plugins final : public plugins::Supervisor {
 public:
  std::shared_ptr<plugins::Channel> channel(const plugins::ChannelSpec& spec) override {
    struct Spoken final : plugins::Channel {
      explicit Spoken(plugins::ChannelSpec of) : spec(std::move(of)) {}
      plugins::CallEnd pull(const plugins::PullRequest&, plugins::PullSink&, const plugins::CallOptions&) override {
        return {};
      }
      plugins::PushEnd push(const std::vector<plugins::PushItem>&, const plugins::CallOptions&) override { return {}; }
      std::vector<plugins::Answer> decide(std::string_view, const std::vector<std::string>& questions,
                                          const plugins::CallOptions&) override {
        std::vector<plugins::Answer> answers;
        for (const auto& question : questions) answers.emplace_back(spec.plugin == "map" ? service() : verdict(question));
        return answers;
      }
      Result<std::string> connect(std::string_view, const std::string&, const plugins::CallOptions&) override {
        return std::string();
      }
      std::string service() const {
        return json::serialize(json::object{{"service", text_at(spec.settings, "service")}, {"rule", "/service"}});
      }
      static std::string verdict(const std::string& question) {
        if (from_json<PolicyQuestion>(question).proposed.company != "Unwanted") return R"({"findings":[]})";
        return R"({"findings":[{"severity":"error","path":"stores.us.settings.seller-id","message":"not with us"}]})";
      }
      plugins::ChannelSpec spec;
    };
    return std::make_shared<Spoken>(spec);
  }
  std::vector<Failure> validate(const std::string&, const json::value&) override { return {}; }
  std::vector<plugins::WorkerInfo> workers() const override { return {}; }
  void stop(Millis) override {}
};

Catalogue catalogue() {
  auto out = shop_catalogue();
  for (const auto& [name, role] : {std::pair("map", "shipping"), std::pair("wms", "warehouse")}) {
    Description made;
    made.id = std::string("com.example.") + name;
    made.name = name;
    made.config_schema = R"({"type":"object","properties":{"service":{"type":"string"}}})";
    made.manifest.roles = {role};
    add_plugin(out, made);
  }
  return out;
}

struct PlanTest : ::testing::Test {
  PlanTest() {
    folder.write("config/fairway.yaml", "listen: 127.0.0.1:0\n");
    folder.write("config/templates/house.yaml", "shipping: { plugin: map, settings: { service: Ground } }\n");
    folder.write("config/secrets/token", "Atzr|one");
  }
  void account(const std::string& name) {
    folder.write(
        "config/accounts/" + name + ".yaml",
        fmt::format("account: {0}\ncompany: {0}\nextends: [house]\npolicies: [one-each]\nstores:\n  us:\n    plugin: "
                    "amazon\n    settings: {{ seller-id: S-{0}, marketplace: US, refresh-token: "
                    "\"${{file:secrets/token}}\" }}\n    orders: {{ enabled: true, start: open-orders }}\n"
                    "warehouses:\n  west: {{ plugin: wms, amazon-agreement: true }}\n",
                    name));
  }
  void replace(const std::string& file, const std::string& from, const std::string& to) {
    auto text = folder.read("proposed/" + file);
    const auto at = text.find(from);
    ASSERT_NE(at, std::string::npos) << from << " in " << text;
    folder.write("proposed/" + file, text.replace(at, from.size(), to));
  }
  void propose() {
    std::filesystem::remove_all(folder.path / "proposed");
    std::filesystem::copy(folder.path / "config", folder.path / "proposed", std::filesystem::copy_options::recursive);
  }

  void start() {
    Options options;
    options.config = folder.path / "config";
    options.data = folder.path / "data";
    options.clock = &clock;
    options.log_sink = std::make_shared<spdlog::sinks::null_sink_mt>();
    options.catalogue = plugins;
    options.flows = &kNoFlows;
    options.supervisor = [](plugins::Services&, const Clock&) { return std::make_unique<Plugins>(); };
    engine = must(Engine::start(options));
  }
  // Orders as a pull brings them.
  void take(const std::string& name, int count, const std::function<void(Order&)>& shape = {}) {
    auto context = engine->context();
    flows::Intake intake;
    intake.account = context.account(name);
    intake.source = intake.cause = "test";
    intake.stores["us"] = {&intake.account->stores[0], must(ledger::stores_of(*must(engine->db().read()), name)).at(0)};
    plugins::Batch batch;
    for (int i = 0; i < count; ++i) {
      Order order;
      order.channel_order_id = fmt::format("{}-{}", name, ++taken);
      order.status = OrderStatus::unshipped;
      order.fulfilled_by = FulfilledBy::merchant;
      order.created_at = order.updated_at = Time{clock.now().time_since_epoch().count()};
      order.ship_category = "Standard";
      order.lines = {{.id = "L1", .sku = "SKU-1", .quantity = 1}};
      if (shape) shape(order);
      batch.documents.push_back({"order/1", order.channel_order_id, to_json(order)});
    }
    auto unit = must(flows::Unit::begin(context));
    must(flows::take_orders(context, unit, intake, batch));
    must(unit.commit());
  }

  PlanOptions proposed() const {
    PlanOptions options;
    options.config = folder.path / "proposed";
    return options;
  }
  Plan running(const PlanOptions& options) { return must(plan(*engine, options)); }
  Result<Plan> at_rest(const PlanOptions& options) {
    AtRest host;
    host.data = folder.path / "data";
    host.catalogue = plugins;
    host.supervisor = [](plugins::Services&, const Clock&) { return std::make_unique<Plugins>(); };
    return plan_at_rest(host, options);
  }
  // What a plan says, but for how long it took, that no host ran, and what only one that runs can ask the channel.
  static std::string told(const Plan& plan) {
    auto all = plan_json(plan).as_object();
    all.erase("seconds");
    all.erase("note");
    for (auto& account : all.at("accounts").as_array()) account.as_object().erase("switched_on");
    return json::serialize(all);
  }
  static std::vector<std::string> names(const Plan& plan) {
    std::vector<std::string> out;
    for (const auto& one : plan.accounts) out.push_back(one.account);
    return out;
  }

  Folder folder;
  ManualClock clock{kStart};
  Catalogue plugins = catalogue();
  std::unique_ptr<Engine> engine;
  int taken = 0;
};

// HST-2: one line of a template is one plan, with every account that extends it.
TEST_F(PlanTest, AnEditOfATemplateIsOnePlanOfAllWhoExtendIt) {
  for (const auto* name : {"acme", "globex", "initech"}) account(name);
  folder.write("config/accounts/alone.yaml", "account: alone\ncompany: alone\n");
  start();
  for (const auto* name : {"acme", "globex", "initech"}) take(name, 3);
  propose();
  replace("templates/house.yaml", "Ground", "Air");
  const auto plan = running(proposed());
  EXPECT_THAT(names(plan), ElementsAre("acme", "globex", "initech"));
  EXPECT_EQ(plan.unchanged, 1u);
  for (const auto& one : plan.accounts) {
    ASSERT_EQ(one.changes.size(), 1u);
    EXPECT_EQ(one.changes[0].path, "shipping.settings.service");
    EXPECT_EQ(one.changes[0].place.file, "templates/house.yaml");
    ASSERT_TRUE(one.replay);
    EXPECT_THAT(one.replay->counts, ElementsAre(Pair(Effect::service, 3u)));
  }
}

// HST-2, ACC-4: a policy's no is told with the line that it is about, and leaves the others their plan.
TEST_F(PlanTest, APolicyThatRefusesIsTheAccountsFindingWithItsLine) {
  account("acme");
  account("globex");
  start();
  propose();
  replace("accounts/acme.yaml", "company: acme", "company: Unwanted");
  replace("accounts/globex.yaml", "company: globex", "company: Globex BV");
  const auto plan = running(proposed());
  ASSERT_THAT(names(plan), ElementsAre("acme", "globex"));
  EXPECT_EQ(plan.accounts[0].status, AccountPlan::Status::rejected);
  ASSERT_EQ(plan.accounts[0].findings.size(), 1u);
  EXPECT_EQ(plan.accounts[0].findings[0].text(),
            "accounts/acme.yaml:8:28: error: stores.us.settings.seller-id: not with us");
  EXPECT_EQ(plan.accounts[0].changes.at(0).path, "company");
  EXPECT_EQ(plan.accounts[1].status, AccountPlan::Status::changed);
}

// HST-2: never more orders than allowed in all; those who have few keep theirs, and it is said.
TEST_F(PlanTest, BeyondItsMostItTakesFewerOfThoseWhoHaveManyAndSaysSo) {
  const std::map<std::string, int> orders{{"acme", 40}, {"globex", 4}, {"initech", 30}, {"umbrella", 0}};
  for (const auto& [name, count] : orders) account(name);
  start();
  for (const auto& [name, count] : orders) take(name, count);
  propose();
  replace("templates/house.yaml", "Ground", "Air");
  auto options = proposed();
  options.orders = 35;
  options.orders_in_all = 25;
  const auto plan = running(options);
  EXPECT_TRUE(plan.sampled);
  std::map<std::string, std::pair<std::size_t, std::size_t>> replayed;
  for (const auto& one : plan.accounts) {
    replayed[one.account] = {one.stored, one.replay->replayed};
    EXPECT_EQ(one.replay->differing, one.replay->replayed);
  }
  EXPECT_THAT(replayed, UnorderedElementsAre(Pair("acme", Pair(35, 11)), Pair("globex", Pair(4, 4)),
                                             Pair("initech", Pair(30, 10)), Pair("umbrella", Pair(0, 0))));
  options.orders_in_all = 69;
  EXPECT_FALSE(running(options).sampled);
}

// HST-2: a plan is no proof where the reload would be refused, or where nobody has the account that it was asked about.
TEST_F(PlanTest, WhatAReloadIsRefusedForIsAnErrorOfThePlan) {
  for (const auto* name : {"acme", "globex", "initech"}) account(name);
  start();
  propose();
  std::filesystem::remove(folder.path / "proposed/accounts/globex.yaml");
  auto options = proposed();
  const auto refused = running(options);
  ASSERT_EQ(refused.findings.size(), 1u);
  EXPECT_THAT(refused.findings[0].text(), HasSubstr("error: accounts: 1 of 3 accounts would be gone"));
  options.allow_removals = true;
  EXPECT_THAT(running(options).findings, IsEmpty());
  options.accounts = {"acme", "initek"};
  const auto unknown = running(options);
  ASSERT_EQ(unknown.findings.size(), 1u);
  EXPECT_THAT(unknown.findings[0].text(), HasSubstr("no account is called \"initek\""));
  EXPECT_THAT(unknown.findings[0].text(), HasSubstr("did you mean \"initech\"?"));
  options.sees = [](const std::string& name) { return name == "acme"; };
  options.accounts = {"initech"};  // who may not see it is told no more than of one that is not there
  EXPECT_THAT(running(options).findings.at(0).text(), AllOf(HasSubstr("no account is called"), Not(HasSubstr("mean"))));
}

struct Rule {
  const char* name;
  std::string from, to;
  std::map<Effect, std::size_t> effects;
};

// HST-2, SHP-3: what the `orders` block takes on shows like what becomes of it after, decided as the flow decides.
TEST_F(PlanTest, OrdersThatWouldBePassedOverOrTakenOnAreEffects) {
  account("acme");
  start();
  clock.advance(std::chrono::hours(1));
  const auto status = [](OrderStatus wanted) { return [=](Order& order) { order.status = wanted; }; };
  take("acme", 5);
  take("acme", 3, status(OrderStatus::partially_shipped));
  take("acme", 2, status(OrderStatus::pending));
  take("acme", 4, [](Order& order) { order.fulfilled_by = FulfilledBy::amazon; });
  take("acme", 1, status(OrderStatus::shipped));
  take("acme", 6, [&](Order& order) {
    order.created_at = Time{(clock.now() - std::chrono::hours(24 * 10)).time_since_epoch().count()};
  });
  clock.advance(std::chrono::hours(24 * 100));  // they are as old as they were when they came
  const std::string block = "orders: { enabled: true, start: open-orders";
  const auto day = format_time(kStart - std::chrono::hours(24 * 5)).substr(0, 10);
  const std::vector<Rule> rules{
      {"fewer statuses", block, block + ", statuses: [partially-shipped]", {{Effect::passed_status, 11}}},
      {"one status more", block, block + ", statuses: [unshipped, partially-shipped, shipped]", {{Effect::taken_on, 1}}},
      {"fewer days", block, block + ", within: 9d", {{Effect::passed_within, 6}}},
      {"more days", block, block + ", within: 90d", {}},
      {"others too", block, block + ", fulfilled-by: [merchant, amazon]", {{Effect::taken_on, 4}}},
      {"others only", block, block + ", fulfilled-by: [amazon]", {{Effect::taken_on, 4}, {Effect::passed_fulfilled_by, 16}}},
      {"no reserve", block, block + ", reserve-pending: false", {{Effect::passed_status, 2}}},
      {"a later start", "start: open-orders", "start: " + day, {{Effect::passed_start, 6}}},
      {"start of new stores", "start: open-orders", "start: now", {}},
      {"off", "enabled: true", "enabled: false", {{Effect::not_fetched, 16}}},
      {"off, all of it", "    orders:", "    enabled: false\n    orders:", {{Effect::not_fetched, 16}}},
      {"how often", block, block + ", every: 7m", {}},
  };
  for (const auto& rule : rules) {
    SCOPED_TRACE(rule.name);
    propose();
    replace("accounts/acme.yaml", rule.from, rule.to);
    const auto plan = running(proposed());
    ASSERT_EQ(plan.accounts.size(), 1u);
    EXPECT_EQ(plan.accounts[0].replay->replayed, 21u);
    EXPECT_EQ(plan.accounts[0].replay->counts, rule.effects);
  }
}

TEST_F(PlanTest, AnOrderThatIsPassedOverIsListedWithTheLineThatSaysSo) {  // HST-2
  account("acme");
  start();
  take("acme", 1);
  propose();
  replace("accounts/acme.yaml", "start: open-orders", "start: open-orders,\n      statuses: [partially-shipped]");
  const auto plan = running(proposed());
  ASSERT_EQ(plan.accounts.at(0).replay->orders.size(), 1u);
  const auto& order = plan.accounts[0].replay->orders[0];
  EXPECT_EQ(order.before, "Ground from west");
  EXPECT_EQ(order.before_place.file, "templates/house.yaml");
  EXPECT_EQ(order.after, "passed over: status unshipped");
  EXPECT_EQ(order.after_place, (config::Place{"accounts/acme.yaml", 10, 17}));
}

// HST-2: with nobody running, the database says what ran and what orders there were.
TEST_F(PlanTest, AtRestItSaysWhatTheRunningHostWouldHaveSaid) {
  for (const auto* name : {"acme", "globex", "gone"}) account(name);
  start();
  for (const auto* name : {"acme", "globex", "gone"}) take(name, 3);
  propose();
  account("umbrella");
  std::filesystem::copy(folder.path / "config/accounts/umbrella.yaml", folder.path / "proposed/accounts/umbrella.yaml");
  std::filesystem::remove(folder.path / "config/accounts/umbrella.yaml");
  std::filesystem::remove(folder.path / "proposed/accounts/gone.yaml");
  const std::vector<std::function<void()>> edits{
      [] {},
      [&] { replace("accounts/acme.yaml", "start: open-orders", "start: open-orders, statuses: [partially-shipped]"); },
      [&] { replace("templates/house.yaml", "Ground", "Air"); },
      [&] { replace("accounts/globex.yaml", "company: globex", "compny: globex"); },
      [&] { replace("fairway.yaml", "listen", "mode: observe\nlisten"); },
  };
  std::vector<std::string> with_host;
  const auto keep = folder.path / "kept";
  std::filesystem::create_directory(keep);
  for (std::size_t i = 0; i < edits.size(); ++i) {
    edits[i]();
    with_host.push_back(told(running(proposed())));
    std::filesystem::copy(folder.path / "proposed", keep / std::to_string(i), std::filesystem::copy_options::recursive);
    EXPECT_EQ(told(must(at_rest(proposed()))), with_host.back()) << "beside the host, edit " << i;
  }
  engine->stop();
  engine.reset();
  for (std::size_t i = 0; i < edits.size(); ++i) {
    auto options = proposed();
    options.config = keep / std::to_string(i);
    const auto plan = must(at_rest(options));
    EXPECT_EQ(told(plan), with_host[i]) << "edit " << i;
    EXPECT_THAT(plan.note, HasSubstr("applied last"));
  }
}

// HST-2: what was taken back stays away until its files change, for the plan as for the host.
TEST_F(PlanTest, APinHoldsForAPlanAsItDoesForAReload) {
  account("acme");
  start();
  folder.write("config/accounts/acme.yaml", folder.read("config/accounts/acme.yaml") + "privacy: { retain: 5d }\n");
  must(engine->reload());
  ReloadRequest back;
  back.cause = "rollback";
  back.accounts = {"acme"};
  back.rollback = {"acme", 1};
  ASSERT_EQ(must(engine->reload(back)).status, "applied");
  propose();
  EXPECT_THAT(names(running(proposed())), IsEmpty());
  EXPECT_THAT(names(must(at_rest(proposed()))), IsEmpty());
  replace("accounts/acme.yaml", "retain: 5d", "retain: 6d");
  engine.reset();
  const auto plan = must(at_rest(proposed()));
  ASSERT_THAT(names(plan), ElementsAre("acme"));
  EXPECT_EQ(plan.accounts[0].changes.at(0).before, "30d") << "compared with what runs, not with what the files said";
}

TEST_F(PlanTest, AtRestASecretThatChangedIsSaidThoughItCannotBeShown) {  // HST-2
  account("acme");
  start();
  engine.reset();
  propose();
  EXPECT_THAT(names(must(at_rest(proposed()))), IsEmpty());
  folder.write("proposed/secrets/token", "Atzr|another");
  const auto plan = must(at_rest(proposed()));
  ASSERT_THAT(names(plan), ElementsAre("acme"));
  EXPECT_THAT(plan.accounts[0].changes, IsEmpty());
  EXPECT_THAT(plan.accounts[0].findings.at(0).message, HasSubstr("${file:…}"));
  EXPECT_THAT(json::serialize(plan_json(plan)), ::testing::Not(HasSubstr("Atzr")));
}

// HST-2, HST-5: a rate is shared: who asks too much of it may show at the place of another, and only once it is news.
TEST_F(PlanTest, ARateThatTheChangeUsesUpIsSaidWhereverItShows) {
  account("acme");
  account("globex");
  const std::string block = "orders: { enabled: true";
  auto text = folder.read("config/accounts/acme.yaml");
  folder.write("config/accounts/acme.yaml", text.replace(text.find(block), block.size(), block + ", every: 100s"));
  plugins.plugins.at("amazon").description.manifest.rates.front().application_per_second = 0.015;
  start();
  propose();
  replace("accounts/globex.yaml", block, block + ", every: 110s");
  for (const auto& plan : {running(proposed()), must(at_rest(proposed()))}) {
    EXPECT_THAT(names(plan), ElementsAre("globex"));
    ASSERT_EQ(plan.findings.size(), 1u);
    EXPECT_EQ(plan.findings[0].place.file, "accounts/acme.yaml");
    EXPECT_THAT(plan.findings[0].message, HasSubstr("acme/us, globex/us together need 127 % of searchOrders"));
  }
  std::filesystem::copy(folder.path / "proposed", folder.path / "config",
                        std::filesystem::copy_options::recursive | std::filesystem::copy_options::overwrite_existing);
  must(engine->reload());
  replace("accounts/globex.yaml", "company: globex", "company: Globex BV");
  EXPECT_THAT(running(proposed()).findings, IsEmpty());
}

// HST-2: nothing applied yet: all is new. A folder whose keys are gone cannot be compared with, and that is said.
TEST_F(PlanTest, WithoutADatabaseAllIsNewAndWithoutKeysNothingIsSaid) {
  account("acme");
  propose();
  const auto fresh = must(at_rest(proposed()));
  ASSERT_THAT(names(fresh), ElementsAre("acme"));
  EXPECT_EQ(fresh.accounts[0].status, AccountPlan::Status::added);
  EXPECT_THAT(fresh.note, HasSubstr("nothing was applied yet"));
  EXPECT_FALSE(std::filesystem::exists(folder.path / "data"));
  start();
  engine.reset();
  std::filesystem::remove(folder.path / "data/keys.db");
  EXPECT_THAT(at_rest(proposed()).error().message, HasSubstr("keys.db is missing"));
}

}  // namespace
}  // namespace fairway::engine::test

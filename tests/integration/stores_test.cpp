// Stores: switched off and on, asked who they are, watched without sending.
#include "tests/integration/talk.hpp"

namespace fairway::testing {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::StartsWith;

json::value store_of(World& world, std::string_view name) {
  for (const auto& item : items_of(world.get("/v1/accounts/acme1/stores")))
    if (text_at(item, "store") == name || text_at(item, "warehouse") == name) return item;
  return {};
}

std::size_t asked_for_orders(World& world) {
  const auto state = world.sandbox().state();
  return static_cast<std::size_t>(
      std::hash<std::string>{}(json::serialize(state.at("amazon").at("requests").at("searchOrders"))));
}

class Stores : public OneWorld {
 protected:
  static void SetUpTestSuite() {
    world_ = std::make_unique<World>();
    ASSERT_TRUE(world_->start()) << world_->log();
  }
};

// HST-4, ACC-1, ACC-10
TEST_F(Stores, TheListShowsStatusAndTheNextAndLastRunOfEveryFlow) {
  ASSERT_TRUE(until(
      [&] {
        const auto store = store_of(*world_, "us-main");
        const auto* schedule = find(store, "schedule");
        return schedule && schedule->is_array() && !schedule->get_array().empty() &&
               !text_at(schedule->get_array()[0], "last_ended").empty();
      },
      kSoon))
      << say(*world_, "acme1");
  const auto store = store_of(*world_, "us-main");
  EXPECT_EQ(text_in(store, "status"), "active");
  EXPECT_EQ(text_in(store, "channel"), "amazon");
  EXPECT_EQ(text_in(store, "company"), "Acme 1 BV");
  const auto& flow = store.at("schedule").at(0);
  EXPECT_EQ(text_in(flow, "flow"), "pull-orders");
  EXPECT_EQ(text_in(flow, "every"), "1s");
  EXPECT_NE(text_in(flow, "next"), "");
  std::vector<std::string> flows;
  const auto west = store_of(*world_, "west");
  for (const auto& one : west.at("schedule").as_array()) flows.push_back(text_in(one, "flow"));
  EXPECT_THAT(flows, ::testing::UnorderedElementsAre("pull-shipments", "pull-stock"));

  const auto ran = world_->fairway({"store", "list", "--account", "acme1"});
  EXPECT_EQ(ran.exit, 0) << ran.out;
  EXPECT_THAT(ran.out, HasSubstr("pull-orders"));
}

// ACC-7
TEST_F(Stores, VerifyAsksTheLiveAccountWhoItIs) {
  const auto answer = world_->post("/v1/accounts/acme1/stores/us-main/verify");
  EXPECT_TRUE(flag_at(answer, "verified")) << json::serialize(answer);
  EXPECT_EQ(world_->fairway({"store", "verify", "--account", "acme1", "us-main"}).exit, 0);
  EXPECT_EQ(number_at(world_->post("/v1/accounts/acme1/stores/nobody/verify"), "status"), 404);
}

// ACC-8
TEST_F(Stores, ADisabledStoreFetchesNothingAndEnabledTakesOnWhatCameMeanwhile) {
  const auto before = world_->inject(1, 2);
  ASSERT_TRUE(until([&] { return state_of(*world_, "acme1", before[0]) == "confirmed"; }, kSoon))
      << say(*world_, "acme1", before[0]);

  EXPECT_EQ(text_in(world_->post("/v1/accounts/acme1/stores/us-main/disable"), "status"), "paused");
  EXPECT_EQ(text_in(store_of(*world_, "us-main"), "status"), "paused");
  // A pull that had begun may still end; then nothing is asked any more, not by "run now" either.
  ASSERT_TRUE(until(
      [&] {
        const auto was = asked_for_orders(*world_);
        const auto ended = text_in(store_of(*world_, "us-main").at("schedule").at(0), "last_ended");
        return until([&] { return text_in(store_of(*world_, "us-main").at("schedule").at(0), "last_ended") > ended; },
                     kSoon) &&
               asked_for_orders(*world_) == was;
      },
      kSoon));
  const auto meanwhile = world_->inject(1, 3);
  const auto quiet = asked_for_orders(*world_);
  const auto ended = text_in(store_of(*world_, "us-main").at("schedule").at(0), "last_ended");
  world_->post("/v1/accounts/acme1/stores/us-main/run?flow=orders");
  ASSERT_TRUE(
      until([&] { return text_in(store_of(*world_, "us-main").at("schedule").at(0), "last_ended") > ended; }, kSoon));
  EXPECT_EQ(asked_for_orders(*world_), quiet);
  for (const auto& id : meanwhile) EXPECT_EQ(state_of(*world_, "acme1", id), "");
  EXPECT_NE(state_of(*world_, "acme1", before[0]), "");  // nothing is forgotten

  EXPECT_EQ(world_->fairway({"store", "enable", "--account", "acme1", "us-main"}).exit, 0);
  EXPECT_EQ(text_in(store_of(*world_, "us-main"), "status"), "active");
  for (const auto& id : meanwhile) EXPECT_TRUE(await_state(*world_, "acme1", id, "confirmed")) << say(*world_, "acme1", id);
}

// ACC-8: a pause lives in the database, not in the process.
TEST_F(Stores, APauseOutlivesTheHost) {
  world_->post("/v1/accounts/acme1/stores/us-main/disable");
  EXPECT_EQ(world_->stop(), 0);
  ASSERT_TRUE(world_->start()) << world_->log();
  EXPECT_EQ(text_in(store_of(*world_, "us-main"), "status"), "paused");
  world_->post("/v1/accounts/acme1/stores/us-main/enable");
  EXPECT_EQ(text_in(store_of(*world_, "us-main"), "status"), "active");
}

// ACC-7: a token that Amazon does not take is said by verify and by the schedule; with the right one all goes on.
TEST(StoresWithAWrongToken, SaySoAndLoseNothing) {
  World world;
  write_file(world.config() / "secrets/refresh1", "Atzr|not-a-token\n");
  const auto ids = world.inject(1, 2);
  ASSERT_TRUE(world.start()) << world.log();
  const auto answer = world.post("/v1/accounts/acme1/stores/us-main/verify");
  EXPECT_FALSE(flag_at(answer, "verified")) << json::serialize(answer);
  EXPECT_NE(text_in(answer, "message"), "");
  EXPECT_EQ(world.fairway({"store", "verify", "--account", "acme1", "us-main"}).exit, 1);
  ASSERT_TRUE(until([&] { return !text_in(store_of(world, "us-main").at("schedule").at(0), "last_error").empty(); }, kSoon))
      << say(world, "acme1");
  EXPECT_TRUE(world.states("acme1").empty());
  EXPECT_EQ(world.log().find("Atzr|not-a-token"), std::string::npos);

  EXPECT_EQ(world.stop(), 0);
  write_file(world.config() / "secrets/refresh1", "Atzr|sandbox-" + World::seller(1) + "\n");
  ASSERT_TRUE(world.start()) << world.log();
  EXPECT_TRUE(await_states(world, "acme1", {{"confirmed", 2}})) << say(world, "acme1");
}

json::value account_of(World& world) {
  const auto all = items_of(world.get("/v1/accounts"));
  return all.empty() ? json::value() : all[0];
}

// ACC-10, HST-9: where Amazon takes the credentials no longer, nothing looks healthy; and all is well once it does again.
TEST(StoresRefusedByTheChannel, AreNotConnectedAndTheirAccountIsDegradedUntilItTakesThemAgain) {
  World world;
  ASSERT_TRUE(world.start()) << world.log();
  ASSERT_TRUE(await_states(world, "acme1", {})) << say(world, "acme1");
  EXPECT_EQ(text_in(account_of(world), "status"), "running");
  for (const auto* operation : {"searchOrders", "getToken"}) {
    sandbox::Fault fault;
    fault.kind = sandbox::FaultKind::token_refused, fault.side = "amazon", fault.operation = operation;
    world.sandbox().fault(fault);
  }
  ASSERT_TRUE(until([&] { return text_in(store_of(world, "us-main"), "status") == "not-connected"; }, kSoon))
      << say(world, "acme1");
  EXPECT_NE(text_in(store_of(world, "us-main"), "last_error"), "");
  EXPECT_EQ(text_in(store_of(world, "west"), "status"), "active") << "the warehouse is another matter";
  const auto account = account_of(world);
  EXPECT_EQ(text_in(account, "status"), "degraded");
  const auto& finding = account.at("findings").at(0);
  EXPECT_EQ(text_in(finding, "path"), "stores.us-main");
  EXPECT_THAT(text_in(finding, "message"), StartsWith("pull-orders: AUTH: "));
  EXPECT_EQ(text_in(world.get("/health/ready"), "status"), "ready");
  const auto listed = world.fairway({"store", "list", "--account", "acme1"});
  EXPECT_THAT(listed.out, HasSubstr("LAST ERROR"));
  EXPECT_THAT(listed.out, HasSubstr(text_in(store_of(world, "us-main"), "last_error")));

  ASSERT_TRUE(world.sandbox().control("DELETE", "faults"));
  world.post("/v1/accounts/acme1/stores/us-main/run");
  EXPECT_TRUE(until([&] { return text_in(store_of(world, "us-main"), "status") == "active"; }, kSoon))
      << say(world, "acme1");
  EXPECT_EQ(text_in(account_of(world), "status"), "running");
}

// ACC-7
TEST_F(Stores, AWarehouseIsNotVerified) {
  const auto answer = world_->post("/v1/accounts/acme1/stores/west/verify");
  EXPECT_EQ(number_at(answer, "status"), 422);
  EXPECT_THAT(text_in(answer, "detail"), HasSubstr("is a warehouse"));
}

// HST-15
TEST(StoresObserved, EverythingIsDoneButSending) {
  WorldOptions options;
  options.host_extra = "mode: observe";
  World world(options);
  const auto ids = world.inject(1, 3, [](sandbox::OrderSpec& spec) { spec.service_level = "STANDARD"; });
  ASSERT_TRUE(world.start()) << world.log();
  ASSERT_TRUE(await_states(world, "acme1", {{"dropped", 3}})) << say(world, "acme1");
  for (const auto& id : ids) {
    const auto order = world.order("acme1", id);
    EXPECT_EQ(text_in(order, "reason"), "observed");
    const auto would = event_of(order, "would-send");
    ASSERT_FALSE(would.empty()) << json::serialize(order);
    EXPECT_EQ(text_in(would.at("data"), "service"), "UPS Ground");
    EXPECT_EQ(text_in(would.at("data"), "reference"), id);
    EXPECT_THAT(text_in(would, "cause"), StartsWith("accounts/acme1.yaml:"));
  }
  EXPECT_EQ(text_in(store_of(world, "us-main"), "mode"), "observe");
  EXPECT_TRUE(world.sandbox().journal().empty());  // neither Amazon nor the warehouse was told anything
}

}  // namespace
}  // namespace fairway::testing

// Is anything missing? From end to end, against a channel that hides orders; and where orders begin (ORD-1, ORD-2, ACC-12).
#include <fmt/format.h>

#include "host/base/text.hpp"
#include "tests/integration/talk.hpp"

namespace fairway::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr auto kCheckSoon = std::chrono::seconds(90);  // a list that is being made is looked for after 15 s, 45 s …

class Completeness : public ::testing::Test {
 protected:
  static WorldOptions options(const std::string& more = "check-every: 2s") {
    WorldOptions options;
    options.orders = "every: 1s, start: open-orders, within: 2d, " + more;
    return options;
  }
  // Changed last hours ago, so that both views have settled.
  static std::string old_order(World& world, bool hidden) {
    return world
        .inject(1, 1,
                [&](sandbox::OrderSpec& spec) {
                  spec.age = std::chrono::hours(5), spec.unchanged_for = std::chrono::hours(4), spec.hidden = hidden;
                  spec.service_level = "STANDARD", spec.lines = 1, spec.quantity = 1;
                })
        .front();
  }
  static json::array windows(World& world, const std::string& state = {}) {
    return items_of(world.get("/v1/accounts/acme1/windows" + (state.empty() ? "" : "?state=" + state)));
  }
  static void check(World& world) { world.post("/v1/accounts/acme1/stores/us-main/run?flow=check"); }
  static bool proved(World& world, std::string_view source = "order-ids") {
    return until(
        [&] {
          for (const auto& window : windows(world, "proved"))
            if (text_at(window, "source") == source) return true;
          return false;
        },
        kCheckSoon);
  }
};

TEST_F(Completeness, AnOrderThatThePullNeverShowsIsFoundByTheReportAndShippedOnce) {
  World world(options());
  const auto shown = old_order(world, false), hidden = old_order(world, true);
  ASSERT_TRUE(world.start()) << world.log();
  ASSERT_TRUE(proved(world)) << json::serialize(windows(world)) << say(world, "acme1");
  const auto window = windows(world, "proved").front().as_object();
  EXPECT_GE(number_at(window, "counted"), 1);  // the other may have shipped by then, and so have changed after the window
  EXPECT_EQ(number_at(window, "missing"), 1);
  EXPECT_EQ(number_at(window, "fetched"), 1);
  EXPECT_EQ(window.at("stores"), json::value(json::array{"us-main"}));
  EXPECT_THAT(items_of(world.get("/v1/findings?kind=missing-order")), IsEmpty());
  const auto findings = items_of(world.get("/v1/findings?kind=missing-order&all=true"));
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_THAT(text_in(findings[0], "message"), HasSubstr(hidden));
  for (const auto& id : {shown, hidden}) {
    ASSERT_TRUE(await_state(world, "acme1", id, "confirmed")) << say(world, "acme1", id);
    EXPECT_EQ(journal_count(world, "create", id), 1U);
    EXPECT_EQ(journal_count(world, "confirmation", id), 1U);
  }
  EXPECT_THAT(text_in(event_of(world.order("acme1", hidden), "seen"), "cause"), HasSubstr("missing from the pull"));
  const auto told = world.fairway({"orders", "completeness", "--account", "acme1"});
  EXPECT_EQ(told.exit, 0) << told.out;
  EXPECT_THAT(told.out, HasSubstr("proved"));
  for (const auto& violation : world.sandbox().violations())
    ADD_FAILURE() << violation.operation << ": " << violation.message;
}

TEST_F(Completeness, AReportThatDiesIsAskedForAgainAndThePullHasToDoInTheEnd) {
  World world(options("check-every: 1h"));
  sandbox::Fault dies;
  dies.kind = sandbox::FaultKind::fatal_report;
  world.sandbox().fault(dies);
  const auto shown = old_order(world, false);
  ASSERT_TRUE(world.start()) << world.log();
  ASSERT_TRUE(await_state(world, "acme1", shown, "confirmed")) << say(world, "acme1", shown);
  const auto ask = [&](std::string_view source) {
    check(world);  // instead of waiting for ten minutes
    return !windows(world).empty() && text_at(windows(world).back(), "source") == source;
  };
  ASSERT_TRUE(until([&] { return ask("rescan"); }, kCheckSoon)) << json::serialize(windows(world));
  EXPECT_EQ(journal_count(world, "report"), 2U);
  ASSERT_TRUE(proved(world, "rescan")) << json::serialize(windows(world));
  EXPECT_THAT(text_in(windows(world).back(), "note"), HasSubstr("FATAL"));
}

TEST_F(Completeness, ADryRunListsWhatARescanWouldBringAndKeepsNothing) {
  World world(options("check-every: off"));
  const auto before = old_order(world, false);
  ASSERT_TRUE(world.start()) << world.log();
  ASSERT_TRUE(await_state(world, "acme1", before, "confirmed")) << say(world, "acme1", before);
  const auto missed = old_order(world, false);  // changed before the pull's cursor: it will never show
  const auto from =
      format_time(std::chrono::time_point_cast<Millis>(std::chrono::system_clock::now()) - std::chrono::hours(6));
  const auto seen = world.fairway({"orders", "rescan", "--account", "acme1", "--from", from, "--dry-run"});
  EXPECT_EQ(seen.exit, 0) << seen.out;
  EXPECT_THAT(seen.out, HasSubstr("missing, though the pull should have shown them: 1\n    " + missed));
  EXPECT_THAT(windows(world), IsEmpty());
  EXPECT_EQ(state_of(world, "acme1", missed), "");
  const auto done =
      world.fairway({"orders", "rescan", "--account", "acme1", "--store", "us-main", "--from", from, "--json"});
  EXPECT_EQ(done.exit, 0) << done.out;
  ASSERT_TRUE(await_state(world, "acme1", missed, "confirmed")) << say(world, "acme1", missed);
  EXPECT_EQ(journal_count(world, "create", missed), 1U);
  ASSERT_TRUE(proved(world, "rescan"));
  for (const auto& [arguments, words] : std::vector<std::pair<std::vector<std::string>, std::string>>{
           {{"--from", "yesterday"}, "from: allowed is a time such as"},
           {{"--from", "2026-01-01", "--to", "soon"}, "to: allowed is a time such as"},
           {{"--from", from, "--store", "nowhere"}, "no store nowhere"}}) {
    const auto refused = world.fairway(with_more({"orders", "rescan", "--account", "acme1"}, arguments));
    EXPECT_EQ(refused.exit, 1) << refused.out;
    EXPECT_THAT(refused.out, HasSubstr(words));
  }
}

// ---- where orders begin ----
class SwitchedOn : public ::testing::Test {
 protected:
  static WorldOptions off() {
    WorldOptions options;
    options.orders = "every: 1s, check-every: off";
    options.serve = {"--no-watch"};
    return options;
  }
  void SetUp() override {
    replace_in(account_file(world_), "enabled: true, every", "enabled: false, every");
    world_.inject(1, 1, [](sandbox::OrderSpec& spec) { spec.status = sandbox::OrderStatus::shipped; });
    for (const int hours : {30, 3}) {
      auto ids = world_.inject(1, 2, [&](sandbox::OrderSpec& spec) {
        spec.age = std::chrono::hours(hours), spec.unchanged_for = std::chrono::hours(2), spec.service_level = "STANDARD";
      });
      waiting_.insert(waiting_.end(), ids.begin(), ids.end());
    }
    ASSERT_TRUE(world_.start()) << world_.log();
  }
  // What the plan says of orders that are switched on with this start; nothing was fetched by it.
  std::string planned(const std::string& start) {
    const auto folder = world_.folder() / "proposed";
    std::filesystem::remove_all(folder);
    std::filesystem::copy(world_.config(), folder, std::filesystem::copy_options::recursive);
    replace_in(folder / "accounts/acme1.yaml", "enabled: false, every", "enabled: true, start: " + start + ", every");
    const auto plan = run(FAIRWAY_BINARY, {"plan", "--config", folder, "--data", world_.data(), "--host", api_url(world_)});
    EXPECT_EQ(plan.exit, 0) << plan.out;
    EXPECT_EQ(world_.states("acme1"), (std::map<std::string, int>{}));
    return plan.out;
  }
  void set(const std::string& from, const std::string& to) {
    replace_in(account_file(world_), from, to);
    const auto reload = world_.fairway({"reload", "--wait"});
    ASSERT_EQ(reload.exit, 0) << reload.out;
  }

  World world_{off()};
  std::vector<std::string> waiting_;
};

TEST_F(SwitchedOn, ThePlanSaysHowManyOrdersWaitAndWhichOfThemTheStartTakesOn) {
  const auto date =
      format_time(std::chrono::time_point_cast<Millis>(std::chrono::system_clock::now()) - std::chrono::hours(24));
  EXPECT_THAT(planned("now"), HasSubstr("us-main: orders are switched on: 4 open orders wait on the channel; start: now "
                                        "takes on none of them"));
  EXPECT_THAT(planned("open-orders"), HasSubstr("start: open-orders takes on all of them"));
  EXPECT_THAT(planned(date), HasSubstr("takes on 2 of them"));
  const auto verified = world_.fairway({"store", "verify", "us-main", "--account", "acme1"});
  EXPECT_THAT(verified.out, HasSubstr("\"open_orders\":4"));
  sandbox::Fault down;
  down.operation = "searchOrders";
  world_.sandbox().fault(down);
  EXPECT_THAT(planned("now"), HasSubstr("how many open orders wait on the channel is not known: searchOrders"));
  world_.stop();
  const auto rest = world_.fairway({"plan"});
  EXPECT_THAT(rest.out, Not(HasSubstr("switched on"))) << "nothing would be";
}

// now, then off and on again with open-orders: what waited comes in, and what came in before is not sent twice.
TEST_F(SwitchedOn, OffAndOnAgainBringsWhatWaitsAndNothingTwice) {
  set("enabled: false, every", "enabled: true, every");
  const auto fresh = world_.inject(1, 1, [](sandbox::OrderSpec& spec) { spec.service_level = "STANDARD"; }).front();
  ASSERT_TRUE(await_state(world_, "acme1", fresh, "confirmed")) << say(world_, "acme1", fresh);
  for (const auto& id : waiting_) EXPECT_EQ(journal_count(world_, "create", id), 0U) << "start: now";
  set("enabled: true, every", "enabled: false, every");
  set("enabled: false, every", "enabled: true, start: open-orders, every");
  for (const auto& id : waiting_) {
    ASSERT_TRUE(await_state(world_, "acme1", id, "confirmed")) << say(world_, "acme1", id);
    EXPECT_EQ(journal_count(world_, "create", id), 1U);
  }
  EXPECT_EQ(journal_count(world_, "create", fresh), 1U);
  for (const auto* start : {"now takes on none of them", "open-orders takes on all of them"})
    EXPECT_THAT(world_.log(), HasSubstr(fmt::format("switched on: 4 open orders wait on the channel; start: {}", start)));
}

TEST_F(SwitchedOn, ADateThatMovesBackBringsWhatLiesBetween) {
  const auto date = [](int hours) {
    return format_time(std::chrono::time_point_cast<Millis>(std::chrono::system_clock::now()) - std::chrono::hours(hours));
  };
  const auto first = date(24), second = date(48);
  set("enabled: false, every", "enabled: true, start: " + first + ", every");
  for (const auto& id : {waiting_[2], waiting_[3]})
    ASSERT_TRUE(await_state(world_, "acme1", id, "confirmed")) << say(world_, "acme1", id);
  EXPECT_EQ(journal_count(world_, "create", waiting_[0]), 0U);
  set("start: " + first, "start: " + second);
  for (const auto& id : waiting_) {
    ASSERT_TRUE(await_state(world_, "acme1", id, "confirmed")) << say(world_, "acme1", id);
    EXPECT_EQ(journal_count(world_, "create", id), 1U);
  }
}

}  // namespace
}  // namespace fairway::testing

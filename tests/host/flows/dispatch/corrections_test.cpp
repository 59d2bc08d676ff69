// An address or a service put right by a person, and the order that goes out so (ORD-16).
#include <gmock/gmock.h>

#include "host/flows/dispatch/correct.hpp"
#include "tests/host/flows/routing/parts_support.hpp"

namespace fairway::flows::test {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using namespace std::chrono_literals;

constexpr const char* kRightLine = "Right Street 5";

struct CorrectionsTest : FlowTest {
  Status edit(const std::string& id, const OrderEdit& wanted) {
    auto c = context();
    return edit_order(c, "acme", stored(id).id, wanted, {"admin"});
  }
  static OrderEdit address(const std::string& line1 = kRightLine) { return {{{"address_line1", line1}}, {}, false}; }
  static OrderEdit service(const std::string& name) { return {{}, name, false}; }
  void map_and_submit() {
    must(run("map"));
    (void)run("submit");
  }
  // The last document of that kind which went out.
  FulfilmentOrder sent() {
    for (auto item = script.pushed.rbegin(); item != script.pushed.rend(); ++item)
      if (item->document.schema == FulfilmentOrder::kSchema) return from_json<FulfilmentOrder>(item->document.body);
    return {};
  }
  std::size_t times_sent() {
    return static_cast<std::size_t>(std::count_if(script.pushed.begin(), script.pushed.end(), [](const auto& item) {
      return item.document.schema == FulfilmentOrder::kSchema;
    }));
  }
  void refuse_all() {
    script.push = [](const plugins::PushItem&) -> plugins::PushResult { return {fail(FW_E_REJECTED, "no"), ""}; };
  }
  std::string references() {
    return text("SELECT GROUP_CONCAT(reference || ' ' || state, ', ') FROM (SELECT * FROM fulfilment ORDER BY id)");
  }
  // The channel's own copy, seen again later with another line of the address.
  void channel_says(const std::string& line1, const std::string& country = "US") {
    clock.advance(1min);
    auto again = order("1");
    again.updated_at = Time{ledger::to_ms(clock.now())};
    again.ship_to.line1.text = line1;
    again.ship_to.country = country;
    must(arrive({again}));
  }
};

TEST_F(CorrectionsTest, BeforeItIsSentTheCorrectedAddressGoesOut) {
  must(arrive({order("1")}));
  must(edit("1", {{{"address_line1", kRightLine}, {"name", ""}, {"country", "CA"}, {"state", "ON"}}, {}, false}));
  map_and_submit();
  EXPECT_EQ(state("1"), "submitted");
  EXPECT_EQ(sent().ship_to.line1.text, kRightLine);
  EXPECT_EQ(sent().ship_to.name.text, "") << "set to nothing";
  EXPECT_EQ(sent().ship_to.country, "CA");
  EXPECT_EQ(sent().ship_to.state, "ON");
  EXPECT_EQ(stored("1").country, "CA") << "routing and mapping see it";
}

TEST_F(CorrectionsTest, NothingPersonalIsInTheRowsOrTheHistory) {  // ORD-12
  must(arrive({order("1")}));
  must(edit("1", address()));
  map_and_submit();
  EXPECT_EQ(text("SELECT data FROM order_event WHERE type = 'corrected'"), R"({"fields":["address_line1"]})");
  for (const auto* what : {"SELECT GROUP_CONCAT(data) FROM order_event", "SELECT document || correction FROM orders",
                           "SELECT CAST(correction_pii AS TEXT) FROM orders", "SELECT GROUP_CONCAT(payload) FROM job"})
    EXPECT_THAT(text(what), Not(HasSubstr(kRightLine))) << what;
  const auto key = stored("1").pii.key_id;
  must(vault->destroy(std::vector<std::string>{key}));
  auto row = stored("1");
  EXPECT_EQ(whole_order(*vault, row).error().code, FW_E_REJECTED) << "redacted with the rest";
  EXPECT_EQ(edit("1", address()).error().code, FW_E_REJECTED);
}

// A channel that shows no address at all: what a person says is sealed all the same.
TEST_F(CorrectionsTest, WithoutAnAddressOfTheChannelsThereIsAKeyForIt) {
  auto bare = order("1");
  bare.ship_to.name.text.clear(), bare.ship_to.line1.text.clear();
  must(arrive({bare}));
  ASSERT_TRUE(stored("1").pii.key_id.empty());
  must(edit("1", address()));
  map_and_submit();
  EXPECT_EQ(sent().ship_to.line1.text, kRightLine);
  EXPECT_FALSE(stored("1").pii.key_id.empty());
}

TEST_F(CorrectionsTest, WhatWasRejectedGoesOutAnewUnderItsReference) {
  refuse_all();
  must(arrive({order("1")}));
  map_and_submit();
  ASSERT_EQ(state("1"), "rejected");
  script.push = nullptr;
  must(edit("1", address()));
  map_and_submit();
  EXPECT_EQ(state("1"), "submitted");
  EXPECT_EQ(references(), "1 submitted");
  EXPECT_EQ(sent().ship_to.line1.text, kRightLine);
}

TEST_F(CorrectionsTest, AServiceThatIsSaidStandsInPlaceOfTheRules) {
  script.map = [](const ShippingQuestion&) { return plugins::Answer("{}"); };
  must(arrive({order("1")}));
  must(run("map"));
  ASSERT_EQ(state("1"), "needs-mapping");
  must(edit("1", service("FedEx 2Day")));
  map_and_submit();
  EXPECT_EQ(sent().service, "FedEx 2Day");
  EXPECT_EQ(stored("1").service_rule, "orders edit");
  script.map = nullptr;
  must(arrive({order("2")}));
  must(run("map"));
  must(edit("2", service("FedEx 2Day")));
  must(edit("2", service("")));
  map_and_submit();
  EXPECT_EQ(sent().service, "UPS Ground") << "the map decides again";
}

TEST_F(CorrectionsTest, WhatAPersonHoldsStaysHeldAndGoesOutCorrected) {
  must(arrive({order("1")}));
  auto c = context();
  must(hold(c, "acme", stored("1").id, "wrong street", {"admin"}));
  must(edit("1", address()));
  map_and_submit();
  EXPECT_EQ(state("1"), "held");
  must(release(c, "acme", stored("1").id, {"admin"}));
  map_and_submit();
  EXPECT_EQ(sent().ship_to.line1.text, kRightLine);
}

// It was routed already: its part was to go out by the rules.
TEST_F(CorrectionsTest, WhatAPersonHoldsOnItsWayGoesOutWithTheServiceThatWasSaid) {
  for (const auto* id : {"1", "2"}) {
    must(arrive({order(id)}));
    must(run("map"));
    auto c = context();
    must(hold(c, "acme", stored(id).id, "too slow", {"admin"}));
    must(edit(id, service("FedEx 2Day")));
    if (id == std::string("2")) must(edit(id, service("")));
    map_and_submit();
    EXPECT_EQ(state(id), "held");
    must(release(c, "acme", stored(id).id, {"admin"}));
    map_and_submit();
    EXPECT_EQ(state(id), "submitted");
    EXPECT_EQ(sent().reference, id) << "under its own reference";
    EXPECT_EQ(sent().service, id == std::string("1") ? "FedEx 2Day" : "UPS Ground");
  }
}

// Nothing ships twice: the warehouse gives it back before it goes out again, under the next part's reference.
TEST_F(CorrectionsTest, WhatTheWarehouseHasIsAskedBackFirst) {
  must(arrive({order("1")}));
  map_and_submit();
  must(edit("1", address()));
  must(run("map"));
  (void)run("submit");
  EXPECT_EQ(times_sent(), 1u) << "not before the warehouse has agreed";
  must(run("cancel"));
  EXPECT_EQ(state("1"), "received");
  map_and_submit();
  EXPECT_EQ(state("1"), "submitted");
  EXPECT_EQ(references(), "1 cancelled, 1-2 submitted");
  EXPECT_EQ(sent().reference, "1-2");
  EXPECT_EQ(sent().ship_to.line1.text, kRightLine);
  EXPECT_THAT(events("1"), Not(Contains("cancelled")));
}

TEST_F(CorrectionsTest, WhatTheWarehouseDoesNotGiveBackShipsAsItWasAndIsNamed) {
  must(arrive({order("1")}));
  map_and_submit();
  must(edit("1", address()));
  refuse_all();
  must(run("cancel"));
  EXPECT_EQ(state("1"), "submitted");
  EXPECT_EQ(references(), "1 submitted");
  EXPECT_EQ(times_sent(), 1u);
  EXPECT_THAT(text("SELECT message FROM finding WHERE kind = 'correction' AND resolved_at IS NULL"),
              HasSubstr("west ships part 1 as it was"));
  EXPECT_FALSE(stored("1").resubmit) << "a later cancellation is one again";
}

// Whether it arrived is not known: it is treated as if it had.
TEST_F(CorrectionsTest, WhatMayHaveArrivedIsAskedBackToo) {
  script.push = [](const plugins::PushItem&) -> plugins::PushResult { return {fail(FW_E_UNAVAILABLE, "?"), ""}; };
  must(arrive({order("1")}));
  map_and_submit();
  ASSERT_EQ(state("1"), "routed");
  must(edit("1", address()));
  script.push = [](const plugins::PushItem& item) -> plugins::PushResult {
    if (item.document.schema == Cancellation::kSchema) return {fail(FW_E_REJECTED, "no such order", "/reference"), ""};
    return {{}, "R"};
  };
  clock.advance(1h);
  (void)run("submit");
  EXPECT_EQ(times_sent(), 1u);
  must(run("cancel"));
  map_and_submit();
  EXPECT_EQ(references(), "1 cancelled, 1-2 submitted");
}

TEST_F(CorrectionsTest, CancelledMeanwhileItStaysCancelled) {
  must(arrive({order("1")}));
  map_and_submit();
  must(edit("1", address()));
  auto c = context();
  must(cancel(c, "acme", stored("1").id, {.note = "not wanted"}, {"admin"}));
  must(run("cancel"));
  must(run("map"));
  EXPECT_EQ(state("1"), "cancelled");
  EXPECT_EQ(times_sent(), 1u);
}

TEST_F(CorrectionsTest, OnceAParcelHasLeftItIsTooLate) {
  must(arrive({order("1")}));
  map_and_submit();
  for (const auto* gone : {"shipped", "partially-shipped", "confirmed", "cancelled", "dropped"}) {
    must(db->transact([&](storage::Transaction& tx) {
      return ledger::done(tx.execute("UPDATE orders SET state = ?", {std::string(gone)}));
    }));
    EXPECT_EQ(edit("1", address()).error().code, FW_E_REJECTED) << gone;
  }
  EXPECT_EQ(number("SELECT COUNT(*) FROM orders WHERE correction_pii IS NOT NULL"), 0);
}

TEST_F(CorrectionsTest, WhatCannotBeRightIsNamed) {
  must(arrive({order("1")}));
  struct Wrong {
    OrderEdit edit;
    const char* said;
  };
  const Wrong cases[] = {{{}, "nothing to correct"},
                         {{{{"adress_line1", "x"}}, {}, false}, "did you mean \"address_line1\"?"},
                         {{{{"country", "Canada"}}, {}, false}, "country: two capital letters"},
                         {{{{"city", std::string(201, 'x')}}, {}, false}, "city: at most 200 bytes"},
                         {{{{"city", "a\nb"}}, {}, false}, "city: at most"},
                         {{{{"city", "x"}}, {}, true}, "not both at once"}};
  for (const auto& one : cases) {
    const auto refused = edit("1", one.edit);
    ASSERT_FALSE(refused) << one.said;
    EXPECT_EQ(refused.error().code, FW_E_INVALID);
    EXPECT_THAT(refused.error().message, HasSubstr(one.said));
  }
}

// A pull does not undo a correction; where the channel's own address changed since, a person says who is right.
TEST_F(CorrectionsTest, TheChannelsCopySeenAgainUndoesNothing) {
  must(arrive({order("1")}));
  must(edit("1", address()));
  channel_says("Hollow Lane 77b");
  map_and_submit();
  EXPECT_EQ(sent().ship_to.line1.text, kRightLine);
  EXPECT_EQ(number("SELECT COUNT(*) FROM finding"), 0);
}

TEST_F(CorrectionsTest, ANewAddressOfTheChannelsHoldsTheOrderUntilAPersonSaysWhichCounts) {
  must(arrive({order("1")}));
  must(edit("1", address()));
  channel_says("New Road 9");
  EXPECT_EQ(state("1"), "held");
  EXPECT_EQ(number("SELECT COUNT(*) FROM finding WHERE kind = 'address' AND resolved_at IS NULL"), 1);
  must(edit("1", {{}, {}, true}));
  EXPECT_EQ(number("SELECT COUNT(*) FROM finding WHERE kind = 'address' AND resolved_at IS NULL"), 0);
  auto c = context();
  must(release(c, "acme", stored("1").id, {"admin"}));
  map_and_submit();
  EXPECT_EQ(sent().ship_to.line1.text, "New Road 9");
}

TEST_F(CorrectionsTest, ACountryThatTheChannelChangesCountsAsItsAddress) {
  must(arrive({order("1")}));
  must(edit("1", address()));
  channel_says("Hollow Lane 77b", "MX");
  EXPECT_EQ(state("1"), "held");
}

TEST_F(CorrectionsTest, WhereTheChannelSaysTheSameByNowNothingIsAsked) {
  must(arrive({order("1")}));
  must(edit("1", address()));
  channel_says(kRightLine);
  EXPECT_NE(state("1"), "held");
  EXPECT_TRUE(stored("1").correction.empty());
  map_and_submit();
  EXPECT_EQ(sent().ship_to.line1.text, kRightLine);
}

// Amazon stops showing an address after a while.
TEST_F(CorrectionsTest, AnAddressThatIsNotShownAnyMoreIsNoChange) {
  must(arrive({order("1")}));
  must(edit("1", address()));
  clock.advance(1min);
  auto bare = order("1");
  bare.updated_at = Time{ledger::to_ms(clock.now())};
  bare.ship_to.name.text.clear(), bare.ship_to.line1.text.clear();
  must(arrive({bare}));
  map_and_submit();
  EXPECT_EQ(sent().ship_to.line1.text, kRightLine);
}

TEST_F(CorrectionsTest, ResubmittedItIsAskedBackAndGoesOutAsItWas) {  // ORD-14
  must(arrive({order("1")}));
  map_and_submit();
  auto c = context();
  must(resubmit_order(c, "acme", stored("1").id, "lost there", false, {"admin"}));
  must(run("cancel"));
  map_and_submit();
  EXPECT_EQ(references(), "1 cancelled, 1-2 submitted");
  EXPECT_EQ(sent().ship_to.line1.text, "Hollow Lane 77b");
}

// While the warehouse is asked not to ship it, its agreement must not send it again.
TEST_F(CorrectionsTest, WhatIsBeingCancelledIsNeitherResubmittedNorCorrected) {  // ORD-9, ORD-14
  must(arrive({order("1"), order("2")}));
  map_and_submit();
  auto cancelled = order("1");
  clock.advance(1min);
  cancelled.status = OrderStatus::cancelled, cancelled.updated_at = Time{ledger::to_ms(clock.now())};
  must(arrive({cancelled}));
  auto c = context();
  must(cancel(c, "acme", stored("2").id, CancelWish{}, {"admin"}));
  for (const auto* id : {"1", "2"}) {
    EXPECT_EQ(resubmit_order(c, "acme", stored(id).id, "lost there", false, {"admin"}).error().code, FW_E_REJECTED);
    EXPECT_EQ(edit(id, address()).error().code, FW_E_REJECTED);
  }
  must(run("cancel"));
  map_and_submit();
  EXPECT_EQ(references(), "1 cancelled, 2 cancelled");
  EXPECT_EQ(state("1"), "cancelled");
  EXPECT_EQ(state("2"), "cancelled");
}

// Two warehouses: one gives its part back, the other ships it as it was. What was given back goes out, and nothing twice.
struct TwoPartsCorrected : PartsTest {};

TEST_F(TwoPartsCorrected, WhatIsGivenBackGoesOutBesideWhatIsNot) {
  routed("1", {"SKU-1", "SKU-2"});
  must(run("submit"));
  ASSERT_EQ(parts(), "west 1 submitted, east 1-2 submitted");
  auto c = context();
  must(edit_order(c, "acme", stored("1").id, {{{"city", "Right City"}}, {}, false}, {"admin"}));
  script.push = [](const plugins::PushItem& item) -> plugins::PushResult {
    if (item.document.key == "1/cancel") return {fail(FW_E_REJECTED, "packed already"), ""};
    return {{}, "R-" + item.document.key};
  };
  must(run("cancel"));
  must(run("map"));
  must(run("submit"));
  EXPECT_EQ(parts(), "west 1 submitted, east 1-2 cancelled, east 1-3 submitted");
  EXPECT_THAT(script.pushed.back().document.body, HasSubstr("Right City"));
  EXPECT_EQ(number("SELECT COUNT(*) FROM finding WHERE kind = 'correction'"), 1);
  ship("west", "1");
  ship("east", "1-3");
  must(run("confirm"));
  EXPECT_EQ(state("1"), "confirmed");
}

// Between the answer of one warehouse and the new way of what it gave back the other ships.
TEST_F(TwoPartsCorrected, WhatGoesOutAnewIsWantedThoughTheOtherPartShipsFirst) {
  routed("1", {"SKU-1", "SKU-2"});
  must(run("submit"));
  auto c = context();
  must(edit_order(c, "acme", stored("1").id, {{{"city", "Right City"}}, {}, false}, {"admin"}));
  bool hears = false;
  script.push = [&](const plugins::PushItem& item) -> plugins::PushResult {
    if (item.document.key != "1/cancel") return {{}, "R-" + item.document.key};
    return {hears ? fail(FW_E_REJECTED, "packed already") : fail(FW_E_UNAVAILABLE, "no answer"), ""};
  };
  (void)run("cancel");
  ASSERT_EQ(parts(), "west 1 cancelling, east 1-2 cancelled");
  ship("west", "1");
  EXPECT_EQ(state("1"), "partially-shipped");
  hears = true;
  clock.advance(1h);
  (void)run("cancel");
  (void)run("map");
  must(run("submit"));
  ship("east", "1-3");
  must(run("confirm"));
  EXPECT_EQ(state("1"), "confirmed");
}

}  // namespace
}  // namespace fairway::flows::test

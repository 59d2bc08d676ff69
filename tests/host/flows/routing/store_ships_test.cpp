// What a fulfilling store refuses: at once, later, or after an answer that was lost (ORD-7).
#include <gmock/gmock.h>

#include "tests/host/flows/routing/parts_support.hpp"

namespace fairway::flows::test {
namespace {

using ::testing::HasSubstr;

// All in the store fba, with east to fall back on or nobody.
struct StoreShips : PartsTest {
  StoreShips() {
    table = config::read_skus("skus.csv", std::make_shared<const std::string>("sku\nSKU-3\nSKU-4\n"),
                              {.stores = {}, .warehouses = {"west", "east"}})
                .table;
    configure_preference({"fba"});
  }
  void refuse_later(const std::string& reference) {
    script.pull = [=](const plugins::PullRequest&, plugins::PullSink& sink) {
      Notice notice;
      notice.kind = "acknowledgement-result", notice.reference = reference, notice.severity = "error";
      notice.message = "nothing of it ships";
      return sink.commit({{{"notice/1", "n", to_json(notice)}}, {}, {}, "n" + reference});
    };
    pull_parcels("fba");
  }
  void shown_anew(Order order) {
    order.updated_at = Time{ledger::to_ms(clock.now()) + 1000};
    must(arrive({order}));
  }
};

TEST_F(StoreShips, WhatTheStoreMayHaveGoesNowhereElseByItself) {  // ORD-7
  use({"east"});
  routed("1", {"SKU-3"});
  script.push = [](const plugins::PushItem&) { return plugins::PushResult{fail(FW_E_UNAVAILABLE, "reset"), ""}; };
  (void)run("submit");
  clock.advance(1h);
  refuse_at("SKU-3");
  must(run("submit"));
  EXPECT_EQ(parts(), "fba 1 refused") << "it may be there under this reference: east might ship it twice";
  EXPECT_EQ(state("1"), "rejected");
}

TEST_F(StoreShips, WhatTheChannelCancelledMeanwhileIsNotSentElsewhere) {  // ORD-7, ORD-10
  use({"east"});
  routed("1", {"SKU-3", "SKU-4"});
  auto less = of("1", {"SKU-3", "SKU-4"});
  less.lines[1].quantity_cancelled = 1;
  shown_anew(less);
  refuse_at("\"reference\":\"1\"");
  must(run("submit"));
  EXPECT_EQ(parts(), "fba 1 refused, east 1-2 routed");
  EXPECT_THAT(text("SELECT lines FROM fulfilment WHERE warehouse = 'east'"),
              AllOf(HasSubstr("SKU-3"), ::testing::Not(HasSubstr("SKU-4"))));
}

TEST_F(StoreShips, WhatTheBuyerWantsToCancelWaitsForAPerson) {  // ORD-10
  use({"east"});
  routed("1", {"SKU-3"});
  must(run("submit"));
  auto asked = of("1", {"SKU-3"});
  asked.lines[0].cancel_requested = true;
  shown_anew(asked);
  refuse_later("1");
  EXPECT_EQ(parts(), "fba 1 refused");
  EXPECT_EQ(state("1"), "rejected");
}

TEST_F(StoreShips, WhatItTookAndRefusedLaterIsAskedUnderANewReference) {  // ORD-7
  use({});
  routed("1", {"SKU-3"});
  must(run("submit"));
  refuse_later("1");
  EXPECT_EQ(state("1"), "held");
  auto c = context();
  must(release(c, "acme", stored("1").id, {"admin"}));
  must(run("map"));
  EXPECT_THAT(parts(), HasSubstr("fba 1-2 routed")) << "the channel has 1 for ever";
}

}  // namespace
}  // namespace fairway::flows::test

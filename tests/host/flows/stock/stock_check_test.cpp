// What is known of an item, and the question for it while somebody waits (OFR-9).
#include <gmock/gmock.h>

#include "host/config/skus.hpp"
#include "host/flows/stock/stock_check.hpp"
#include "host/ledger/stock.hpp"
#include "tests/host/flows/support.hpp"

namespace fairway::flows::test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

// Remembers for which channels it was asked.
struct Recording : Script {
  std::vector<plugins::ChannelSpec> asked;
  std::shared_ptr<plugins::Channel> channel(const plugins::ChannelSpec& spec) override {
    asked.push_back(spec);
    return Script::channel(spec);
  }
};

struct StockCheckTest : FlowTest {
  StockCheckTest() {
    catalogue.plugins["wms"].description.manifest.streams = {{"stock-lookup", {"stock-level/1"}, "checkout", "", {}}};
    PluginFile files;
    files.description.name = "files";
    files.description.manifest.streams = {{"stock", {"stock-level/1"}, "offers", "", {}}};
    catalogue.plugins["files"] = files;
    two_warehouses({});
  }
  void two_warehouses(const std::string& skus) {
    configure([&](config::Account& account) {
      auto east = account.warehouses[0];
      east.name = "east", east.settings.plugin = "files";
      account.warehouses.push_back(east);
      if (skus.empty()) return;
      account.skus = config::read_skus("skus.csv", std::make_shared<const std::string>(skus),
                                       {.stores = {"us-main"}, .warehouses = {"west", "east"}})
                         .table;
      ASSERT_TRUE(account.skus);
    });
  }
  // The SKUs of which it is said that they were told.
  std::set<std::string> ask(Context& c, const std::string& who, const std::vector<std::string>& skus) {
    std::set<std::string> told;
    ended = ask_stock(c, {"acme", who, skus, Millis(500)}, [&](const auto& some) { told.insert(some.begin(), some.end()); });
    return told;
  }
  Status ended;
  std::vector<std::string> places(const std::string& sku, const std::string& store = {}) {
    std::vector<std::string> all;
    for (const auto& place : stock_places(*config->accounts.at("acme"), catalogue, sku, store))
      all.push_back(place.who->name + " " + place.sku + (place.can_be_asked ? " now" : ""));
    return all;
  }
};

TEST_F(StockCheckTest, EverybodyWhoMayShipItIsMeantUnderHisOwnNameOfIt) {
  EXPECT_THAT(places("TENT"), ElementsAre("west TENT now", "east TENT"));
  two_warehouses("sku,store:us-main,warehouse:west,fulfilled-by\nTENT,AMZ-TENT,W-7,\nMUG,,,east\n");
  EXPECT_THAT(places("TENT"), ElementsAre("west W-7 now", "east TENT"));
  EXPECT_THAT(places("AMZ-TENT", "us-main"), ElementsAre("west W-7 now", "east TENT"));
  EXPECT_THAT(places("MUG"), ElementsAre("east MUG"));
  EXPECT_THAT(places("never heard of"), ElementsAre("west never heard of now", "east never heard of"));
}

TEST_F(StockCheckTest, WhatIsKnownIsByPlaceAndWhatIsNotIsNotZero) {
  two_warehouses("sku,warehouse:west\nTENT,W-7\n");
  StockLevel w7, tent;
  w7.sku = "W-7", w7.available = 4, w7.as_of = Time{ledger::to_ms(kStart)};
  tent.sku = "TENT", tent.available = 9;  // another item of west: it calls ours W-7
  must(db->transact([&](storage::Transaction& tx) {
    return ledger::keep_levels(tx, "acme", "west", {w7, tent}, "test", kStart);
  }));
  const auto all = stock_places(*config->accounts.at("acme"), catalogue, "TENT");
  const std::string acme = "acme", other = "other";
  StockQuestion question{acme, all}, others{other, all};
  ASSERT_TRUE(stock_known(*must(db->read()), {&question, &others}));
  ASSERT_EQ(question.known.size(), 2U);
  EXPECT_EQ(question.known[0].available, 4);
  EXPECT_EQ(question.known[0].as_of, kStart);
  EXPECT_FALSE(question.known[1].available);
  EXPECT_FALSE(others.known.at(0).available) << "of an account that has the same names";
}

// On its own lane, so that it does not wait for the long pull; with no cursor, so that it moves none.
TEST_F(StockCheckTest, AskingKeepsTheLevelsAndMovesNoCursor) {
  std::string params, cursor = "?";
  Recording recording;
  recording.pull = [&](const plugins::PullRequest& request, plugins::PullSink& sink) {
    EXPECT_EQ(request.stream, "stock-lookup");
    params = request.params, cursor = request.cursor;
    return sink.commit({{{"stock-level/1", "1", R"({"sku":"TENT","available":3})"}}, {}, {}, ""});
  };
  const auto base = context();
  Context c{base.db,    base.vault, recording, base.catalogue, base.clock, base.config,
            base.epoch, nullptr,    base.wake, base.random,    base.meters};
  EXPECT_THAT(ask(c, "west", {"TENT", "A\"B"}), ElementsAre("TENT"));
  EXPECT_EQ(params, R"({"skus":["TENT","A\"B"]})");
  EXPECT_EQ(cursor, "");
  EXPECT_EQ(recording.asked.back().lane, "checkout");
  EXPECT_EQ(recording.asked.back().scope, "acme/west");
  EXPECT_EQ(number("SELECT available FROM stock_level WHERE sku = 'TENT'"), 3);
  EXPECT_EQ(number("SELECT COUNT(*) FROM cursor"), 0);
  EXPECT_EQ(ask(c, "nobody", {"TENT"}).size(), 0U);
  EXPECT_EQ(ended.error().code, FW_E_UNAVAILABLE);
}

// A warehouse may know nothing of what it is asked, say what cannot be read, or be cut off.
TEST_F(StockCheckTest, OnlyWhatALevelCameForWasAnswered) {
  Status ends;
  script.pull = [&](const plugins::PullRequest&, plugins::PullSink& sink) -> Status {
    plugins::Batch batch;
    batch.documents = {{"stock-level/1", "1", R"({"sku":"A","available":3})"}, {"stock-level/1", "2", "{}"}};
    if (auto ok = sink.commit(batch); !ok) return ok;
    if (!ends) return ends;
    return sink.commit({{{"stock-level/1", "3", R"({"sku":"B","available":1})"}}, {}, {}, ""});
  };
  auto c = context();
  EXPECT_THAT(ask(c, "west", {"A", "B", "C"}), ElementsAre("A", "B"));
  EXPECT_EQ(number("SELECT COUNT(*) FROM stock_balance"), 2);
  EXPECT_EQ(text("SELECT pointer FROM reject"), "/sku");
  ends = fail(FW_E_UNAVAILABLE, "connection reset");
  EXPECT_THAT(ask(c, "west", {"A", "B"}), ElementsAre("A"));
}

// A checkout must not take the old level for what the warehouse says now.
TEST_F(StockCheckTest, ALevelThatIsSetAsideIsNoAnswer) {
  std::string first = R"({"sku":"A","available":3})";
  script.pull = [&](const plugins::PullRequest&, plugins::PullSink& sink) -> Status {
    return sink.commit(
        {{{"stock-level/1", "1", first}, {"stock-level/1", "2", R"({"sku":"B","available":2})"}}, {}, {}, ""});
  };
  auto c = context();
  EXPECT_THAT(ask(c, "west", {"A", "B"}), ElementsAre("A", "B"));
  for (const char* units : {"2000000000", "-2000000000"}) {
    first = fmt::format(R"({{"sku":"A","available":{}}})", units);
    EXPECT_THAT(ask(c, "west", {"A", "B"}), ElementsAre("B")) << units;
  }
  EXPECT_EQ(number("SELECT available FROM stock_level WHERE sku = 'A'"), 3);
  EXPECT_EQ(number("SELECT COUNT(*) FROM reject WHERE pointer = '/available'"), 2);
}

}  // namespace
}  // namespace fairway::flows::test

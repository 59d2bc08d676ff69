// N lines in M parcels: whatever a warehouse says was in them, the channel is told of each unit that was ordered once, and of
// none besides (ORD-9).
#include <gmock/gmock.h>

#include <random>

#include "tests/host/flows/support.hpp"

namespace fairway::flows::test {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using namespace std::chrono_literals;

struct ParcelsTest : FlowTest {
  using Lines = std::vector<LineQuantity>;
  static constexpr const char* kGoodNumber = "1Z12345E0205271686";

  Order of(const std::string& id, const std::vector<std::int64_t>& quantities) {
    auto out = order(id);
    out.lines.clear();
    for (std::size_t i = 0; i < quantities.size(); ++i)
      out.lines.push_back({.id = fmt::format("L{}", i), .sku = fmt::format("SKU-{}", i), .quantity = quantities[i]});
    return out;
  }
  void submitted(const Order& of_buyer) {
    must(arrive({of_buyer}));
    must(run("map"));
    must(run("submit"));
  }
  void bring(const std::vector<Shipment>& shipments) {
    script.pull = [=](const plugins::PullRequest&, plugins::PullSink& sink) {
      plugins::Batch batch;
      for (const auto& shipment : shipments) batch.documents.push_back({"shipment/1", shipment.id, to_json(shipment)});
      batch.cursor = "c";
      return sink.commit(batch);
    };
    must(db->transact([&](storage::Transaction& tx) {
      return ledger::enqueue(tx, {recurring_job("acme", "pull-shipments", "west", 15min, clock.now())}, clock.now());
    }));
    must(run("pull-shipments"));
    clock.advance(15min);
  }
  static Shipment parcel(const std::string& reference, const std::string& id, const Lines& lines) {
    Shipment out;
    out.id = id, out.reference = reference, out.lines = lines;
    out.carrier = "UPS", out.service = "Ground", out.tracking_number = kGoodNumber;
    return out;
  }
  // Units by line that the channel was told of and took, over all parcels of an order.
  std::map<std::string, std::int64_t> told(const std::string& id) {
    std::map<std::string, Lines> by_package;  // the same reference again is the same parcel
    for (const auto& item : script.pushed) {
      if (item.document.schema != Shipment::kSchema) continue;
      const auto shipment = from_json<Shipment>(item.document.body);
      if (shipment.channel_order_id == id) by_package[shipment.package_reference] = shipment.lines;
    }
    std::map<std::string, std::int64_t> units;
    for (const auto& [package, lines] : by_package)
      for (const auto& line : lines) units[line.line_id] += line.quantity;
    return units;
  }
};

TEST_F(ParcelsTest, WhatIsBeyondTheOrderIsShownAndNotTold) {
  submitted(of("1", {2, 1}));
  bring({parcel("1", "P1", {{"L0", "SKU-0", 3}, {"L1", "SKU-1", 1}})});
  must(run("confirm"));
  EXPECT_EQ(state("1"), "confirmed");
  EXPECT_EQ(told("1"), (std::map<std::string, std::int64_t>{{"L0", 2}, {"L1", 1}}));
  EXPECT_EQ(text("SELECT message FROM finding WHERE kind = 'over-shipped' AND resolved_at IS NULL"),
            "order 1: parcel 1 holds more than was ordered: 1 of SKU-0; the channel is not told of it");
  bring({parcel("1", "P2", {{"L1", "SKU-1", 1}})});
  must(run("confirm"));
  EXPECT_EQ(text("SELECT state FROM shipment WHERE remote_id = 'P2'"), "not-needed");
  EXPECT_EQ(told("1"), (std::map<std::string, std::int64_t>{{"L0", 2}, {"L1", 1}}));
  EXPECT_EQ(state("1"), "confirmed");
}

TEST_F(ParcelsTest, ALineOfNoUnitsIsNotInTheParcelAndAParcelOfNoneIsSetAside) {
  submitted(of("1", {2, 1}));
  bring({parcel("1", "P0", {{"L0", "SKU-0", 0}, {"L1", "SKU-1", 0}})});
  EXPECT_EQ(number("SELECT COUNT(*) FROM shipment"), 0) << "nothing is not the whole order";
  EXPECT_EQ(number("SELECT COUNT(*) FROM reject WHERE error = 'a parcel with nothing in it'"), 1);
  bring({parcel("1", "P1", {{"L0", "SKU-0", 2}, {"L1", "SKU-1", 0}})});
  EXPECT_EQ(state("1"), "partially-shipped");
  bring({parcel("1", "P2", {{"L1", "SKU-1", -1}})});
  EXPECT_EQ(number("SELECT COUNT(*) FROM reject WHERE error = 'a negative quantity'"), 1);
  bring({parcel("1", "P3", {{"L1", "SKU-1", INT64_MAX}})});
  EXPECT_EQ(text("SELECT pointer FROM reject WHERE error LIKE 'more than 1000000000 units'"), "/lines/0/quantity");
  bring({parcel("1", "P3", {{"L1", "SKU-1", 1}})});
  must(run("confirm"));
  EXPECT_EQ(state("1"), "confirmed");
  EXPECT_EQ(number("SELECT COUNT(*) FROM finding"), 0);
}

// A package reference stands for one confirmation: what becomes of the order while its answer is lost changes nothing in it.
TEST_F(ParcelsTest, WhatTheChannelIsToldOfAParcelIsTheSameOnEveryTry) {
  submitted(of("1", {1, 1}));
  script.push = [](const plugins::PushItem&) { return plugins::PushResult{fail(FW_E_UNAVAILABLE, "connection reset"), ""}; };
  bring({parcel("1", "P1", {{"L0", "SKU-0", 1}})});
  must(run("confirm"));
  bring({parcel("1", "P2", {{"L1", "SKU-1", 1}})});  // now all of it has shipped
  must(run("confirm"));
  script.push = nullptr;
  for (int tries = 0; tries < 5 && state("1") != "confirmed"; ++tries) {
    clock.advance(2h);
    must(run("confirm"));
  }
  EXPECT_EQ(state("1"), "confirmed");
  std::map<std::string, std::vector<std::string>> tries;  // by package
  for (const auto& item : script.pushed)
    if (item.document.schema == Shipment::kSchema)
      tries[from_json<Shipment>(item.document.body).package_reference].push_back(item.document.body);
  ASSERT_GE(tries["1"].size(), 2u);
  ASSERT_GE(tries["2"].size(), 2u);
  for (const auto& [package, bodies] : tries) EXPECT_THAT(bodies, ::testing::Each(bodies.front())) << package;
  EXPECT_TRUE(from_json<Shipment>(tries["1"].front()).backorder) << "more was to come";
  EXPECT_FALSE(from_json<Shipment>(tries["2"].front()).backorder);
}

// One parcel on the road is a shipment of each order that is in it.
TEST_F(ParcelsTest, AParcelWithSeveralOrdersIsConfirmedToEachWithItsOwnLines) {
  submitted(of("1", {1, 1}));
  submitted(of("2", {2}));
  bring({parcel("1", "P1", {{"L0", "SKU-0", 1}, {"L1", "SKU-1", 1}}), parcel("2", "P1", {{"L0", "SKU-0", 2}})});
  must(run("confirm"));
  EXPECT_EQ(state("1"), "confirmed");
  EXPECT_EQ(state("2"), "confirmed");
  EXPECT_EQ(told("1"), (std::map<std::string, std::int64_t>{{"L0", 1}, {"L1", 1}}));
  EXPECT_EQ(told("2"), (std::map<std::string, std::int64_t>{{"L0", 2}}));
}

// What the channel cancelled and the warehouse ships all the same cannot be confirmed, and keeps nothing else from it.
TEST_F(ParcelsTest, WhatTheChannelCancelledIsNotToldAndHoldsNothingUp) {
  auto ordered = of("1", {2, 1});
  submitted(ordered);
  ordered.lines[1].quantity_cancelled = 1;
  ordered.updated_at = Time{ledger::to_ms(clock.now())};
  must(arrive({ordered}));
  bring({parcel("1", "P1", {})});
  must(run("confirm"));
  EXPECT_EQ(told("1"), (std::map<std::string, std::int64_t>{{"L0", 2}}));
  EXPECT_EQ(state("1"), "confirmed");
}

// SHP-2: a doubt is on the parcel and in the history, and blocks nothing; edited, it is looked at anew.
TEST_F(ParcelsTest, ADoubtfulNumberIsFlaggedAndConfirmedAllTheSame) {
  submitted(of("1", {1}));
  auto doubtful = parcel("1", "P1", {});
  doubtful.tracking_number = "1Z12345E0205271689";
  bring({doubtful});
  must(run("confirm"));
  EXPECT_EQ(state("1"), "confirmed");
  EXPECT_EQ(text("SELECT warning FROM shipment"), "the check digit does not fit a number of UPS");
  EXPECT_THAT(text("SELECT data FROM order_event WHERE type = 'shipped'"), HasSubstr("\"warning\":\"the check digit"));
  auto c = context();
  must(edit_shipment(c, "acme", 1, {"", "", kGoodNumber}, {"admin"}));
  EXPECT_EQ(text("SELECT warning FROM shipment"), "");
}

// SHP-2, ORD-9: the list of carriers is meant, not its spelling.
TEST_F(ParcelsTest, ACarrierIsKnownByAnyOfItsNames) {
  configure([](config::Account& account) { account.warehouses[0].carriers = {"UPS", "FedEx"}; });
  submitted(of("1", {1, 1}));
  auto by_code = parcel("1", "P1", {{"L0", "SKU-0", 1}}), other = parcel("1", "P2", {{"L1", "SKU-1", 1}});
  by_code.carrier = "UPSN", other.carrier = "USPS";
  bring({by_code, other});
  EXPECT_EQ(number("SELECT COUNT(*) FROM finding WHERE kind = 'carrier'"), 1);
  EXPECT_THAT(text("SELECT message FROM finding WHERE kind = 'carrier'"), HasSubstr("ships with USPS"));
}

// Partial, repeated, too much, in any order, with refusals and second tries between: the sum holds, and what has shipped whole is
// confirmed whole.
TEST_F(ParcelsTest, WhateverTheWarehouseSaysTheSumsHold) {
  std::mt19937 random(7);
  const auto below = [&](std::size_t most) { return static_cast<std::int64_t>(random() % most); };
  for (int round = 0; round < 25; ++round) {
    const auto id = fmt::format("R{}", round);
    std::vector<std::int64_t> ordered(1 + static_cast<std::size_t>(below(4)));
    for (auto& quantity : ordered) quantity = 1 + below(4);
    submitted(of(id, ordered));
    std::vector<Shipment> shipments;
    std::vector<std::int64_t> shipped(ordered.size());
    const auto add = [&](const Lines& lines) {
      shipments.push_back(parcel(id, fmt::format("{}-P{}", id, shipments.size()), lines));
    };
    for (std::int64_t parcels = below(6); parcels > 0; --parcels) {
      Lines lines;
      for (std::size_t i = 0; i < ordered.size(); ++i)
        if (below(2) == 0) lines.push_back({fmt::format("L{}", i), fmt::format("SKU-{}", i), below(ordered[i] + 2)});
      if (lines.empty()) continue;  // no lines would be the whole order
      for (const auto& line : lines) shipped[static_cast<std::size_t>(line.line_id[1] - '0')] += line.quantity;
      add(lines);
      if (below(3) == 0) shipments.push_back(shipments.back());  // the same one once more
    }
    std::shuffle(shipments.begin(), shipments.end(), random);
    while (!shipments.empty()) {
      const auto some = std::min<std::size_t>(shipments.size(), 1 + static_cast<std::size_t>(below(3)));
      bring({shipments.end() - static_cast<std::ptrdiff_t>(some), shipments.end()});
      shipments.resize(shipments.size() - some);
      const bool refuse = below(3) == 0;
      script.push = [refuse](const plugins::PushItem& item) -> plugins::PushResult {
        if (refuse && item.document.schema == Shipment::kSchema) return {fail(FW_E_REJECTED, "not today"), ""};
        return {{}, "R-" + item.document.key};
      };
      must(run("confirm"));
      script.push = nullptr;
    }
    bool whole = true;
    std::map<std::string, std::int64_t> owed;
    for (std::size_t i = 0; i < ordered.size(); ++i) {
      whole = whole && shipped[i] >= ordered[i];
      if (const auto units = std::min(shipped[i], ordered[i]); units > 0) owed[fmt::format("L{}", i)] = units;
    }
    auto c = context();
    (void)retry(c, "acme", stored(id).id, {"admin"});  // what was refused goes again; nothing was: no harm
    must(run("confirm"));
    EXPECT_EQ(told(id), owed) << id;
    EXPECT_EQ(state(id) == "confirmed", whole) << id << " is " << state(id);
    EXPECT_EQ(number("SELECT COUNT(*) FROM shipment WHERE state IN ('known', 'failed')"), 0) << id;
  }
}

}  // namespace
}  // namespace fairway::flows::test

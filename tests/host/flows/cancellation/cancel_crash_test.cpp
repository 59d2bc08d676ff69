// Cancellations while the host dies at every COMMIT in turn and answers are lost: what was accepted never leaves, what the
// channel was told is never confirmed, what goes on arrives once. (ORD-10, ORD-16)
#include "tests/host/flows/dying.hpp"
#include "tests/host/flows/support.hpp"

namespace fairway::flows::test {
namespace {

using namespace std::chrono_literals;

// Order 1 is plain; of 2 the buyer wants nothing any more, of 3 not the second line.
struct Yard {
  FlowTest& test;
  int asked_from;  // the pull from which on the buyers' wishes show
  int lost_every;  // of so many answers to pushes one is lost, after the effect; 0: none
  int pulls = 0, pushes = 0;
  bool ships = false;
  std::map<std::string, FulfilmentOrder> held;        // by reference
  std::set<std::string> called_off;                   // references
  std::map<std::string, std::set<std::string>> told;  // of an order: lines that the channel was told are given up
  std::map<std::string, std::int64_t> shipped;        // "order/line" -> units
  std::set<std::string> confirmed;                    // "order/package"

  std::vector<Order> shown() {
    std::vector<Order> all;
    for (const auto* id : {"1", "2", "3"}) {
      auto order = test.order(id);
      order.lines = {{.id = "L1", .sku = "SKU-1", .quantity = 2}, {.id = "L2", .sku = "SKU-2", .quantity = 1}};
      order.updated_at = Time{ledger::to_ms(test.clock.now())};
      for (auto& line : order.lines) {
        const bool wanted = *id == '2' || (*id == '3' && line.id == "L2");
        const bool gone = told[id].contains(line.id);
        line.cancel_requested = wanted && pulls >= asked_from && !gone;
        if (gone) line.quantity_cancelled = line.quantity;
      }
      if (told[id].size() == 2) order.status = OrderStatus::cancelled;
      all.push_back(std::move(order));
    }
    return all;
  }

  Status pull(const plugins::PullRequest& request, plugins::PullSink& sink) {
    plugins::Batch batch;
    batch.cursor = "any";
    if (request.stream == "orders") {
      ++pulls;
      for (const auto& order : shown()) batch.documents.push_back({"order/1", order.channel_order_id, to_json(order)});
    } else if (request.stream == "shipments" && ships) {
      for (const auto& [reference, order] : held) {
        Shipment parcel;
        parcel.id = "P-" + reference, parcel.reference = reference, parcel.carrier = "UPS";
        parcel.tracking_number = "1Z" + reference;
        batch.documents.push_back({"shipment/1", parcel.id, to_json(parcel)});
      }
    }
    return sink.commit(std::move(batch));
  }

  plugins::PushResult push(const plugins::PushItem& item) {
    auto result = take(item);
    if (lost_every > 0 && ++pushes % lost_every == 0) return {fail(FW_E_UNAVAILABLE, "the answer is lost"), ""};
    return result;
  }
  plugins::PushResult take(const plugins::PushItem& item) {
    const auto& schema = item.document.schema;
    if (schema == FulfilmentOrder::kSchema) {
      const auto order = from_json<FulfilmentOrder>(item.document.body);
      EXPECT_NE(test.state(order.channel_order_id), "cancelled") << order.reference << " goes out after it was cancelled";
      EXPECT_FALSE(called_off.contains(order.reference)) << order.reference << " goes out after it was called off";
      for (const auto& line : order.lines)
        EXPECT_FALSE(told[order.channel_order_id].contains(line.line_id))
            << order.reference << ": the channel has it cancelled";
      held.emplace(order.reference, order);
    } else if (schema == Cancellation::kSchema) {
      const auto wish = from_json<Cancellation>(item.document.body);
      if (called_off.contains(wish.reference)) return {{}, ""};
      if (!held.contains(wish.reference)) return {fail(FW_E_REJECTED, "no such order", "/reference"), ""};
      if (ships) return {fail(FW_E_REJECTED, "it has left"), ""};
      held.erase(wish.reference);
      called_off.insert(wish.reference);
    } else if (schema == OrderCancellation::kSchema) {
      const auto wish = from_json<OrderCancellation>(item.document.body);
      for (const auto& [reference, order] : held)
        if (order.channel_order_id == wish.channel_order_id) {
          for (const auto& line : order.lines)
            for (const auto& gone : wish.lines)
              EXPECT_NE(line.line_id, gone.line_id) << "the channel is told, and " << reference << " ships it";
        }
      for (const auto& line : wish.lines) told[wish.channel_order_id].insert(line.line_id);
    } else if (schema == Shipment::kSchema) {
      const auto parcel = from_json<Shipment>(item.document.body);
      EXPECT_LT(told[parcel.channel_order_id].size(), 2u) << "a parcel of a cancelled order is confirmed";
      confirmed.insert(parcel.channel_order_id + "/" + parcel.package_reference);
    }
    return {{}, "R-" + item.document.key};
  }
};

struct CancelCrash : FlowTest {
  CancelCrash() {
    auto& manifest = catalogue.plugins["amazon"].description.manifest;
    manifest.buyer_cancellations = true;
    manifest.streams[0].by_id = true;
    manifest.pushes.push_back({"order-cancellation/1", "listings", "", 100, 0, false});
    configure(
        [](config::Account& account) { account.stores[0].orders.cancellations = config::Orders::Cancellations::accept; });
    must(db->transact([&](storage::Transaction& tx) {
      return ledger::enqueue(tx,
                             {{{"acme", "pull-orders", "store:us-main"}, "pull-orders/a", 0, {}, kStart, 1min},
                              {{"acme", "pull-shipments", "west"}, "pull-shipments/a", 0, {}, kStart, 1min}},
                             kStart);
    }));
  }
  void TestBody() override {}

  // Rounds of all steps. The warehouse ships from the fifth on: until then it can be asked.
  void live(Yard& yard, const Dying* dying, int rounds) {
    for (int round = 0; round < rounds; ++round) {
      yard.ships = yard.ships || (!dying && round >= 5);
      for (const auto* kind : {"pull-orders", "map", "submit", "cancel", "tell-cancelled", "acknowledge", "pull-shipments",
                               "confirm", "pull-notices"}) {
        if (dying && dying->dead()) return;
        (void)run(kind);
      }
      clock.advance(30min);
    }
  }
};

// One life that ends at commit `n`, and the life after it. False when the first life was long enough.
bool survives(int n, int asked_from, int lost_every) {
  SCOPED_TRACE(fmt::format("died at commit {}, asked from pull {} on, every {}th answer lost", n, asked_from, lost_every));
  CancelCrash test;
  Yard yard{test, asked_from, lost_every};
  test.script.pull = [&](const plugins::PullRequest& request, plugins::PullSink& sink) { return yard.pull(request, sink); };
  test.script.push = [&](const plugins::PushItem& item) { return yard.push(item); };
  Dying dying(*test.db, n);
  test.in_use = &dying;
  test.live(yard, &dying, 5);
  test.in_use = nullptr;
  test.epoch = 2;
  must(test.db->transact([&](storage::Transaction& tx) { return ledger::reclaim(tx, 2, test.clock.now()); }));
  test.live(yard, nullptr, 14);
  EXPECT_EQ(test.state("1"), "confirmed");
  EXPECT_EQ(test.state("2"), "cancelled");
  EXPECT_EQ(test.state("3"), "confirmed");
  EXPECT_EQ(yard.told["2"].size(), 2u);
  EXPECT_EQ(yard.told["3"], std::set<std::string>{"L2"});
  EXPECT_TRUE(yard.told["1"].empty());
  std::map<std::string, std::int64_t> units;
  for (const auto& [reference, order] : yard.held)
    for (const auto& line : order.lines) units[order.channel_order_id + "/" + line.line_id] += line.quantity;
  EXPECT_EQ(units, (std::map<std::string, std::int64_t>{{"1/L1", 2}, {"1/L2", 1}, {"3/L1", 2}}));
  return dying.dead();
}

TEST(CancelCrash, WhatIsAcceptedNeverLeavesWhereverTheHostDies) {
  for (const int asked_from : {1, 2}) {
    int n = 0;
    while (survives(n, asked_from, 0) && n < 150 && !::testing::Test::HasFailure()) n += n < 24 ? 1 : 4;
    EXPECT_GT(n, 8) << "the chain has more commits than that";
  }
}

TEST(CancelCrash, LostAnswersChangeNothingOfIt) {
  for (int lost = 2; lost <= 7; ++lost)
    for (const int asked_from : {1, 2}) survives(1000, asked_from, lost);
}

}  // namespace
}  // namespace fairway::flows::test

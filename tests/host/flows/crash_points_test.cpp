// The host dies at every COMMIT in turn, and starts again: what was committed holds together, so every order still ends at
// the warehouse once and is confirmed once. Fails when a cursor is committed apart from its orders, or jobs apart from
// their effects, or when what ran is not taken up again.
#include "tests/host/flows/dying.hpp"

namespace fairway::flows::test {
namespace {

using namespace std::chrono_literals;

// A channel and a warehouse that remember what reached them.
struct Outside {
  std::map<std::string, std::set<std::string>> references;  // by channel order
  std::map<std::string, int> confirmed;                     // by order and package: how often, edits included
  std::map<std::string, std::string> numbers;               // tracking number of each package

  void speak(FlowTest& test) {
    test.script.pull = [this, &test](const plugins::PullRequest& request, plugins::PullSink& sink) {
      return request.stream == "orders" ? orders(test, request, sink) : parcels(sink);
    };
    test.script.push = [this](const plugins::PushItem& item) { return take(item); };
  }

 private:
  // Two pages, no overlap: a cursor that ran ahead of its orders would lose them.
  static Status orders(FlowTest& test, const plugins::PullRequest& request, plugins::PullSink& sink) {
    const auto page = [&](std::vector<std::string> ids, const char* cursor) {
      plugins::Batch batch;
      for (const auto& id : ids) batch.documents.push_back({"order/1", id, to_json(test.order(id))});
      batch.cursor = cursor;
      return sink.commit(std::move(batch));
    };
    if (request.cursor.empty())
      if (auto ok = page({"1", "2"}, "p1"); !ok) return ok;
    if (request.cursor != "p2") return page({"3"}, "p2");
    return {};
  }

  Status parcels(plugins::PullSink& sink) const {
    plugins::Batch batch;
    for (const auto& [order, held] : references)
      for (const auto& reference : held) {
        Shipment shipment;
        shipment.id = "P-" + reference;
        shipment.reference = reference;
        shipment.carrier = "UPS";
        shipment.tracking_number = "1Z" + reference;
        batch.documents.push_back({"shipment/1", shipment.id, to_json(shipment)});
      }
    batch.cursor = "any";
    return sink.commit(std::move(batch));
  }

  plugins::PushResult take(const plugins::PushItem& item) {
    if (item.document.schema == FulfilmentOrder::kSchema) {
      const auto order = from_json<FulfilmentOrder>(item.document.body);
      references[order.channel_order_id].insert(order.reference);
    } else if (item.document.schema == Shipment::kSchema) {
      const auto parcel = from_json<Shipment>(item.document.body);
      const auto package = parcel.channel_order_id + "/" + parcel.package_reference;
      ++confirmed[package];
      EXPECT_TRUE(numbers.emplace(package, parcel.tracking_number).first->second == parcel.tracking_number)
          << "a package reference changed its parcel";
    }
    return {{}, "R-" + item.document.key};
  }
};

struct CrashPoints : FlowTest {
  void seed() {
    must(db->transact([&](storage::Transaction& tx) {
      return ledger::enqueue(tx,
                             {{{"acme", "pull-orders", "store:us-main"}, "pull-orders/a", 0, {}, kStart, 1min},
                              {{"acme", "pull-shipments", "west"}, "pull-shipments/a", 0, {}, kStart, 1min}},
                             kStart);
    }));
  }
  bool done() {
    for (const auto* id : {"1", "2", "3"})
      if (state(id) != "confirmed") return false;
    return true;
  }
  // Rounds of all steps, until everything is confirmed, the host has died, or patience ends.
  void live(const Dying* dying) {
    for (int round = 0; round < 12 && !done(); ++round) {
      for (const auto* kind : {"pull-orders", "map", "submit", "acknowledge", "pull-shipments", "confirm"}) {
        if (dying && dying->dead()) return;
        (void)run(kind);
      }
      clock.advance(1h);
    }
  }
};

// One life that ends at commit `n`, and the life after it. False when the first life was long enough.
bool dies_at(int n) {
  struct Case final : CrashPoints {
    void TestBody() override {}
  } test;
  Outside outside;
  outside.speak(test);
  test.seed();
  Dying dying(*test.db, n);
  test.in_use = &dying;
  test.live(&dying);
  test.in_use = nullptr;
  test.epoch = 2;
  must(test.db->transact([&](storage::Transaction& tx) { return ledger::reclaim(tx, 2, test.clock.now()); }));
  test.live(nullptr);
  EXPECT_TRUE(test.done()) << "died at commit " << n << ": " << test.state("1") << ", " << test.state("2") << ", "
                           << test.state("3");
  EXPECT_EQ(outside.references.size(), 3u) << "died at commit " << n;
  for (const auto& [order, references] : outside.references)
    EXPECT_EQ(references.size(), 1u) << "order " << order << " at the warehouse, died at commit " << n;
  EXPECT_EQ(outside.confirmed.size(), 3u) << "died at commit " << n;
  return dying.dead();
}

TEST(CrashPoint, EveryOrderArrivesOnceWhereverTheHostDies) {  // ORD-2, HST-6
  int n = 0;
  while (dies_at(n) && n < 100) ++n;
  EXPECT_GT(n, 6) << "the chain has more commits than that";
}

}  // namespace
}  // namespace fairway::flows::test

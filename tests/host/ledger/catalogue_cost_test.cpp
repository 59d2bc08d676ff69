// What looking into a catalogue costs grows with what is asked for, not with the catalogue. (LST-10, LST-21)
#include "host/ledger/catalogue_keys.hpp"
#include "host/ledger/coverage.hpp"
#include "host/ledger/listing.hpp"
#include "host/ledger/listing_change.hpp"
#include "tests/host/ledger/step_counter.hpp"
#include "tests/host/ledger/support.hpp"

namespace fairway::ledger::test {
namespace {

struct CatalogueCost : ::testing::Test {
  StepCounter counter;  // before the database is opened
  Folder folder;
  std::unique_ptr<storage::Database> db =
      must(storage::open({folder.path, "sqlite:fairway.db", std::chrono::seconds(5), false}));

  // Of two accounts, in turns: S0, S1 …; every third is a family.
  void add(int from, int to) {
    must(db->transact([&](storage::Transaction& tx) -> Status {
      for (int i = from; i < to; ++i) {
        Listing one;
        one.sku = fmt::format("S{}", i);
        one.parent = i % 3 == 2;
        for (const auto* account : {"acme", "globex"})
          if (auto ids = add_items(tx, account, 1, {{one.sku, &one, ""}}); !ids) return fail(ids.error());
      }
      return key_newest(tx, KeyedTable::items);
    }));
  }
  std::int64_t cost_of_offers() {
    auto tx = must(db->read());
    return StepCounter::of([&] {
      const auto found = must(items_for_sale(*tx, "acme", {"S1", "S7", "S8", "nowhere"}));
      EXPECT_EQ(found.size(), 3U);
      EXPECT_TRUE(found.at("S8").parent);
    });
  }
  std::int64_t cost_of_a_page(std::int64_t after) {
    auto tx = must(db->read());
    return StepCounter::of([&] { EXPECT_EQ(must(catalogue_after(*tx, "acme", after, 20)).size(), 20U); });
  }
};

TEST_F(CatalogueCost, OfAnOfferAndOfAPageOfTheCoverageIsTheSameInALargeCatalogue) {
  add(0, 100);
  const auto offers = cost_of_offers(), page = cost_of_a_page(0);
  add(100, 4000);
  EXPECT_LT(cost_of_offers(), 2 * offers);
  EXPECT_LT(cost_of_a_page(0), 2 * page);
  EXPECT_LT(cost_of_a_page(6000), 2 * page) << "the last as the first";
}

TEST_F(CatalogueCost, WhatHasNoKeysYetIsFoundAllTheSame) {
  add(0, 10);
  must(db->transact([](storage::Transaction& tx) -> Status {
    Listing late;
    late.sku = "LATE";
    auto ids = add_items(tx, "acme", 1, {{"LATE", &late, ""}});
    return ids ? Status() : fail(ids.error());
  }));
  EXPECT_EQ(must(items_for_sale(*must(db->read()), "acme", {"LATE", "S1"})).size(), 2U);
}

TEST_F(CatalogueCost, PagesOfTheCatalogueHaveEachItemOnceAndNoFamily) {
  add(0, 30);
  std::vector<std::string> skus;
  for (std::int64_t after = 0;;) {
    const auto page = must(catalogue_after(*must(db->read()), "acme", after, 7));
    for (const auto& one : page) skus.push_back(one.sku), after = one.id;
    if (page.size() < 7) break;
  }
  std::vector<std::string> all;
  for (int i = 0; i < 30; ++i)
    if (i % 3 != 2) all.push_back(fmt::format("S{}", i));
  EXPECT_EQ(skus, all);
}

}  // namespace
}  // namespace fairway::ledger::test

// LST-1: what a first import need not ask.
#include "host/flows/listings/import_memory.hpp"

#include "tests/host/flows/listings/import_support.hpp"

namespace fairway::flows::test {
namespace {

TEST(HashSet, FindsAllThatWasPutInAndNothingElse) {
  HashSet set;
  EXPECT_FALSE(set.contains(1));
  for (std::uint64_t i = 1; i <= 20'000; ++i) set.insert(i * 2'654'435'761u), set.insert(i * 2'654'435'761u);
  for (std::uint64_t i = 1; i <= 20'000; ++i) ASSERT_TRUE(set.contains(i * 2'654'435'761u));
  for (std::uint64_t i = 20'001; i <= 40'000; ++i) ASSERT_FALSE(set.contains(i * 2'654'435'761u));
}

struct ImportMemoryTest : ImportTest {
  using Kind = ImportMemory::Kind;
  ledger::Import first() {
    ledger::Import import;
    import.id = 99, import.account = "acme", import.store_id = number("SELECT id FROM store WHERE nickname = 'us-main'");
    return import;
  }
  void refresh(ImportMemory& memory, const ledger::Import& of) {
    must(db->transact([&](storage::Transaction& tx) { return memory.refresh(tx, of); }));
  }
};

TEST_F(ImportMemoryTest, ThatBeganWithNothingKnowsWhatOthersAddSince) {
  ImportMemory memory;
  refresh(memory, first());
  EXPECT_FALSE(memory.maybe(Kind::sku, "A"));
  memory.note(Kind::sku, "A");
  EXPECT_TRUE(memory.maybe(Kind::sku, "A"));
  EXPECT_FALSE(memory.maybe(Kind::product, "A"));
  import({listing("B", "B02", "036000291452")});
  refresh(memory, first());
  EXPECT_TRUE(memory.maybe(Kind::sku, "B"));
  EXPECT_TRUE(memory.maybe(Kind::product, "B02"));
  EXPECT_TRUE(memory.maybe(Kind::gtin, "00036000291452"));
  EXPECT_FALSE(memory.maybe(Kind::sku, "C"));
}

TEST_F(ImportMemoryTest, AsksEverythingWhereMostIsKnownAndReadsWhatItMadeItselfWhereItGoesOn) {
  import({listing("A", "B01")});
  ImportMemory known;
  refresh(known, first());
  EXPECT_TRUE(known.maybe(Kind::sku, "C"));
  auto goes_on = first();
  goes_on.rows = 1, goes_on.counts.variants["created"] = 1;
  ImportMemory memory;
  refresh(memory, goes_on);
  EXPECT_TRUE(memory.maybe(Kind::sku, "A"));
  EXPECT_FALSE(memory.maybe(Kind::sku, "C"));
}

// Publishing, or a person, may give a listing that was there the product id of a row that comes only now.
TEST_F(ImportMemoryTest, AsksEverythingOnceSomebodyElseHasChangedAListing) {
  ImportMemory memory;
  refresh(memory, first());
  import({listing("A", "B01")});
  const auto update = [&](const std::string& product, bool by_import) {
    must(db->transact([&](storage::Transaction& tx) -> Status {
      auto rows = ledger::listings_by_sku(tx, first().store_id, {"A"});
      if (!rows) return fail(rows.error());
      rows->at("A").shown.product_id = product;
      if (auto ok = memory.refresh(tx, first()); !ok) return ok;
      if (auto ok = ledger::update_listings(tx, {rows->at("A")}); !ok) return ok;
      if (by_import) memory.note(Kind::product, product);
      return by_import ? memory.wrote(tx) : Status();
    }));
  };
  update("B02", true);
  refresh(memory, first());
  EXPECT_TRUE(memory.maybe(Kind::product, "B02"));
  EXPECT_FALSE(memory.maybe(Kind::product, "B77"));
  update("B77", false);
  refresh(memory, first());
  EXPECT_TRUE(memory.maybe(Kind::product, "B77"));
}

}  // namespace
}  // namespace fairway::flows::test

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

}  // namespace
}  // namespace fairway::flows::test

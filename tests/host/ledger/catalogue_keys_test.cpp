// LST-1, LST-2: the catalogue is found by SKU, barcode and product id, keyed or not.
#include "host/ledger/catalogue_keys.hpp"

#include "host/ledger/listing.hpp"
#include "host/ledger/rename.hpp"
#include "tests/host/ledger/support.hpp"

namespace fairway::ledger::test {
namespace {

using storage::Transaction;

struct CatalogueKeysTest : LedgerTest {
  CatalogueKeysTest() {
    must(write([](Transaction& tx) -> Status {
      Listing first, second;
      first.sku = "A", first.barcode = "036000291452", first.product_id = "B01";
      second.sku = "B", second.product_id = "B02";
      auto ids = add_items(tx, "acme", 1, {{"A", &first, "00036000291452"}, {"B", &second, ""}});
      if (!ids) return fail(ids.error());
      std::vector<ListingRow> rows(2);
      rows[0].store_id = rows[1].store_id = 7;
      rows[0].item_id = (*ids)[0], rows[1].item_id = (*ids)[1];
      rows[0].shown = first, rows[1].shown = second;
      return add_listings(tx, 1, rows);
    }));
  }
  void key() {
    must(write([](Transaction& tx) -> Status {
      if (auto ok = key_newest(tx, KeyedTable::items); !ok) return ok;
      return key_newest(tx, KeyedTable::listings);
    }));
  }
  std::int64_t keys() { return must(must(db->read())->query("SELECT COUNT(*) FROM catalogue_key")).integer(0, 0); }
  std::size_t found(const std::string& account = "acme") {
    auto tx = must(db->read());
    return must(items_by_sku(*tx, account, {"A", "B", "C"})).size() +
           must(items_by_gtin(*tx, account, {"00036000291452"})).size() + must(listings_by_sku(*tx, 7, {"B", "A"})).size() +
           must(listings_by_product(*tx, 7, {"B01", "B02", "B03"})).size();
  }
};

TEST_F(CatalogueKeysTest, RowsAreFoundBeforeAndAfterTheirKeysAreEntered) {
  EXPECT_EQ(found(), 7U);
  EXPECT_EQ(keys(), 0);
  EXPECT_EQ(must(count_unkeyed(*must(db->read()), KeyedTable::items)), 2);
  key();
  EXPECT_EQ(keys(), 7);
  EXPECT_EQ(must(count_unkeyed(*must(db->read()), KeyedTable::items)), 0);
  EXPECT_EQ(found(), 7U);
  key();
  EXPECT_EQ(keys(), 7);
  EXPECT_EQ(found("acm"), 4U) << "the listings are of a store";
}

TEST_F(CatalogueKeysTest, AChangedProductIdIsFoundAndTheFormerIsNot) {
  key();
  must(write([](Transaction& tx) -> Status {
    auto rows = listings_by_sku(tx, 7, {"A"});
    if (!rows) return fail(rows.error());
    auto row = rows->at("A");
    row.shown.product_id = "B03";
    return update_listings(tx, {row});
  }));
  auto tx = must(db->read());
  EXPECT_TRUE(must(listings_by_product(*tx, 7, {"B01"})).empty());
  EXPECT_EQ(must(listings_by_product(*tx, 7, {"B01", "B03"})).size(), 1U);
}

TEST_F(CatalogueKeysTest, WhatIsDeletedLeavesNoKeys) {
  key();
  must(write([](Transaction& tx) -> Status {
    if (auto ok = delete_listings(tx, {1, 2}); !ok) return ok;
    auto gone = delete_unlisted_items(tx, {1, 2}, 1);
    EXPECT_EQ(gone.value_or(0), 2);
    return {};
  }));
  EXPECT_EQ(keys(), 0);
  EXPECT_EQ(found(), 0U);
}

TEST_F(CatalogueKeysTest, ARenamedAccountFindsItsItems) {
  key();
  must(write([](Transaction& tx) { return rename_account(tx, "acme", "zebra"); }));
  EXPECT_EQ(found("zebra"), 7U);
  EXPECT_EQ(found("acme"), 4U);
}

// They lie in databases: another hash would find nothing there.
TEST(CatalogueKeys, HashesAreTheSameForEver) {
  EXPECT_EQ(key_hash("acme", "SKU-1"), 139'198'202'881'742);
  EXPECT_EQ(key_hash(7, "SKU-1"), 70'106'236'611'039);
  EXPECT_NE(key_hash("a", "bc"), key_hash("ab", "c"));
}

}  // namespace
}  // namespace fairway::ledger::test

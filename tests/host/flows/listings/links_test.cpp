// LST-9: links by hand, by the exact SKU alone, and no data changes on either side.
#include "tests/host/flows/listings/import_support.hpp"

namespace fairway::flows::test {
namespace {

struct LinkTest : ImportTest {
  fw_rc code(Status (*verb)(Context&, const ListingName&), const std::string& sku) {
    auto c = context();
    const auto done = verb(c, {"acme", "us-main", sku});
    return done ? 0 : done.error().code;
  }
  std::string item(const std::string& sku) {
    return text(
        "SELECT title || '/' || description || '/' || product_id || '/' || barcode FROM catalogue_item WHERE sku = '" + sku +
        "'");
  }
};

TEST_F(LinkTest, AnItemIsLinkedToTheListingOfItsExactSkuThatTheChannelShows) {
  auto shown_but_skipped = listing("MUG", "B01");
  shown_but_skipped.price = {};
  import({shown_but_skipped, listing("CUP", "B02")});
  must(db->transact([](storage::Transaction& tx) {
    return ledger::done(
        tx.execute("INSERT INTO catalogue_item (account, sku, title, description, images, product_id, barcode, mpn, family, "
                   "parent, condition, category) VALUES ('acme', 'MUG', 'A mug', 'Ours', '[]', '', '036000291452', '', '', "
                   "0, '', ''), ('acme', 'mug', '', '', '[]', 'B01', '', '', '', 0, '', ''), ('acme', 'PLATE', '', '', "
                   "'[]', '', '', '', '', 0, '', '')"));
  }));
  const auto before = item("MUG");
  EXPECT_EQ(code(link_listing, "MUG"), 0);
  EXPECT_EQ(code(link_listing, "MUG"), 0) << "again it is linked already";
  EXPECT_EQ(state_in("MUG"), "linked");
  EXPECT_EQ(item("MUG"), before);
  EXPECT_EQ(text("SELECT title || price || product_id FROM listing WHERE sku = 'MUG'"), "");
  EXPECT_EQ(text("SELECT catalogue_item.sku FROM listing JOIN catalogue_item ON catalogue_item.id = item_id WHERE "
                 "listing.sku = 'MUG'"),
            "MUG");
  EXPECT_EQ(code(link_listing, "mug"), FW_E_REJECTED) << "the channel shows MUG, not mug";
  EXPECT_EQ(code(link_listing, "PLATE"), FW_E_REJECTED) << "nothing was shown of it";
  EXPECT_EQ(code(link_listing, "SPOON"), FW_E_REJECTED) << "the catalogue has none";
  EXPECT_TRUE(script.pushed.empty());
}

TEST_F(LinkTest, BeforeAnyImportNobodyKnowsWhatIsListed) {
  must(db->transact([](storage::Transaction& tx) {
    return ledger::done(
        tx.execute("INSERT INTO catalogue_item (account, sku, title, description, images, product_id, barcode, mpn, family, "
                   "parent, condition, category) VALUES ('acme', 'MUG', '', '', '[]', '', '', '', '', 0, '', '')"));
  }));
  EXPECT_EQ(code(link_listing, "MUG"), FW_E_REJECTED);
}

TEST_F(LinkTest, WhatWasLinkedByHandIsFilledByTheNextImportAndBrokenWhenItIsGone) {
  auto skipped = listing("MUG", "B01");
  skipped.price = {};
  import({skipped, listing("CUP", "B02")});
  must(db->transact([](storage::Transaction& tx) {
    return ledger::done(
        tx.execute("INSERT INTO catalogue_item (account, sku, title, description, images, product_id, barcode, mpn, family, "
                   "parent, condition, category) VALUES ('acme', 'MUG', 'Ours', '', '[]', '', '', '', '', 0, '', '')"));
  }));
  ASSERT_EQ(code(link_listing, "MUG"), 0);
  const auto id = import({listing("MUG", "B01"), listing("CUP", "B02")});
  EXPECT_EQ(outcomes(id).at("MUG"), "updated changed");
  EXPECT_EQ(listings().at("MUG"), "linked Title of MUG B01 19.90");
  EXPECT_EQ(text("SELECT title FROM catalogue_item WHERE sku = 'MUG'"), "Ours");
  EXPECT_EQ(outcomes(import({listing("MUG", "B01"), listing("CUP", "B02")})).at("MUG"), "linked known");
  import({listing("CUP", "B02")});
  EXPECT_EQ(state_in("MUG"), "broken-link");
  EXPECT_EQ(code(relink_listing, "MUG"), FW_E_REJECTED) << "the channel does not show it";
}

TEST_F(LinkTest, UnlinkedNoImportBringsItBackAndRelinkingDoes) {
  import({listing("MUG", "B01", "036000291452"), listing("CUP", "B02")});
  EXPECT_EQ(code(unlink_listing, "MUG"), 0);
  EXPECT_EQ(state_in("MUG"), "unlinked");
  EXPECT_EQ(number("SELECT COUNT(*) FROM catalogue_item WHERE gtin IS NOT NULL"), 0) << "its barcode is free";
  const auto before = listings().at("CUP");
  const auto id = import({listing("MUG", "B01", "036000291452"), listing("CUP", "B02")}, "create-and-overwrite");
  EXPECT_EQ(outcomes(id).at("MUG"), "skipped unlinked");
  EXPECT_EQ(state_in("MUG"), "unlinked");
  EXPECT_EQ(code(link_listing, "MUG"), FW_E_REJECTED) << "that is relinked";
  EXPECT_EQ(code(relink_listing, "MUG"), 0);
  EXPECT_EQ(listings().at("MUG"), "linked Title of MUG B01 19.90");
  EXPECT_EQ(number("SELECT COUNT(*) FROM catalogue_item WHERE gtin IS NOT NULL"), 1);
  EXPECT_EQ(listings().at("CUP"), before);
  EXPECT_EQ(code(unlink_listing, "SPOON"), FW_E_INVALID);
  EXPECT_TRUE(script.pushed.empty());
}

TEST_F(LinkTest, APausedListingIsPausedWhenItIsRelinked) {
  configure([](config::Account& account) { account.stores[0].listings.paused = true; });
  import({listing("MUG", "B01")});
  ASSERT_EQ(code(unlink_listing, "MUG"), 0);
  ASSERT_EQ(code(relink_listing, "MUG"), 0);
  EXPECT_EQ(state_in("MUG"), "paused");
}

TEST_F(LinkTest, AnUndoLeavesAPersonsWord) {
  const auto id = import({listing("MUG", "B01"), listing("CUP", "B02")});
  ASSERT_EQ(code(unlink_listing, "MUG"), 0);
  auto c = context();
  must(undo_import(c, "acme", id, {"ada"}));
  work();
  EXPECT_EQ(state_in("MUG"), "unlinked");
  EXPECT_EQ(state_in("CUP"), "none");
  EXPECT_EQ(imported(id).kept, 1);
}

// LST-4: of two listings of one product one is live, whichever way a listing comes back.
TEST_F(LinkTest, NoSecondListingOfAProductComesToLifeByRelinkingUndoingOrFilling) {
  const auto live = [&] {
    return number("SELECT COUNT(*) FROM listing WHERE product_id = 'B01' AND state IN ('active', 'paused', 'linked')");
  };
  import({listing("A", "B01")});
  EXPECT_EQ(code(unlink_listing, "A"), 0);
  import({listing("A", "B01"), listing("B", "B01")});
  EXPECT_EQ(code(relink_listing, "A"), FW_E_REJECTED);
  EXPECT_EQ(live(), 1);
  // B is gone in one import, and C has its product by the next: the first is undone.
  const auto gone = import({listing("D", "B04")});
  ASSERT_EQ(state_in("B"), "broken-link");
  import({listing("C", "B01"), listing("D", "B04")});
  ASSERT_EQ(state_in("C"), "active");
  auto c = context();
  must(undo_import(c, "acme", gone, {"ada"}));
  work();
  EXPECT_EQ(state_in("B"), "broken-link");
  EXPECT_EQ(live(), 1);
  EXPECT_EQ(imported(gone).kept, 1);
  // M is linked by hand, and the channel shows it with C's product.
  must(db->transact([](storage::Transaction& tx) {
    return ledger::done(
        tx.execute("INSERT INTO catalogue_item (account, sku, title, description, images, product_id, barcode, mpn, family, "
                   "parent, condition, category) VALUES ('acme', 'M', '', '', '[]', '', '', '', '', 0, '', '')"));
  }));
  auto skipped = listing("M", "B01");
  skipped.price = {};
  import({skipped, listing("C", "B01"), listing("D", "B04")});
  ASSERT_EQ(code(link_listing, "M"), 0);
  const auto filling = import({listing("M", "B01"), listing("C", "B01"), listing("D", "B04")});
  EXPECT_EQ(outcomes(filling).at("M"), "skipped known-product C");
  EXPECT_EQ(live(), 1);
}

TEST_F(LinkTest, ABarcodeIsNotHeldTwice) {  // LST-3
  import({listing("A", "B01", "036000291452")});
  EXPECT_EQ(code(unlink_listing, "A"), 0);
  import({listing("A", "B01", "036000291452"), listing("B", "B02", "036000291452")});
  EXPECT_EQ(state_in("B"), "active");
  EXPECT_EQ(code(relink_listing, "A"), 0);
  EXPECT_EQ(number("SELECT COUNT(*) FROM catalogue_item WHERE gtin = '00036000291452'"), 1);
}

}  // namespace
}  // namespace fairway::flows::test

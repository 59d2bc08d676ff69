// LST-15: a file of listings that a person hands in, under the rules of imports (LST-2 to LST-6).
#include <sys/stat.h>

#include <random>

#include "fairway/base64.hpp"
#include "fairway/pull.hpp"
#include "host/flows/listings/handed_files.hpp"
#include "tests/host/flows/dying.hpp"
#include "tests/host/flows/listings/import_support.hpp"

namespace fairway::flows::test {
namespace {

// A channel whose file has a header and a line of JSON for each listing.
struct ImportFileTest : ImportTest {
  ImportFileTest() {
    catalogue.plugins["amazon"].description.manifest.streams.push_back({"listing-file", {"listing/1"}, "listings", "", {}});
    script.pull = [this](const plugins::PullRequest& request, plugins::PullSink& sink) {
      return request.stream == "listing-file" ? read(request, sink) : show(request, sink);
    };
  }

  // Two rows a checkpoint, and only whole ones.
  Status read(const plugins::PullRequest& request, plugins::PullSink& sink) {
    ++pieces;
    const auto piece = from_json<ListingFilePiece>(request.params);
    utf8 = piece.utf8;
    const auto from = request.cursor.empty() ? ListingFilePlace() : from_json<ListingFilePlace>(request.cursor);
    EXPECT_EQ(from.offset, piece.offset);
    const auto bytes = decode_base64(piece.base64).value();
    std::size_t at = 0;
    bool header = from.state.empty();
    plugins::Batch batch;
    while (at < bytes.size()) {
      const auto end = bytes.find('\n', at);
      if (end == std::string::npos && !piece.last) break;
      const auto line = bytes.substr(at, end - at);
      at = end == std::string::npos ? bytes.size() : end + 1;
      if (std::exchange(header, false)) {
        if (line != "HEADER") return fail(FW_E_REJECTED, "this is no file of listings: its columns are " + line);
        continue;
      }
      if (line.starts_with('{')) batch.documents.push_back({"listing/1", line, line});
      else batch.rejects.push_back({line, "listing/1", "", "no row"});
      if (batch.documents.size() < 2) continue;
      batch.cursor = to_json(ListingFilePlace{piece.offset + static_cast<std::int64_t>(at), "read"});
      if (auto ok = sink.commit(std::exchange(batch, {})); !ok) return ok;
    }
    batch.cursor = piece.last ? "" : to_json(ListingFilePlace{piece.offset + static_cast<std::int64_t>(at), "read"});
    return sink.commit(std::move(batch));
  }

  // As export and import of the channel's own file would leave it: no status, nobody who ships, one image, texts on one line.
  static std::string row(Listing l) {
    l.status = {}, l.fulfilled_by = {}, l.hidden = false;
    l.shipping_template.clear();
    if (l.images.size() > 1) l.images.resize(1);
    for (auto* text : {&l.title, &l.description, &l.condition_note})
      for (char& c : *text) c = static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
    return to_json(l) + "\n";
  }
  static std::string file_of(const std::vector<Listing>& listings) {
    std::string text = "HEADER\n";
    for (const auto& one : listings) text += row(one);
    return text;
  }

  std::string hand_in(const std::string& bytes, std::size_t piece = 1000) {
    auto c = context();
    const auto id = must(hand_in_file(c, "acme", "us-main"));
    for (std::size_t at = 0; at < bytes.size(); at += piece)
      must(append_to_file(c, "acme", "us-main", id, static_cast<std::int64_t>(at), bytes.substr(at, piece)));
    return id;
  }
  std::int64_t ask_for_file(const std::string& id, const std::string& mode = {}, bool dry_run = false) {
    auto c = context();
    return must(ask_import(c, {"acme", "us-main", mode, dry_run, id, "mine.txt"}, {"ada"}));
  }
  std::int64_t import_file(const std::string& bytes, const std::string& mode = {}) {
    const auto id = ask_for_file(hand_in(bytes), mode);
    work();
    return id;
  }
  bool is_there(const std::string& id) { return std::filesystem::exists(folder.path / "files" / id); }
  // All that is kept of the store's listings and of the catalogue, but for when it was seen.
  std::string everything() {
    std::string all;
    for (const auto* sql :
         {"SELECT * FROM catalogue_item ORDER BY id",
          "SELECT id, item_id, sku, state, back_to, listing_id, product_id, title, description, images, condition, "
          "condition_note, price, currency, quantity, pending_quantity, hidden, opened_at, shipping_template, fulfilled_by, "
          "ships FROM listing ORDER BY id"}) {
      const auto rows = must(must(db->read())->query(sql));
      for (std::size_t i = 0; i < rows.size(); ++i, all += '\n')
        for (std::size_t c = 0; c < rows.columns().size(); ++c) all += (rows.is_null(i, c) ? "-" : rows.text(i, c)) + '|';
    }
    return all;
  }

  int pieces = 0;
  bool utf8 = false;
};

TEST_F(ImportFileTest, ComesInByTheRulesAndGoesWhenItWasRead) {
  import({listing("KNOWN", "B01")});
  auto known = listing("KNOWN", "B01");
  known.price.amount = "25.00";
  auto bad = listing("BAD", "B09");
  bad.price.amount = "-1.00";
  const auto file = hand_in(file_of({known, listing("NEW", "B02"), listing("TWIN", "B01"), bad}) + "rubbish\n");
  struct ::stat about {};
  ASSERT_EQ(::stat((folder.path / "files" / file).c_str(), &about), 0);
  EXPECT_EQ(about.st_mode & 0777, 0600u);
  const auto id = ask_for_file(file, "create-and-overwrite");
  work();
  EXPECT_EQ(state_of(id), "done") << imported(id).note;
  EXPECT_EQ(outcomes(id), (std::map<std::string, std::string>{{"", "failed unreadable no row"},
                                                              {"BAD", "failed bad-price -1.00"},
                                                              {"KNOWN", "updated changed"},
                                                              {"NEW", "created new"},
                                                              {"TWIN", "skipped known-product KNOWN"}}));
  EXPECT_EQ(imported(id).file->name, "mine.txt");
  EXPECT_EQ(imported(id).total, imported(id).rows);
  EXPECT_TRUE(utf8);
  EXPECT_FALSE(is_there(file));
  auto c = context();
  EXPECT_EQ(rerun_import(c, "acme", id, {"ada"}).error().code, FW_E_REJECTED) << "its file is gone";
  must(undo_import(c, "acme", id, {"ada"}));
  work();
  EXPECT_EQ(listings().at("KNOWN"), "active Title of KNOWN B01 19.90");
  EXPECT_EQ(state_in("NEW"), "none");
}

TEST_F(ImportFileTest, WhoShipsIsAsItWasAndElseTheSeller) {
  auto fba = listing("FBA", "B01");
  fba.fulfilled_by = FulfilledBy::amazon, fba.quantity.reset(), fba.pending_quantity.reset();
  import({fba});
  fba.price.amount = "30.00";
  const auto id = import_file(file_of({fba, listing("NEW", "B02")}), "create-and-overwrite");
  EXPECT_EQ(outcomes(id).at("FBA"), "updated changed") << "no quantity is no fault of what Amazon ships";
  EXPECT_EQ(text("SELECT fulfilled_by || price FROM listing WHERE sku = 'FBA'"), "amazon30.00");
  EXPECT_EQ(text("SELECT fulfilled_by FROM listing WHERE sku = 'NEW'"), "merchant");
}

TEST_F(ImportFileTest, WhatItDoesNotHoldIsNotGone) {
  import({listing("A", "B01"), listing("B", "B02")});
  auto closed = listing("B", "B02");
  closed.status = ListingStatus::closed;
  const auto id = import_file("HEADER\n" + to_json(closed) + "\n");
  EXPECT_EQ(outcomes(id).at("B"), "skipped closed");
  EXPECT_EQ(state_in("A") + state_in("B"), "activeactive");
  auto c = context();
  import({listing("A", "B01")});
  EXPECT_EQ(state_in("B"), "broken-link");
  import_file(file_of({listing("C", "B03")}));
  EXPECT_EQ(relink_listing(c, {"acme", "us-main", "B"}).error().code, FW_E_REJECTED)
      << "what the store lists is what the channel showed last";
  must(relink_listing(c, {"acme", "us-main", "A"}));
}

TEST_F(ImportFileTest, AFileSaysNothingOfHowAHiddenListingStandsThere) {
  import({listing("A", "B01")});
  must(db->transact([](storage::Transaction& tx) {
    return ledger::done(tx.execute("INSERT INTO listing_want (listing_id, hidden) SELECT id, 1 FROM listing"));
  }));
  import_file(file_of({listing("A", "B01")}), "create-and-overwrite");
  EXPECT_EQ(number("SELECT COUNT(*) FROM finding"), 0);
}

// Whatever was exported and is imported changes nothing.
TEST_F(ImportFileTest, WhatWasExportedChangesNothingWhenItComesBack) {
  std::mt19937 random(7);
  const std::vector<std::string> odd{"", "plain", "a\tb", " two\r\nlines ", "Żółty \"x\"", "?", "tab at the end\t"};
  const auto any = [&] { return odd[random() % odd.size()]; };
  for (int round = 0; round < 20; ++round) {
    std::vector<Listing> all;
    for (int i = 0; i < 12; ++i) {
      auto one = listing(fmt::format("S{}-{}", round, i), fmt::format("B{}-{}", round, i));
      one.title = any(), one.description = any(), one.condition_note = any();
      one.shipping_template = any(), one.listing_id = fmt::format("L{}", i);
      one.images.clear();
      for (auto n = random() % 4; n > 0; --n) one.images.push_back(fmt::format("https://images.example/{}.jpg", n));
      one.hidden = random() % 3 == 0;
      one.opened_at = Time{static_cast<std::int64_t>(random()) * 1000 + static_cast<std::int64_t>(random() % 1000)};
      if (random() % 3 == 0) one.fulfilled_by = FulfilledBy::amazon, one.quantity.reset(), one.pending_quantity.reset();
      one.condition = random() % 2 == 0 ? Condition::new_ : Condition::refurbished;
      all.push_back(std::move(one));
    }
    import(all);
    const auto before = everything();
    const auto file = file_of(must(ledger::listings_after(*must(db->read()), 1, 0, 1000)).listings);
    for (const auto* mode : {"create-only", "create-and-overwrite"}) {
      const auto id = import_file(file, mode);
      EXPECT_EQ(imported(id).counts.variants.at("linked"), imported(id).rows) << to_json(imported(id).counts);
      EXPECT_EQ(imported(id).rows, 12);
      EXPECT_EQ(everything(), before) << mode << " " << round;
    }
  }
}

TEST_F(ImportFileTest, DiedAtEveryCommitItGoesOnBehindTheLastRow) {
  std::vector<Listing> all;
  for (int i = 0; i < 7; ++i) all.push_back(listing(fmt::format("S{}", i), fmt::format("B{}", i)));
  const auto bytes = file_of(all);
  for (int commits = 0; commits < 9; ++commits) {
    const auto file = hand_in(bytes);
    const auto id = ask_for_file(file);
    Dying dying(*db, commits);
    in_use = &dying;
    run("import");
    in_use = nullptr;
    must(db->transact([&](storage::Transaction& tx) { return ledger::reclaim(tx, ++epoch, clock.now()); }));
    clock.advance(std::chrono::minutes(11));
    work();
    EXPECT_EQ(state_of(id), "done") << commits << imported(id).note;
    EXPECT_EQ(imported(id).rows, 7) << commits;
    EXPECT_EQ(listings().size(), 7u);
    EXPECT_EQ(outcomes(id).size(), 7u) << "each row once";
    EXPECT_FALSE(is_there(file));
  }
}

TEST_F(ImportFileTest, WhatIsNoSuchFileFailsAtOnceWithTheReason) {
  const auto file = hand_in("name,price\n1,2\n");
  const auto id = ask_for_file(file);
  work();
  EXPECT_EQ(state_of(id), "failed");
  EXPECT_EQ(imported(id).note, "this is no file of listings: its columns are name,price");
  EXPECT_EQ(pieces, 1);
  EXPECT_FALSE(is_there(file));
  const auto lost = hand_in(file_of({listing("A", "B01")}));
  const auto next = ask_for_file(lost);
  std::filesystem::remove(folder.path / "files" / lost);
  work();
  EXPECT_EQ(state_of(next), "failed");
  EXPECT_EQ(imported(next).note, "the file is gone; hand it in again");
}

TEST_F(ImportFileTest, ADryRunSaysTheOutcomesAndChangesNothing) {
  import({listing("A", "B01")});
  const auto before = everything();
  auto changed = listing("A", "B01");
  changed.price.amount = "1.00";
  const auto id = ask_for_file(hand_in(file_of({changed, listing("B", "B02")})), "create-and-overwrite", true);
  work();
  EXPECT_EQ(outcomes(id), (std::map<std::string, std::string>{{"A", "updated changed"}, {"B", "created new"}}));
  EXPECT_EQ(everything(), before);
}

TEST_F(ImportFileTest, OfSeveralListingsOfOneProductTheBetterIsTakenWhateverItsRow) {
  auto poor = listing("POOR", "B01"), better = listing("BETTER", "B01");
  poor.quantity = 0;
  const auto id = import_file(file_of({poor, listing("X", "B02"), better}));
  EXPECT_EQ(outcomes(id).at("POOR"), "skipped known-product BETTER");
  EXPECT_EQ(text("SELECT fulfilled_by FROM listing WHERE sku = 'BETTER'"), "merchant");
}

TEST_F(ImportFileTest, APieceMayBeSentAgainAndNoneIsLeftOut) {
  auto c = context();
  const auto id = must(hand_in_file(c, "acme", "us-main"));
  const auto append = [&](std::int64_t at, const std::string& bytes) {
    return append_to_file(c, "acme", "us-main", id, at, bytes);
  };
  EXPECT_EQ(must(append(0, "HEAD")), 4);
  EXPECT_EQ(must(append(0, "HEADER\n")), 7) << "sent again, and the file ends behind it";
  EXPECT_EQ(append(9, "x").error().message, "the file has 7 bytes so far: the next piece begins there");
  EXPECT_EQ(append(-1, "x").error().code, FW_E_REJECTED);
  EXPECT_EQ(append(0, std::string(kLongestPiece + 1, 'x')).error().code, FW_E_REJECTED);
  EXPECT_EQ(must(length_of_file(c, "acme", "us-main", id)), 7);
  for (const auto* other : {"../fairway.db", "1-2-zz", "-", "9-1-ab", "1-1-ab"}) {
    EXPECT_EQ(append_to_file(c, "acme", "us-main", other, 0, "x").error().code, FW_E_INVALID) << other;
    EXPECT_EQ(ask_import(c, {"acme", "us-main", {}, false, other, "x"}, {"ada"}).error().code, FW_E_INVALID) << other;
  }
  const auto import = ask_for_file(id);
  EXPECT_EQ(append(7, "x").error().code, FW_E_REJECTED) << "an import has it";
  EXPECT_EQ(ask_import(c, {"acme", "us-main", {}, false, id, "x"}, {"ada"}).error().code, FW_E_REJECTED);
  must(cancel_import(c, "acme", import, {"ada"}));
  EXPECT_FALSE(is_there(id));
}

TEST_F(ImportFileTest, WhatNobodyImportsGoesAfterADay) {
  const auto left = hand_in("HEADER\n"), wanted = hand_in("HEADER\n");
  ask_for_file(wanted);
  auto c = context();
  clock.advance(std::chrono::hours(23));
  must(sweep_files(c));
  EXPECT_TRUE(is_there(left));
  clock.advance(std::chrono::hours(2));
  must(sweep_files(c));
  EXPECT_FALSE(is_there(left));
  EXPECT_TRUE(is_there(wanted)) << "it waits for its turn";
}

TEST_F(ImportFileTest, WhetherAFileIsUtf8IsToldWhereverItsPiecesEnd) {
  auto c = context();
  const std::string text = "HEADER\n";
  for (const auto& [bytes, wanted] :
       {std::pair(text + std::string("\xC5\xBB\xC3\xB3\xC5\x82ty"), true),
        std::pair(std::string((1 << 20) - 1, 'x') + "\xE2\x82\xAC", true),
        std::pair(text + std::string("Caf\xE9 chair"), false), std::pair(text + std::string("\xE2\x82"), false)}) {
    const auto id = hand_in(bytes, 100'000);
    EXPECT_EQ(must(take_file(c, 1, id, "x")).utf8, wanted) << bytes.size();
  }
}

TEST_F(ImportFileTest, WhoReadsNoSuchFileSaysSo) {
  catalogue.plugins["amazon"].description.manifest.streams.pop_back();
  auto c = context();
  const auto id = hand_in("HEADER\n");
  EXPECT_EQ(ask_import(c, {"acme", "us-main", {}, false, id, "x"}, {"ada"}).error().code, FW_E_UNSUPPORTED);
}

}  // namespace
}  // namespace fairway::flows::test

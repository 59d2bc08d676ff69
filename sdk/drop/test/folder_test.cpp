// Folders of this machine: what is put is whole, what is taken is taken once (WMS-2, WMS-3).
#include <gmock/gmock.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <thread>

#include "fairway/drop/seen.hpp"
#include "support.hpp"

namespace {

using namespace drop_test;
using testing::ElementsAre;
using testing::IsEmpty;
using Names = std::vector<std::string>;

TEST(DropNames, MatchAsInAShell) {
  struct Case {
    const char *pattern, *name;
    bool fits;
  };
  const Case cases[] = {{"*", "", true},
                        {"shp*.csv", "shp_1.csv", true},
                        {"shp*.csv", "SHP_1.CSV", true},
                        {"shp*.csv", "inv.csv", false},
                        {"a?c", "abc", true},
                        {"a?c", "ac", false},
                        {"*a*b", "xaxxab", true},
                        {"*a*b", "xaxxac", false},
                        {"", "a", false},
                        {"a[b", "a[b", true}};
  for (const Case& one : cases)
    EXPECT_EQ(fairway::drop::name_matches(one.pattern, one.name), one.fits) << one.pattern << ' ' << one.name;
}

TEST(DropNames, TemporaryAndHiddenOnesAreNotFinal) {
  for (const char* name : {"", ".a.csv", "a.csv.tmp", "a.PART", "a.filepart", "a/b", "a\nb"})
    EXPECT_FALSE(fairway::drop::is_final_name(name)) << name;
  EXPECT_TRUE(fairway::drop::is_final_name("tmp.csv"));
  EXPECT_FALSE(fairway::drop::is_final_name(std::string(201, 'a')));
}

TEST(DropPut, TheSameAgainIsSuccessAndOtherBytesAreRefused) {
  Partner partner;
  auto drop = partner.open();
  drop.put(partner.call, "ord.csv", "a");
  drop.put(partner.call, "ord.csv", "a");
  for (const char* other : {"b", "ab", ""})
    EXPECT_EQ(code_of([&] { drop.put(partner.call, "ord.csv", other); }), FW_E_REJECTED) << other;
  EXPECT_EQ(read(partner.out() / "ord.csv"), "a");
  EXPECT_EQ(names_in(partner.out()), Names{"ord.csv"});
}

TEST(DropPut, ALeftoverOfACrashIsWrittenOverAndCleared) {
  Partner partner;
  auto drop = partner.open();
  write(partner.out() / ".ord.csv.tmp", "half of a longer te");
  drop.put(partner.call, "ord.csv", "whole");
  EXPECT_EQ(read(partner.out() / "ord.csv"), "whole");
  write(partner.out() / ".ord.csv.tmp", "whole");  // renamed by a link whose name was not taken away yet
  drop.put(partner.call, "ord.csv", "whole");
  EXPECT_EQ(names_in(partner.out()), Names{"ord.csv"});
}

// Whatever a reader sees under a final name is all of it.
TEST(DropPut, AReaderBesideItNeverSeesHalf) {
  Partner partner;
  auto drop = partner.open();
  const std::string bytes(3'000'000, 'x');
  std::atomic<bool> over{false};
  std::atomic<int> seen{0}, half{0};
  std::thread reader([&] {
    while (!over)
      for (const auto& one : fs::directory_iterator(partner.out())) {
        if (one.path().filename().string().front() == '.') continue;
        ++seen;
        std::error_code gone;
        if (const auto size = fs::file_size(one.path(), gone); !gone && size != bytes.size()) ++half;
      }
  });
  for (int i = 0; i < 20; ++i) drop.put(partner.call, "ord" + std::to_string(i) + ".csv", bytes);
  over = true;
  reader.join();
  EXPECT_GT(seen, 0);
  EXPECT_EQ(half, 0);
}

TEST(DropPut, AFolderThatIsMissingIsMadeAndWhatIsNoneIsForSomebodyToMend) {
  Partner partner;
  auto drop = partner.open();
  fs::remove(partner.out());
  drop.put(partner.call, "ord.csv", "a");
  EXPECT_EQ(read(partner.out() / "ord.csv"), "a");
  fs::remove_all(partner.out()), write(partner.out(), "in the way");
  EXPECT_EQ(code_of([&] { drop.put(partner.call, "ord.csv", "a"); }), FW_E_CONFIG);
  EXPECT_EQ(code_of([&] { drop.put(partner.call, "../ord.csv", "a"); }), FW_E_INVALID);
}

TEST(DropClaim, TakesFinalNamesInOrderAndNoOthers) {
  Partner partner;
  for (const char* name : {"b.csv", "a.csv", ".c.csv", "d.csv.tmp", "e.filepart", "f.txt", "g.csv.part"})
    write(partner.in() / name, name);
  fs::create_directory(partner.in() / "h.csv");
  fs::create_symlink("/etc/hostname", partner.in() / "i.csv");
  partner.rules.pattern = "*.csv";
  auto drop = partner.open();
  const auto claims = drop.claim(partner.call, 10);
  ASSERT_THAT(names_of(claims), ElementsAre("a.csv", "b.csv"));
  EXPECT_EQ(drop.read(partner.call, claims[0]), "a.csv");
  EXPECT_THAT(names_in(partner.in() / "processing"), ElementsAre("a.csv", "b.csv"));
}

TEST(DropClaim, WhatAnEarlierLifeHadClaimedComesAgainAndNothingIsTakenBeyondWhatIsAskedFor) {
  Partner partner;
  for (const char* name : {"a.csv", "b.csv", "c.csv", "d.csv"}) write(partner.in() / name, name);
  EXPECT_THAT(names_of(partner.open().claim(partner.call, 2)), ElementsAre("a.csv", "b.csv"));
  auto drop = partner.open();  // after a crash
  const auto claims = drop.claim(partner.call, 3);
  EXPECT_THAT(names_of(claims), ElementsAre("a.csv", "b.csv", "c.csv"));
  EXPECT_TRUE(fs::exists(partner.in() / "d.csv"));
  for (const auto& claim : claims) drop.archive(partner.call, claim);
  EXPECT_THAT(names_of(drop.claim(partner.call, 3)), ElementsAre("d.csv"));
}

TEST(DropClaim, OfASharedInboxOnlyOnesOwnAreTaken) {
  Partner partner;
  SharedInbox shared;
  shared.fill(partner.in());
  partner.rules = shared.rules();
  auto drop = partner.open();
  shared.expect_own(drop, partner.call);
}

// The same name comes every day: neither file nor its archive is overwritten.
TEST(DropClaim, ASecondFileOfOneNameWaitsUntilTheFirstIsDone) {
  Partner partner;
  auto drop = partner.open();
  for (const char* day : {"monday", "tuesday", "wednesday", "thursday"}) {
    write(partner.in() / "stock.csv", day);
    const auto claims = drop.claim(partner.call, 10);
    ASSERT_EQ(claims.size(), 1u);
    write(partner.in() / "stock.csv", "next");
    EXPECT_EQ(drop.read(partner.call, drop.claim(partner.call, 10).at(0)), day);
    drop.archive(partner.call, claims[0]);
    fs::remove(partner.in() / "stock.csv");
  }
  EXPECT_THAT(names_in(partner.in() / "archive"),
              ElementsAre("stock.csv", "stock.csv.20260101T000000Z", "stock.csv.20260101T000000Z.2",
                          "stock.csv.20260101T000000Z.3"));
}

TEST(DropClaim, ManyReadersShareTheFilesAndNoneIsTakenTwice) {
  Partner partner;
  constexpr int kFiles = 200;
  for (int i = 0; i < kFiles; ++i) write(partner.in() / (std::to_string(i) + ".csv"), "x");
  // Each with a processing folder of its own, as two hosts on one share would be.
  std::vector<std::vector<std::string>> taken(4);
  std::vector<std::thread> readers;
  for (std::size_t r = 0; r < taken.size(); ++r)
    readers.emplace_back([&, r] {
      Caller caller;
      const std::shared_ptr<fairway::drop::Files> files = fairway::drop::local_files();
      const auto at = [&](const std::string& name) { return (partner.in() / (name + std::to_string(r))).string(); };
      fairway::drop::Drop drop({files, files, partner.out().string(), partner.in().string(), at("p"), at("a"), at("r")}, {},
                               caller.api);
      for (;;) {
        const auto claims = drop.claim(caller.call, 7);
        if (claims.empty()) break;
        for (const auto& claim : claims) taken[r].push_back(claim.name), drop.archive(caller.call, claim);
      }
    });
  for (auto& reader : readers) reader.join();
  std::vector<std::string> all;
  for (const auto& one : taken) all.insert(all.end(), one.begin(), one.end());
  std::sort(all.begin(), all.end());
  EXPECT_EQ(std::unique(all.begin(), all.end()), all.end());
  EXPECT_EQ(all.size(), std::size_t{kFiles});
}

TEST(DropClaim, AWriterInPlaceIsLeftAloneUntilItsFileHasRested) {
  Partner partner;
  partner.rules.settle = std::chrono::seconds(60);
  auto drop = partner.open();
  const auto wait = [&](int seconds) { partner.host.clock.advance(std::chrono::seconds(seconds)); };
  write(partner.in() / "a.csv", "1");
  EXPECT_THAT(drop.claim(partner.call, 10), IsEmpty());
  wait(61), write(partner.in() / "a.csv", "12");
  EXPECT_THAT(drop.claim(partner.call, 10), IsEmpty()) << "it grew";
  wait(30);
  EXPECT_THAT(drop.claim(partner.call, 10), IsEmpty()) << "not long enough";
  wait(31);
  EXPECT_THAT(names_of(drop.claim(partner.call, 10)), ElementsAre("a.csv"));
}

TEST(DropClaim, AMarkerLetsAFileInOnce) {
  Partner partner;
  partner.rules.marker = ".done";
  auto drop = partner.open();
  for (const char* name : {"a.csv", "b.csv", "c.csv"}) write(partner.in() / name, "x");
  for (const char* name : {"a.csv.done", "c.DONE", "b.csv.don"}) write(partner.in() / name, "");
  EXPECT_THAT(names_of(drop.claim(partner.call, 10)), ElementsAre("a.csv"));
  write(partner.in() / "c.done", "");
  EXPECT_THAT(names_of(drop.claim(partner.call, 10)), ElementsAre("a.csv", "c.csv"));
  for (const auto& claim : drop.claim(partner.call, 10)) drop.archive(partner.call, claim);
  write(partner.in() / "a.csv", "again");
  EXPECT_THAT(drop.claim(partner.call, 10), IsEmpty()) << "the marker of the first one is used up";
}

TEST(DropReject, TheReasonLiesBesideTheFile) {
  Partner partner;
  auto drop = partner.open();
  for (int i = 0; i < 2; ++i) {
    write(partner.in() / "a.csv", "bad" + std::to_string(i));
    drop.reject(partner.call, drop.claim(partner.call, 1).at(0), "no column sku");
  }
  const fs::path rejects = partner.in() / "rejects";
  EXPECT_EQ(names_in(rejects).size(), 4u);
  EXPECT_EQ(read(rejects / "a.csv"), "bad0");
  EXPECT_EQ(read(rejects / "a.csv.20260101T000000Z"), "bad1");
  EXPECT_THAT(read(rejects / "a.csv.reason.txt"), testing::HasSubstr("a.csv: no column sku"));
  EXPECT_THAT(drop.claim(partner.call, 1), IsEmpty());
}

TEST(DropRead, ALargeFileIsRefusedBeforeItFillsTheMemory) {
  Partner partner;
  partner.rules.most_bytes = 10;
  auto drop = partner.open();
  write(partner.in() / "a.csv", std::string(11, 'x'));
  write(partner.in() / "b.csv", std::string(10, 'x'));
  const auto claims = drop.claim(partner.call, 2);
  EXPECT_EQ(code_of([&] { drop.read(partner.call, claims.at(0)); }), FW_E_REJECTED);
  EXPECT_EQ(drop.read(partner.call, claims.at(1)).size(), 10u);
}

TEST(DropCancel, AStoppedCallTakesNothing) {
  Partner partner;
  write(partner.in() / "a.csv", "x");
  auto drop = partner.open();
  partner.host.cancel_after(0);
  EXPECT_EQ(code_of([&] { drop.claim(partner.call, 1); }), FW_E_CANCELLED);
  EXPECT_EQ(code_of([&] { drop.put(partner.call, "o.csv", "x"); }), FW_E_CANCELLED);
  EXPECT_TRUE(fs::exists(partner.in() / "a.csv"));
}

TEST(DropClaim, AnInboxThatIsMissingIsMade) {
  Partner partner;
  fs::remove(partner.in());
  EXPECT_THAT(partner.open().claim(partner.call, 1), IsEmpty());
  EXPECT_TRUE(fs::is_directory(partner.in()));
}

TEST(DropSeen, KnowsContentsByWhatTheyAreForNinetyDays) {
  Caller caller;
  const fairway::drop::Seen seen(caller.api, "shipments");
  EXPECT_EQ(fairway::drop::sha256_hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  seen.add(caller.call, fairway::drop::sha256_hex("a"), "shp 1.csv");
  EXPECT_EQ(seen.name_of(caller.call, fairway::drop::sha256_hex("a")), "shp 1.csv");
  EXPECT_EQ(seen.name_of(caller.call, fairway::drop::sha256_hex("b")), "");
  EXPECT_EQ(fairway::drop::Seen(caller.api, "stock").name_of(caller.call, fairway::drop::sha256_hex("a")), "");
  caller.host.clock.advance(std::chrono::hours(24 * 90 + 1));
  EXPECT_EQ(seen.name_of(caller.call, fairway::drop::sha256_hex("a")), "");
}

TEST(DropSeen, IsTakenBackWithTheCall) {
  Caller caller;
  const fairway::drop::Seen seen(caller.api, "shipments");
  seen.add(caller.call, fairway::drop::sha256_hex("a"), "a.csv");
  caller.host.state.roll_back();
  EXPECT_EQ(seen.name_of(caller.call, fairway::drop::sha256_hex("a")), "");
}

TEST(DropSeen, HoldsTheNewestTenThousandInValuesThatTheHostTakes) {
  Caller caller;
  const fairway::drop::Seen seen(caller.api, "s");
  const std::string name(100, 'n');
  for (int i = 0; i < 20'000; ++i) seen.add(caller.call, fairway::drop::sha256_hex(std::to_string(i)), name);
  int known = 0;
  for (int i = 10'000; i < 20'000; ++i)
    known += !seen.name_of(caller.call, fairway::drop::sha256_hex(std::to_string(i))).empty();
  EXPECT_EQ(known, 10'000);
  for (const auto& [key, value] : caller.host.state.pending) EXPECT_LE(value->size(), 64u * 1024) << key;
}

}  // namespace

// Files that tell of people go when they have had their time, and only then (ORD-12).
#include <gmock/gmock.h>
#include <utime.h>

#include <set>

#include "fairway/drop/seen.hpp"
#include "support.hpp"

namespace {

using namespace drop_test;
using fairway::drop::Expiry;
using fairway::drop::Spool;
using testing::ElementsAre;
using testing::IsEmpty;
using Names = std::vector<std::string>;

constexpr std::int64_t kDay = 24ll * 3600 * 1000;

std::int64_t real_now() { return static_cast<std::int64_t>(std::time(nullptr)) * 1000; }
void dated(const fs::path& path, std::int64_t ms) {
  const utimbuf times{ms / 1000, ms / 1000};
  ASSERT_EQ(::utime(path.c_str(), &times), 0) << path;
}

struct Old : Partner {
  fairway::drop::Drop drop = open();
  Spool spool{scratch.path / "out.spool"};
  std::set<std::string> open_keys;
  fairway::drop::Removed remove_before(std::int64_t ms) {
    return drop.remove_old(call, spool, {ms, [&](const std::string& key) { return open_keys.contains(key); }});
  }
  // Put into the outbox as a plugin does it.
  void send(const std::vector<std::string>& keys, const std::string& name) {
    spool.prepare(keys, name, "Erika Muster");
    drop.put(call, name, "Erika Muster");
    spool.mark_sent(name);
  }
  void take(const std::string& name, bool well) {
    write(in() / name, "Erika Muster");
    dated(in() / name, real_now() - 90 * kDay);
    const auto claims = drop.claim(call, 10);
    ASSERT_EQ(claims.size(), 1u);
    if (well) drop.archive(call, claims[0]);
    else drop.reject(call, claims[0], "line 1");
  }
};

TEST(DropRetention, WhatIsYoungStaysAndWhatIsOldGoes) {
  Old partner;
  partner.take("shp.csv", true);
  write(partner.in() / "archive/new.csv", "x");
  partner.remove_before(real_now() - 30 * kDay);
  EXPECT_THAT(names_in(partner.in() / "archive"), ElementsAre("new.csv"));
  EXPECT_EQ(partner.remove_before(real_now() + kDay).taken, 1u);
  EXPECT_THAT(names_in(partner.in() / "archive"), IsEmpty());
}

// A file may be old when it comes; what is wrong with it shall be seen for as long as with others.
TEST(DropRetention, AFileThatWasSetAsideIsAsOldAsItsReasonAndGoesWithIt) {
  Old partner;
  partner.take("odd.csv", false);
  EXPECT_EQ(partner.remove_before(real_now() - 30 * kDay).set_aside, 0u);
  EXPECT_THAT(names_in(partner.in() / "rejects"), ElementsAre("odd.csv", "odd.csv.reason.txt"));
  EXPECT_EQ(partner.remove_before(real_now() + kDay).set_aside, 2u);
  EXPECT_THAT(names_in(partner.in() / "rejects"), IsEmpty());
}

// A writer's clock that runs ahead, or a copy that was put back, keeps nothing for ever.
TEST(DropRetention, ADateInTheFutureDoesNotKeepAFile) {
  Old partner;
  fs::create_directories(partner.in() / "archive");
  write(partner.in() / "archive/next-year.csv", "x");
  dated(partner.in() / "archive/next-year.csv", real_now() + 365 * kDay);
  EXPECT_EQ(partner.remove_before(real_now() + 2 * kDay).taken, 1u);
}

TEST(DropRetention, ACopyOfWhatWasSentGoesWithTheRestOfTheArchive) {
  Old partner;
  partner.send({"1"}, "ord_1.csv");
  partner.open_keys = {"1"};
  EXPECT_EQ(partner.remove_before(real_now() - kDay).taken, 0u);
  EXPECT_EQ(partner.remove_before(real_now() + kDay).taken, 1u);
  EXPECT_THAT(names_in(partner.in() / "archive"), IsEmpty());
  EXPECT_THAT(names_in(partner.out()), ElementsAre("ord_1.csv")) << "the file itself is still needed";
}

TEST(DropRetention, WhatWaitsInInboxOrProcessingIsNotTouched) {
  Old partner;
  write(partner.in() / "a.csv", "x");
  ASSERT_EQ(partner.drop.claim(partner.call, 10).size(), 1u);
  write(partner.in() / "b.csv", "x");
  partner.remove_before(real_now() + kDay);
  EXPECT_THAT(names_in(partner.in()), ElementsAre("b.csv"));
  EXPECT_THAT(names_in(partner.in() / "processing"), ElementsAre("a.csv"));
}

TEST(DropRetention, AFileThatThePartnerLeftGoesUnlessAnOrderInItIsStillOpen) {
  Old partner;
  partner.send({"1", "2"}, "ord_1.csv");
  partner.send({"3"}, "ord_2.csv");
  write(partner.out() / "of-another-system.csv", "x");
  partner.open_keys = {"2"};
  EXPECT_EQ(partner.remove_before(real_now() - kDay).left, 0u) << "too young";
  EXPECT_EQ(partner.remove_before(real_now() + kDay).left, 1u);
  EXPECT_THAT(names_in(partner.out()), ElementsAre("of-another-system.csv", "ord_1.csv"));
  partner.open_keys = {};
  partner.remove_before(real_now() + kDay);
  EXPECT_THAT(names_in(partner.out()), ElementsAre("of-another-system.csv"));
}

TEST(DropRetention, WhatWasNeverSentIsGivenUpOnceNobodyNeedsItAndIsNotMadeAgain) {
  Old partner;
  partner.spool.prepare({"1"}, "ord_1.csv", "Erika Muster");
  write(partner.out() / ".ord_1.csv.tmp", "Erika Mu");  // half written, then a crash
  partner.open_keys = {"1"};
  partner.remove_before(real_now() + kDay);
  EXPECT_EQ(partner.spool.waiting().size(), 1u);
  partner.open_keys = {};
  EXPECT_EQ(partner.remove_before(real_now() + kDay).unsent, 1u);
  EXPECT_TRUE(partner.spool.prepared("1")->sent);
  for (const auto& folder : {partner.scratch.path / "out.spool", partner.out()})
    for (const auto& name : names_in(folder)) EXPECT_EQ(read(folder / name).find("Erika"), std::string::npos) << name;
}

TEST(DropRetention, AContentThatWasWorkedOnIsKnownAfterItsFileIsGone) {
  Old partner;
  const fairway::drop::Seen seen(partner.api, "shipments");
  partner.take("shp.csv", true);
  const auto hash = fairway::drop::sha256_hex("Erika Muster");
  seen.add(partner.call, hash, "shp.csv");
  partner.remove_before(real_now() + kDay);
  EXPECT_EQ(seen.name_of(partner.call, hash), "shp.csv");
}

}  // namespace

// What waits to be sent: never a second file for a reference, whatever a crash leaves (WMS-2, WMS-3).
#include <gmock/gmock.h>

#include "fairway/drop/settings.hpp"
#include "fairway/drop/spool.hpp"
#include "support.hpp"

namespace {

using namespace drop_test;
using fairway::drop::Spool;
using testing::ElementsAre;

TEST(DropSpool, ComesBackWithTheSameBytesAfterACrash) {
  Scratch scratch;
  const std::string bytes("a\n\0b\n", 5);
  Spool(scratch.path / "spool").prepare({"111-1", "111-1-2"}, "ord_1.csv", bytes);
  Spool again(scratch.path / "spool");
  for (const char* key : {"111-1", "111-1-2"}) {
    const auto before = again.prepared(key);
    ASSERT_TRUE(before) << key;
    EXPECT_EQ(before->name, "ord_1.csv");
    EXPECT_EQ(before->bytes, bytes);
    EXPECT_THAT(before->keys, ElementsAre("111-1", "111-1-2"));
    EXPECT_FALSE(before->sent);
  }
  EXPECT_FALSE(again.prepared("111"));
  EXPECT_EQ(again.waiting().size(), 1u);
}

TEST(DropSpool, WhatIsSentIsKnownForEverAndItsBytesAreGone) {
  Scratch scratch;
  Spool spool(scratch.path / "spool");
  spool.prepare({"111-1"}, "ord_1.csv", "Erika Muster");
  spool.mark_sent("ord_1.csv");
  spool.mark_sent("ord_1.csv");
  for (auto* one : {&spool}) EXPECT_TRUE(one->prepared("111-1")->sent);
  EXPECT_TRUE(Spool(scratch.path / "spool").prepared("111-1")->sent);
  EXPECT_TRUE(spool.waiting().empty());
  for (const auto& name : names_in(scratch.path / "spool"))
    EXPECT_EQ(read(scratch.path / "spool" / name).find("Muster"), std::string::npos) << name;
}

TEST(DropSpool, NothingIsPreparedTwice) {
  Scratch scratch;
  Spool spool(scratch.path / "spool");
  spool.prepare({"1"}, "a.csv", "x");
  EXPECT_EQ(code_of([&] { spool.prepare({"2", "1"}, "b.csv", "y"); }), FW_E_INVALID);
  EXPECT_FALSE(spool.prepared("2")) << "all keys of a file, or none";
  EXPECT_EQ(code_of([&] { spool.prepare({"2"}, "a.csv", "y"); }), FW_E_INVALID);
  spool.mark_sent("a.csv");
  EXPECT_EQ(code_of([&] { spool.prepare({"1"}, "c.csv", "y"); }), FW_E_INVALID);
  for (const char* key : {"", "a\nb", "a\tb"}) EXPECT_EQ(code_of([&] { spool.prepare({key}, "d.csv", "y"); }), FW_E_INVALID);
  EXPECT_EQ(code_of([&] { spool.prepare({}, "d.csv", "y"); }), FW_E_INVALID);
  EXPECT_EQ(code_of([&] { spool.prepare({"3"}, "../d.csv", "y"); }), FW_E_INVALID);
}

// Each state that a crash between two steps can leave.
TEST(DropSpool, SurvivesACrashAtEachStep) {
  Scratch scratch;
  const auto folder = scratch.path / "spool";
  { Spool(folder).prepare({"111-1-2", "222"}, "a.csv", "x"); }
  const std::string prepared = read(folder / "a.csv.prepared");
  write(folder / ".b.csv.prepared.tmp", prepared.substr(0, 10));  // half of the next one
  EXPECT_EQ(Spool(folder).waiting().size(), 1u);

  write(folder / "sent.log", "\na.csv\t111-1");  // the line for 111-1-2, cut off where another reference ends
  for (const char* part : {"111", "111-1"}) EXPECT_FALSE(Spool(folder).prepared(part));
  EXPECT_FALSE(Spool(folder).prepared("111-1-2")->sent);
  { Spool(folder).mark_sent("a.csv"); }
  EXPECT_FALSE(Spool(folder).prepared("111-1")) << "nor once more is written behind it";
  EXPECT_TRUE(Spool(folder).prepared("111-1-2")->sent);

  write(folder / "a.csv.prepared", prepared);  // logged, not removed yet
  Spool after(folder);
  EXPECT_TRUE(after.prepared("222")->sent);
  EXPECT_TRUE(after.waiting().empty());
  EXPECT_FALSE(fs::exists(folder / "a.csv.prepared"));
}

TEST(DropSpool, SeesWhatAnotherProcessWrites) {
  Scratch scratch;
  Spool one(scratch.path / "spool"), other(scratch.path / "spool");
  EXPECT_FALSE(other.prepared("1"));
  one.prepare({"1"}, "a.csv", "x");
  EXPECT_FALSE(other.prepared("1")->sent);
  one.mark_sent("a.csv");
  EXPECT_TRUE(other.prepared("1")->sent);
}

TEST(DropSpool, KeepsAHundredThousandKeysInALogThatDoesNotGrowForEver) {
  Scratch scratch;
  const auto folder = scratch.path / "spool";
  fs::create_directory(folder);
  std::vector<std::string> keys;
  for (int file = 0; file < 6; ++file) {
    Spool spool(folder);
    keys.clear();
    for (int i = 0; i < 100'000; ++i) keys.push_back("REFERENCE-" + std::to_string(file * 100'000 + i));
    std::string head = "fairway-spool/1 " + std::to_string(keys.size()) + "\n";
    for (const auto& key : keys) head += key + '\n';
    write(folder / (std::to_string(file) + ".csv.prepared"), head + "x");
    spool.mark_sent(std::to_string(file) + ".csv");
  }
  Spool spool(folder);
  for (int i = 500'000; i < 6 * 100'000; i += 997) EXPECT_TRUE(spool.prepared("REFERENCE-" + std::to_string(i))) << i;
  EXPECT_LT(fs::file_size(folder / "sent.log"), 32u << 20);
}

TEST(DropSettings, SayWhatIsMissingAndWhere) {
  struct Case {
    const char *settings, *pointer;
  };
  const Case cases[] = {
      {R"({"outbox":"/o","inbox":"/i"})", nullptr},
      {R"({"outbox":"/o","inbox":"/o/"})", "/inbox"},
      {R"({"outbox":"/o","inbox":"/i","settle":"2 days"})", "/settle"},
      {R"({"outbox":"/o","inbox":"/i","archive":"/o/"})", "/archive"},
      {R"({"outbox":"/o","inbox":"/i","archive":"/i"})", "/archive"},
      {R"({"outbox":"sftp://a@h/o","inbox":"/i","spool":"/s","key-file":"k"})", "/known-hosts"},
      {R"({"outbox":"sftp://a@h/o","inbox":"/i","spool":"/s","known-hosts":"k"})", "/key-file"},
      {R"({"outbox":"sftp://a@h/o","inbox":"/i","known-hosts":"k","key-file":"k"})", "/spool"},
      {R"({"outbox":"sftp://a@h/o","inbox":"sftp://a@h/i","spool":"/s","known-hosts":"k","password-file":"k"})", nullptr},
      {R"({"outbox":"/o","inbox":"sftp://a@h/i","archive":"/a","known-hosts":"k","key-file":"k"})", "/archive"},
      {R"({"outbox":"/o","inbox":"sftp://h/i","known-hosts":"k","key-file":"k"})", "/inbox"},
  };
  for (const Case& one : cases) {
    const auto settings = fairway::from_json<fairway::drop::Settings>(one.settings);
    try {
      fairway::drop::places_of(settings);
      EXPECT_EQ(one.pointer, nullptr) << one.settings;
    } catch (const fairway::Error& error) {
      EXPECT_STREQ(error.pointer().c_str(), one.pointer != nullptr ? one.pointer : "none") << one.settings;
    }
  }
}

TEST(DropSettings, NameTheFoldersThatAreLeftOut) {
  const auto settings =
      fairway::from_json<fairway::drop::Settings>(R"({"outbox":"/edi/out/","inbox":"/edi/in","archive":"/edi/old"})");
  const auto places = fairway::drop::places_of(settings);
  EXPECT_EQ(places.outbox, "/edi/out");
  EXPECT_EQ(places.processing, "/edi/in/processing");
  EXPECT_EQ(places.archive, "/edi/old");
  EXPECT_EQ(places.rejects, "/edi/in/rejects");
  EXPECT_EQ(fairway::drop::spool_of(settings), "/edi/out.spool");
}

}  // namespace

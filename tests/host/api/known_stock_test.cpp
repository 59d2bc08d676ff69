// Many at a checkout share a look at what is known, and nobody gets an answer older than his question (OFR-9).
#include <gtest/gtest.h>

#include <future>

#include "host/api/known_stock.hpp"
#include "host/ledger/stock.hpp"
#include "tests/host/ledger/support.hpp"

namespace fairway::api {
namespace {

using namespace std::chrono_literals;
using flows::StockPlace;

constexpr auto kEver = std::chrono::seconds(20);  // far beyond what any of it takes

// Reads begin when they are let, and are counted.
class Gated final : public storage::Database {
 public:
  explicit Gated(storage::Database& inner) : inner_(inner) {}
  Result<std::unique_ptr<storage::Transaction>> read() override {
    std::unique_lock lock(mutex_);
    ++reads_;
    changed_.notify_all();
    changed_.wait(lock, [this] { return open_; });
    if (broken_) return fail(FW_E_UNAVAILABLE, "the disk is in trouble");
    return inner_.read();
  }
  Result<std::unique_ptr<storage::Transaction>> write() override { return inner_.write(); }
  std::uint64_t commits() const override { return inner_.commits(); }
  Status sync() override { return inner_.sync(); }
  Status backup(const std::filesystem::path& file) override { return inner_.backup(file); }
  std::int64_t bytes_on_disk() const override { return inner_.bytes_on_disk(); }

  int reads() {
    std::scoped_lock lock(mutex_);
    return reads_;
  }
  void await_reads(int count) {
    std::unique_lock lock(mutex_);
    ASSERT_TRUE(changed_.wait_for(lock, kEver, [&] { return reads_ >= count; }));
  }
  void set(bool open, bool broken = false) {
    std::scoped_lock lock(mutex_);
    open_ = open, broken_ = broken;
    changed_.notify_all();
  }

 private:
  storage::Database& inner_;
  std::mutex mutex_;
  std::condition_variable changed_;
  int reads_ = 0;
  bool open_ = true, broken_ = false;
};

struct KnownStockTest : ledger::test::LedgerTest {
  KnownStockTest() { west.name = "west"; }
  ~KnownStockTest() override { gated.set(true); }
  void tell(std::int64_t available, Millis at) {
    StockLevel level;
    const auto now = ledger::test::kStart + at;
    level.sku = "TENT", level.available = available, level.as_of = Time{now.time_since_epoch().count()};
    ledger::test::must(
        write([&](storage::Transaction& tx) { return ledger::keep_levels(tx, "acme", "west", {level}, "test", now); }));
  }
  Result<std::vector<flows::StockKnown>> ask() { return stock.read(gated, "acme", {StockPlace{&west, "TENT", false}}); }
  void ask_later() {
    waiting.push_back(std::async(std::launch::async, [this] { return ask(); }));
  }

  Gated gated{*db};
  config::Warehouse west;
  KnownStock stock;
  std::vector<std::future<Result<std::vector<flows::StockKnown>>>> waiting;
};

TEST_F(KnownStockTest, WhoAsksDuringAReadSharesTheNext) {
  tell(4, 0ms);
  gated.set(false);
  ask_later();
  gated.await_reads(1);
  for (int i = 0; i < 20; ++i) ask_later();
  while (stock.waiting() < 20) std::this_thread::sleep_for(1ms);
  gated.set(true);
  for (auto& one : waiting) EXPECT_EQ((*one.get()).at(0).available, 4);
  EXPECT_EQ(gated.reads(), 2);
}

TEST_F(KnownStockTest, AReadThatFailsIsToldToAllWhoSharedItAndTheNextIsAnother) {
  tell(4, 0ms);
  gated.set(false, true);
  for (int i = 0; i < 5; ++i) ask_later();
  gated.set(true, true);
  for (auto& one : waiting) EXPECT_EQ(one.get().error().message, "the disk is in trouble");
  gated.set(true);
  EXPECT_EQ((*ask()).at(0).available, 4);
}

TEST_F(KnownStockTest, NoAnswerIsOlderThanItsQuestion) {
  std::atomic<std::int64_t> committed{0};
  std::atomic<bool> over{false};
  for (int i = 0; i < 8; ++i)
    waiting.push_back(std::async(std::launch::async, [&]() -> Result<std::vector<flows::StockKnown>> {
      while (!over) {
        const auto least = committed.load();
        const auto known = ask();
        if (!known) return known;
        if (known->at(0).available.value_or(0) < least) return fail(FW_E_INTERNAL, "an answer from before the question");
      }
      return ask();
    }));
  for (int level = 1; level <= 200; ++level) {
    tell(level, Millis(level));
    committed = level;
  }
  over = true;
  for (auto& one : waiting) {
    const auto last = one.get();
    ASSERT_TRUE(last) << last.error().message;
    EXPECT_EQ(last->at(0).available, 200);
  }
}

TEST_F(KnownStockTest, WhatWasReadIsReadAgainOnlyOnceSomethingWasCommitted) {
  tell(4, 0ms);
  for (int i = 0; i < 3; ++i) EXPECT_EQ((*ask()).at(0).available, 4);
  EXPECT_EQ(gated.reads(), 1);
  tell(5, 1ms);
  for (int i = 0; i < 3; ++i) EXPECT_EQ((*ask()).at(0).available, 5);
  EXPECT_EQ(gated.reads(), 2);
}

// What was read before a commit and kept after it must not pass for what came with the commit.
TEST_F(KnownStockTest, ACommitDuringAReadMakesItOld) {
  tell(4, 0ms);
  gated.set(false);
  ask_later();
  gated.await_reads(1);
  tell(5, 1ms);
  gated.set(true);
  for (auto& one : waiting) ASSERT_TRUE(one.get());
  EXPECT_EQ((*ask()).at(0).available, 5);
  EXPECT_EQ(gated.reads(), 2);
}

}  // namespace
}  // namespace fairway::api

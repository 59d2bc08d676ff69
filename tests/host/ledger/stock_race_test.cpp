// OFR-10: many ask for the last units at once, in one process and in several.
#include <sys/wait.h>
#include <unistd.h>

#include <thread>

#include "host/storage/sqlite/pool.hpp"
#include "host/storage/sqlite/transaction.hpp"
#include "tests/host/ledger/stock_support.hpp"

namespace fairway::ledger::test {
namespace {

constexpr int kUnits = 7, kBuyers = 24;

struct StockRace : StockTest {
  StockRace() {
    tell("MUG", kUnits, now);
    for (int i = 0; i < kBuyers; ++i) buyers.push_back(pending(std::to_string(i)));
  }
  Result<bool> buy(Transaction& tx, std::int64_t order) const {
    auto granted = reserve(tx, {order}, {{order, "L1", {"acme", "west", "MUG"}, 1}}, "test", now);
    if (!granted) return fail(std::move(granted.error()));
    return granted->at(0).granted;
  }
  void expect_sold_out() {
    EXPECT_EQ(available("MUG"), 0);
    EXPECT_EQ(number("SELECT COUNT(*) FROM stock_reservation"), kUnits);
    EXPECT_TRUE(differences().empty());
  }
  std::vector<std::int64_t> buyers;
};

TEST_F(StockRace, OfManyThreadsAsManyWinAsThereAreUnits) {  // OFR-10
  std::atomic<int> won{0}, failed{0};
  std::vector<std::thread> threads;
  for (const auto order : buyers)
    threads.emplace_back([&, order] {
      for (int again = 0; again < 2; ++again) {  // the same order asks twice
        const auto granted = db->transact([&](Transaction& tx) { return buy(tx, order); });
        if (!granted) ++failed;
        else if (again == 0) won += *granted;
      }
    });
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(failed, 0);
  EXPECT_EQ(won, kUnits);
  expect_sold_out();
}

// One host has a folder; the file itself does not rely on that.
TEST_F(StockRace, OfManyProcessesAsManyWinAsThereAreUnits) {  // OFR-10
  constexpr int kProcesses = 4;
  db.reset();
  int gate[2];
  ASSERT_EQ(::pipe(gate), 0);
  std::vector<pid_t> children;
  for (int p = 0; p < kProcesses; ++p) {
    const auto child = ::fork();
    ASSERT_GE(child, 0);
    if (child != 0) {
      children.push_back(child);
      continue;
    }
    ::close(gate[1]);
    char byte;
    (void)!::read(gate[0], &byte, 1);  // all at once: until the parent closes its end
    int won = 0;
    auto pool = storage::Pool::open({folder.path / "fairway.db", std::chrono::seconds(60), false});
    if (!pool) ::_exit(100);
    for (int i = p; i < kBuyers; i += kProcesses) {
      auto tx = storage::begin_write(*pool);
      if (!tx) ::_exit(101);
      const auto granted = buy(**tx, buyers[static_cast<std::size_t>(i)]);
      if (!granted || !(*tx)->commit()) ::_exit(102);
      won += *granted;
    }
    ::_exit(won);
  }
  ::close(gate[0]);
  ::close(gate[1]);
  int won = 0;
  for (const auto child : children) {
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFEXITED(status));
    ASSERT_LT(WEXITSTATUS(status), 100);
    won += WEXITSTATUS(status);
  }
  EXPECT_EQ(won, kUnits);
  db = must(storage::open({folder.path, "sqlite:fairway.db", std::chrono::seconds(5), false}));
  expect_sold_out();
}

}  // namespace
}  // namespace fairway::ledger::test

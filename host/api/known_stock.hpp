// What is known of stock, read for many checkouts at once: who asks while a read is under way shares the next one with all
// others who do, and what was read is good until the next commit. A read of its own for each costs four statements, and made a
// check ten times as dear.
#pragma once
#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <tuple>

#include "host/flows/stock/stock_check.hpp"
#include "host/storage/database.hpp"

namespace fairway::api {

class KnownStock {
 public:
  // Of one database. What was committed before the call is in the answer. Waits for at most two reads. [any thread]
  Result<std::vector<flows::StockKnown>> read(storage::Database& db, const std::string& account,
                                              const std::vector<flows::StockPlace>& places);
  std::size_t waiting();  // for the next read, now

 private:
  struct Round {
    std::vector<flows::StockQuestion*> questions;  // each on the stack of the thread that waits for it
    Status outcome;
    bool ended = false;
    std::condition_variable changed;
  };
  using Item = std::tuple<std::string, std::string, std::string>;  // account, who ships, its SKU
  void run(storage::Database& db, Round& round, std::unique_lock<std::mutex>& lock);
  bool recall(const storage::Database& db, flows::StockQuestion& question) const;
  void remember(const Round& round, std::uint64_t commits);

  std::mutex mutex_;             // of all below and of rounds that have not begun or have ended
  std::shared_ptr<Round> next_;  // to be read when the present one has ended
  bool reading_ = false;
  std::map<Item, flows::StockKnown, std::less<>> read_;  // when there had been so many commits:
  std::uint64_t commits_ = 0;
};

}  // namespace fairway::api

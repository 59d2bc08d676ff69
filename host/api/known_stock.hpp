// What is known of stock, read for many checkouts at once: who asks while a read is under way shares the next one with all
// others who do. A read of its own for each costs four statements, ten times what a share of one does.
#pragma once
#include <condition_variable>
#include <memory>
#include <mutex>

#include "host/flows/stock_check.hpp"
#include "host/storage/database.hpp"

namespace fairway::api {

class KnownStock {
 public:
  // What was committed before the call is in the answer. Waits for at most two reads. [any thread]
  Result<std::vector<flows::StockKnown>> read(storage::Database& db, const std::string& account,
                                              const std::vector<flows::StockPlace>& places);
  std::size_t waiting();  // for the next read, now

 private:
  struct Round {
    std::vector<flows::StockQuestion*> questions;  // each on the stack of the thread that waits for it
    Status outcome = fail(FW_E_UNAVAILABLE, "what is known of stock could not be read");
    bool ended = false;
    std::condition_variable changed;
  };
  void run(storage::Database& db, Round& round, std::unique_lock<std::mutex>& lock);

  std::mutex mutex_;             // of all below and of rounds that have not begun or have ended
  std::shared_ptr<Round> next_;  // to be read when the present one has ended
  bool reading_ = false;
};

}  // namespace fairway::api

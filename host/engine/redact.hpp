// Keeps secrets out of the log: values known from the configuration, and anything that has the shape of a token.
#pragma once
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "host/config/snapshot.hpp"
#include "host/plugins/wire/mask.hpp"

namespace fairway::engine {

class Redactor {
 public:
  // Replaces what is known: every secret of the snapshot, and what else came from ${…} outside settings. Values that are too
  // short are left out (plugins::Masker): they would mask half of every line. [any thread]
  // `also`: what runs beside it still; null: nothing. Accounts that were known already cost next to nothing.
  void know(const config::Snapshot& snapshot, const config::Snapshot* also = nullptr);
  void know(std::set<std::string> of_the_host);  // texts of fairway.yaml alone; those of accounts stay

  // `text` with each secret as "***". Beside the known ones: Amazon's tokens (Atza|…, Atzr|…, Atc|…) and what follows
  // "Bearer " or "Basic ". [any thread]
  std::string mask(std::string_view text) const;

 private:
  using Account = std::shared_ptr<const config::Account>;

  plugins::Masker masker_;
  std::mutex mutex_;  // of what is known; the masker has its own
  std::set<std::string> host_;
  std::vector<Account> accounts_;  // sorted by address
};

}  // namespace fairway::engine

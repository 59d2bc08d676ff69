// A reload as a value: what was tried, when, and what came of it for each account.
#pragma once
#include "host/engine/apply.hpp"

namespace fairway::engine {

struct ReloadedAccount {
  std::string account;
  std::int64_t generation = 0;  // 0: never applied
  std::string status;           // running | rejected | absent
  config::Findings findings;
};

struct Reload {
  std::int64_t attempt = 0;  // counted from 1 since the host started; the start is the first
  Instant at;
  std::string status;   // applied | unchanged | rejected | rolled-back
  std::string message;  // why not
  std::vector<ReloadedAccount> accounts;
};

// A file that cannot be read names no account. It belongs to the one that came from it before, else to the `known` one that is
// named as the file is: rejected under its name, an account is not absent.
void name_unread(config::Snapshot& proposed, const config::Snapshot* running, const std::set<std::string>& known);

// An account whose new files are refused goes on as it runs: its running value takes the place of the refused one.
void keep_running(config::Snapshot& proposed, const config::Snapshot& running);

// More than a fifth of the accounts would be absent at once: more likely a slip than a wish.
bool too_many_gone(const config::Snapshot& proposed, const config::Snapshot& running);

// What `applied` says of each account, with the generations of the database.
Result<std::vector<ReloadedAccount>> account_reports(storage::Transaction& tx, const Applied& applied);

}  // namespace fairway::engine

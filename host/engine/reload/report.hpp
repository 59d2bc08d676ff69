// A reload as values: who asked for it, and what came of it for each account.
#pragma once
#include "host/config/diff.hpp"
#include "host/config/load.hpp"
#include "host/engine/apply.hpp"
#include "host/engine/plugin_swap.hpp"

namespace fairway::engine {

struct ReloadRequest {
  std::string cause = "api";       // start | file | signal | api | rollback
  std::string author = "host";     // who asked, as the history shows it
  std::set<std::string> accounts;  // only these are taken on, the others stay as they run; empty: all
  bool allow_removals = false;
  bool fresh = false;                                            // nothing that was read before is trusted
  std::optional<std::pair<std::string, std::int64_t>> rollback;  // this account, to that version
  std::optional<config::News> news;                              // all that changed in the files, where that is known
  std::string plugin;  // this plugin is swapped also where its file failed before; empty: those whose files changed
};

struct ReloadedAccount {
  std::string account;
  std::int64_t generation = 0;  // 0: never applied
  std::string status;           // running | degraded | rejected | absent
  config::Findings findings;
};

struct Reload {
  std::int64_t attempt = 0;  // counted for the life of the database
  Instant at;
  std::string cause, author;
  std::string status;                     // applied | unchanged | rejected | rolled-back
  std::string message;                    // why not
  std::vector<PluginSwap> plugins;        // whose files changed
  std::vector<ReloadedAccount> accounts;  // of more than a thousand only those that it changed or refused
};
json::object to_json(const Reload& reload);

using FilesOf = std::map<std::string, std::string>;  // account -> the file that it came from
FilesOf files_of(const config::Snapshot& running);
std::string file_of(const config::Snapshot& running, const std::string& account);  // empty: it does not run

// A file that cannot be read names no account. It belongs to the one that came from it `before`, else to the one that is named
// as the file is and `known` to the database: rejected under its name, an account is not absent.
void name_unread(config::Snapshot& proposed, const std::function<FilesOf()>& before,
                 const std::function<bool(const std::string& account)>& known);

// An account whose new files are refused goes on as it runs: its running value takes the place of the refused one.
void keep_running(config::Snapshot& proposed, const config::Snapshot& running);

// A host that observes sends nothing, not for an account either that goes on as it ran: its stores observe as well.
void bind_to_mode(config::Snapshot& snapshot);

// More than a fifth of the accounts would be absent at once: more likely a slip than a wish.
bool too_many(std::size_t gone, std::size_t of);
// The same of what runs. One that is renamed is there.
bool too_many_gone(const config::Snapshot& proposed, const config::Snapshot& running, const Renames& renames = {});

// What `snapshot` says of each account, with the generations of the database. `touched`: what the attempt changed.
std::vector<ReloadedAccount> account_reports(const AccountRows& rows, const config::Snapshot& snapshot,
                                             const std::set<std::string>& touched);

}  // namespace fairway::engine

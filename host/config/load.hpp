// Reads a configuration folder and turns it into a snapshot. Never throws, never touches the network.
#pragma once
#include <filesystem>
#include <functional>
#include <mutex>
#include <set>

#include "host/base/catalogue.hpp"
#include "host/config/files.hpp"
#include "host/config/snapshot.hpp"

namespace fairway::config {

// What an account's configuration consists of: enough to build it again when the folder has moved on. Secrets are not
// among it, only the references to them.
struct Sources {
  std::string file;                              // the account file, as findings name it
  Texts texts;                                   // it, the templates it extends, its SKU file
  std::map<std::string, std::string> templates;  // of the texts: template -> file
  std::string hash;                              // SHA-256 of names and bytes
};

// An account that stays at a version that was applied, as long as its files in the folder are what they were then.
struct Pin {
  std::string folder_hash;   // Sources::hash of the files when it was pinned
  std::string account_hash;  // what those files came to then, where the pin ends with that; empty: only with the files
  std::shared_ptr<const Sources> sources;
};

struct LoadOptions {
  bool secrets_required = true;  // false (`--no-secrets`): an unset ${env:} or a missing ${file:} is a warning everywhere
  std::function<std::optional<std::string>(const std::string&)> environment;  // default: getenv
  std::function<Result<std::string>(const std::string&)> sealed;              // of ${sealed:NAME}; default: none can be had
  // Accounts that run now, by "<plugin> <seller identity>": of two files that claim a seller the running account keeps it.
  // Empty: the first in the order of the files keeps it.
  std::map<std::string, std::string> holders;
  // The file that an account which runs, or ran last, came from; empty: none. Of two files of one name that one keeps it, else
  // the first in the order of the files does.
  std::function<std::string(const std::string& account)> file_of;
  std::map<std::string, Pin> pins;  // by account
  std::filesystem::path host_file;  // read in place of the folder's fairway.yaml; empty: that
};

// The plugins' folders stand in fairway.yaml, and plugins are needed to check the accounts: first this, then load().
struct HostFile {
  Host host;
  Findings findings;
};
HostFile load_host(const std::filesystem::path& folder, const LoadOptions& options = {});

struct Loaded {
  Snapshot snapshot;
  std::map<std::string, Sources> read;  // what accounts without errors were built of, until drop_texts()
  std::set<std::string> pinned;         // accounts that were built from their pin
};

// Files that changed, by their names as findings show them (relative to the folder when inside it).
using News = std::set<std::string>;

// Reads the same folder again and again; what did not change since is neither read nor checked again. [any thread]
class Loader {
 public:
  explicit Loader(std::filesystem::path folder);
  ~Loader();
  Loader(const Loader&) = delete;
  Loader& operator=(const Loader&) = delete;

  // All findings at once. One bad account file never holds the others back. `fresh`: nothing from before is used; needed
  // when the catalogue is another, and now and then against a clock that was set back.
  // `news`: all that changed since the last load(), where that is known: then nothing else is looked at.
  Loaded load(const Catalogue& catalogue, const LoadOptions& options, bool fresh = false, const News* news = nullptr);
  // Sources::hash of the files of an account as the last load() found them; none where no file names it so.
  std::optional<std::string> folder_hash(const std::string& account);
  // What those files come to: Account::hash, also where a pin runs in their place; of files that rename the account by either
  // name. None where they cannot be parsed.
  std::optional<std::string> filed_hash(const std::string& account);
  // Whether load() would find anything that is not as it was read last: only looks at names and stamps.
  bool stale(const LoadOptions& options, const News* news = nullptr);
  void drop_texts(const std::set<std::string>& accounts);  // they are kept elsewhere now
  // One account from what was kept of it, with the secrets as they are now. None: its findings say why.
  struct Rebuilt {
    std::shared_ptr<const Account> account;
    Findings findings;
  };
  Rebuilt rebuild(const Sources& sources, const Catalogue& catalogue, const LoadOptions& options, Mode host_mode);

 private:
  class Impl;
  std::mutex mutex_;
  std::unique_ptr<Impl> impl_;
};

// The same, once.
Snapshot load(const std::filesystem::path& folder, const Catalogue& catalogue, const LoadOptions& options = {});

}  // namespace fairway::config

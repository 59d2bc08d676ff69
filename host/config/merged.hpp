// The account files with their templates merged in, for those who look at what is written and where, not at what it means.
#pragma once
#include <filesystem>
#include <functional>
#include <map>
#include <string>

#include "host/config/merge.hpp"
#include "host/config/tree.hpp"

namespace fairway::config {

struct WrittenAccount {
  std::string name;  // what `account:` says, else the file's name
  std::string file;  // as findings name it
  Node own;          // the file alone
  Node merged;
  Findings findings;  // of putting it together
};

// Reads the folder's templates when made, account files when asked: all of them at once would be too many.
class WrittenFolder {
 public:
  explicit WrittenFolder(std::filesystem::path folder);

  std::vector<std::filesystem::path> accounts() const;  // in the order of their names
  std::optional<WrittenAccount> read(const std::filesystem::path& file);
  std::optional<WrittenAccount> find(const std::string& account);  // by its name
  std::vector<std::string> names() const;
  const std::string& pattern() const { return accounts_; }  // of the account files
  std::vector<std::string> templates() const;
  std::optional<Node> whole_template(const std::string& name);  // with what it extends itself
  // The files that make the account, what wins first: its own, then the templates that it extends, the last one first, each
  // before those that it extends itself.
  std::vector<const Node*> layers(const WrittenAccount& account) const;

 private:
  void add_layers(const Node& file, std::vector<const Node*>& out) const;

  const std::filesystem::path folder_;
  std::string accounts_;  // pattern
  std::map<std::string, Node> pieces_;
  Templates templates_;
};

struct SealedUse {
  std::string secret;   // NAME of ${sealed:NAME}
  std::string account;  // empty: fairway.yaml
  std::string path;     // "stores.us-main.settings.client-secret"
  Place place;
};
// Which sealed secrets the configuration names, whether they are set or not.
std::vector<SealedUse> sealed_uses(const std::filesystem::path& folder);

}  // namespace fairway::config

// The account files of the folder as they were read last: what did not change since is neither read nor checked again.
#pragma once
#include "host/config/account_file.hpp"
#include "host/config/template_files.hpp"

namespace fairway::config {

struct KnownFile {
  Stamp stamp;
  std::map<std::string, std::uint64_t> templates;  // those it uses, with their versions
  AccountFile read;                                // its texts until they are kept elsewhere
  std::string hash;                                // of the texts
  // Built of the pin in its place, while that holds.
  std::shared_ptr<const Sources> pin;
  AccountFile pinned;

  const AccountFile& counts() const noexcept { return pin ? pinned : read; }
};

// What the files are read with.
struct Reading {
  const std::filesystem::path& folder;
  const std::string& pattern;
  const std::map<std::string, Pin>& pins;
  TemplateFiles& templates;
  AccountContext context;
};

class KnownFiles {
 public:
  using Files = std::map<std::string, KnownFile>;  // by name as findings show it

  // Reads what is new or changed, and forgets what is gone. `fresh`: everything is read.
  // `news`: where it tells all that may have changed, nothing else is looked at.
  void read(const Reading& with, bool fresh, const News* news);
  // Whether read() would find anything to do; looks at names and stamps alone.
  bool stale(const std::filesystem::path& folder, const std::string& pattern, const TemplateFiles& templates,
             const References& references, const News* news) const;

  // Whether it is a file that was read and is still there, or one that was looked up for such a file.
  bool knows(const std::filesystem::path& folder, const std::string& name) const;

  const Files& files() const noexcept { return files_; }
  Files& files() noexcept { return files_; }

 private:
  using File = Files::value_type;
  void note_uses(File& file);
  std::set<File*> may_concern(const News& news, const TemplateFiles& templates) const;

  Files files_;
  // By what is looked up: the files that do so, or did since all of them were read.
  std::unordered_map<std::string, std::set<File*>> users_;
  std::uint64_t templates_seen_ = 0;  // TemplateFiles::changes() at the last read
};

// The same of texts that were kept.
AccountFile read_kept(const Sources& sources, const AccountContext& context);

}  // namespace fairway::config

#include "host/config/load.hpp"

#include "host/base/text.hpp"
#include "host/config/account_file.hpp"
#include "host/config/crosschecks.hpp"
#include "host/config/host_file.hpp"
#include "host/config/template_files.hpp"

namespace fairway::config {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kFindings = 500;  // of one file; nobody reads more at once
constexpr std::size_t kSkuFile = 256u << 20;

void append(Findings& to, const Findings& from) { to.insert(to.end(), from.begin(), from.end()); }

Place first_error(const Findings& findings, const std::string& file) {
  auto ordered = findings;
  tidy(ordered);
  for (const auto& finding : ordered)
    if (finding.severity == Severity::error && finding.place.file == file) return finding.place;
  for (const auto& finding : ordered)
    if (finding.severity == Severity::error) return finding.place;
  return {file, 1, 1};
}

Findings shortened(Findings findings) {
  const bool wrong = has_errors(findings);
  tidy(findings);
  if (findings.size() <= kFindings) return findings;
  const auto more = fmt::format("and {} more findings", findings.size() - kFindings);
  findings.resize(kFindings);
  findings.push_back({wrong ? Severity::error : Severity::warning, findings.back().place, "", more});
  return findings;
}

std::string hash_of(const Texts& texts) {
  std::string all;
  for (const auto& [name, text] : texts) all += name + '\n' + sha256_hex(*text) + '\n';
  return sha256_hex(all);
}

// A file of the folder, as it was when it was read last.
struct Known {
  Stamp stamp;
  std::map<std::string, std::uint64_t> templates;  // those it uses, with their versions
  AccountFile read;                                // its texts until drop_texts()
  std::string hash;                                // of the texts
  // Built of the pin in its place, while that holds.
  std::shared_ptr<const Sources> pin;
  AccountFile pinned;
};

}  // namespace

class Loader::Impl {
 public:
  explicit Impl(fs::path folder) : named_(std::move(folder)) {}

  bool stale(const LoadOptions& options) {
    const auto before = folder_;
    begin(options, false);
    if (folder_ != before || stamp_of(folder_ / "fairway.yaml") != host_stamp_ || templates_.stale(folder_, template_files_))
      return true;
    const auto files = matching(folder_, account_files_);
    return files.size() != known_.size() || std::any_of(files.begin(), files.end(), [&](const auto& path) {
             const auto found = known_.find(shown(path, folder_));
             return found == known_.end() || !unchanged(path, found->second) ||
                    (found->second.pin && !references_->unchanged(found->second.pinned.uses));
           });
  }

  Loaded load(const Catalogue& catalogue, const LoadOptions& options, bool fresh) {
    begin(options, fresh);
    Loaded out;
    host_stamp_ = stamp_of(folder_ / "fairway.yaml");  // before it is read: one that is written meanwhile is seen again
    auto host = read_host(folder_, *references_, options);
    fresh = fresh || !schemas_ || host.host.mode != host_mode_;
    host_mode_ = host.host.mode;
    account_files_ = host.accounts;
    template_files_ = host.templates;
    if (fresh) schemas_.emplace(read_schemas(catalogue));
    templates_.read(folder_, host.templates, *references_, spec_, fresh);
    read_files(matching(folder_, host.accounts), context(catalogue, options), options, fresh, out);
    if (known_.empty())
      out.snapshot.findings.push_back(
          {Severity::warning, {"fairway.yaml", 1, 1}, "accounts", fmt::format("no account file matches {}", host.accounts)});
    out.snapshot.host = std::move(host.host);
    append(out.snapshot.findings, host.findings);
    append(out.snapshot.findings, templates_.findings());
    warn_of_unused(out);
    sort_out(options, out);
    tidy(out.snapshot.findings);
    return out;
  }

  void drop_texts(const std::set<std::string>& accounts) {
    for (auto& [file, known] : known_)
      if (accounts.contains(known.read.name)) known.read.sources.texts.clear();
  }

  Rebuilt rebuild(const Sources& sources, const Catalogue& catalogue, const LoadOptions& options, Mode host_mode) {
    begin(options, false);
    if (!schemas_) schemas_.emplace(read_schemas(catalogue));
    host_mode_ = host_mode;
    auto read = read_kept(sources, context(catalogue, options));
    auto findings = shortened(std::move(read.findings));
    return {has_errors(findings) ? nullptr : std::move(read.account), std::move(findings)};
  }

 private:
  // The folder may be a link that is turned to another one meanwhile: one load reads one folder.
  void begin(const LoadOptions& options, bool fresh) {
    std::error_code error;
    auto real = fs::canonical(named_, error);
    if (error) real = named_;
    if (!fresh && references_ && real == folder_) return;
    folder_ = std::move(real);
    references_.emplace(folder_, options.environment, options.sealed);
  }

  AccountContext context(const Catalogue& catalogue, const LoadOptions& options) const {
    return {catalogue, *schemas_, spec_, *references_, options.secrets_required, host_mode_};
  }

  void read_files(const std::vector<fs::path>& paths, const AccountContext& context, const LoadOptions& options, bool fresh,
                  Loaded& out) {
    std::map<std::string, Known> now;
    for (const auto& path : paths) {
      const auto file = shown(path, folder_);
      const auto before = known_.find(file);
      auto& known = now[file];
      if (before != known_.end()) known = std::move(before->second);
      if (fresh || before == known_.end() || !unchanged(path, known)) known = read_file(path, file, context);
      use_pin(known, context, options, fresh);
      if (!known.read.name.empty()) out.hashes.emplace(known.read.name, known.hash);
    }
    known_ = std::move(now);
  }

  bool unchanged(const fs::path& path, const Known& known) const {
    return stamp_of(path) == known.stamp && references_->unchanged(known.read.uses) &&
           std::all_of(known.templates.begin(), known.templates.end(),
                       [&](const auto& used) { return templates_.version(used.first) == used.second; });
  }

  Known read_file(const fs::path& path, const std::string& file, const AccountContext& context) {
    Known known;
    auto bytes = read_whole(path, Limits{}.bytes, &known.stamp);
    if (!bytes) {
      known.read.sources.file = file;
      known.read.findings = unreadable(file, bytes.error().message).findings;
      return known;
    }
    const auto skus = [&](const std::string& name, Uses& uses) -> Result<Text> {
      auto table = read_whole(folder_ / name, kSkuFile, &uses.files[name]);
      if (!table) return fail(std::move(table.error()));
      return std::make_shared<const std::string>(std::move(*table));
    };
    known.read =
        read_account(file, std::make_shared<const std::string>(std::move(*bytes)), templates_.templates(), skus, context);
    auto& sources = known.read.sources;
    templates_.add_to(sources.texts, sources.templates, known.read.templates);
    known.hash = sources.hash = hash_of(sources.texts);
    for (const auto& name : known.read.templates) known.templates.emplace(name, templates_.version(name));
    return known;
  }

  static AccountFile read_kept(const Sources& sources, const AccountContext& context) {
    Templates templates;
    for (const auto& [name, file] : sources.templates) templates.add(name, parse_yaml(*sources.texts.at(file), file).root);
    const auto skus = [&](const std::string& name, Uses&) -> Result<Text> {
      const auto found = sources.texts.find(name);
      if (found == sources.texts.end()) return fail(FW_E_CONFIG, "the file does not exist");
      return found->second;
    };
    return read_account(sources.file, sources.texts.at(sources.file), templates, skus, context);
  }

  // Its secrets may have changed though the files did not: then it is built again.
  void use_pin(Known& known, const AccountContext& context, const LoadOptions& options, bool fresh) {
    const auto pin = options.pins.find(known.read.name);
    if (pin == options.pins.end() || pin->second.folder_hash != known.hash) {
      known.pin.reset();
      known.pinned = {};
      return;
    }
    if (!fresh && known.pin == pin->second.sources && references_->unchanged(known.pinned.uses)) return;
    known.pin = pin->second.sources;
    known.pinned = read_kept(*known.pin, context);
  }

  // Of a file that could not be read nobody knows what it extends.
  void warn_of_unused(Loaded& out) const {
    std::set<std::string> used;
    for (const auto& [file, known] : known_) {
      if (!known.read.account) return;
      for (const auto& [name, version] : known.templates) used.insert(name);
    }
    if (!known_.empty()) append(out.snapshot.findings, templates_.unused(used));
  }

  void sort_out(const LoadOptions& options, Loaded& out) {
    std::vector<Findings> across(known_.size());
    std::vector<Claimant> claimants;
    std::size_t i = 0;
    for (auto& [file, known] : known_) {
      const auto& read = known.pin ? known.pinned : known.read;
      if (read.account) claimants.push_back({read.account.get(), &across[i]});
      ++i;
    }
    check_across(claimants, options.holders);
    i = 0;
    for (auto& [file, known] : known_) finish(file, known, across[i++], out);
  }

  static void finish(const std::string& file, Known& known, const Findings& across, Loaded& out) {
    auto& snapshot = out.snapshot;
    auto& read = known.pin ? known.pinned : known.read;
    Findings all = read.findings;
    append(all, across);
    all = shortened(std::move(all));
    append(snapshot.findings, all);
    const bool taken = snapshot.accounts.contains(read.name) || snapshot.rejected.contains(read.name);
    const auto key = read.name.empty() || taken ? file : read.name;
    if (!read.account || has_errors(all)) {
      snapshot.rejected[key] = first_error(all, file);
      if (read.account) snapshot.unsound[key] = read.account;
      return;
    }
    snapshot.accounts[read.name] = read.account;
    if (known.pin) out.pinned.insert(read.name);
    else if (!known.read.sources.texts.empty()) out.read[read.name] = known.read.sources;
  }

  const fs::path named_;
  fs::path folder_;
  std::optional<References> references_;
  std::optional<Schemas> schemas_;
  const Spec spec_ = account_spec();
  Mode host_mode_ = Mode::live;
  Stamp host_stamp_;
  std::string account_files_, template_files_;  // patterns
  TemplateFiles templates_;
  std::map<std::string, Known> known_;  // by file
};

Loader::Loader(fs::path folder) : impl_(std::make_unique<Impl>(std::move(folder))) {}
Loader::~Loader() = default;

Loaded Loader::load(const Catalogue& catalogue, const LoadOptions& options, bool fresh) {
  std::scoped_lock one(mutex_);
  return impl_->load(catalogue, options, fresh);
}

bool Loader::stale(const LoadOptions& options) {
  std::scoped_lock one(mutex_);
  return impl_->stale(options);
}

void Loader::drop_texts(const std::set<std::string>& accounts) {
  std::scoped_lock one(mutex_);
  impl_->drop_texts(accounts);
}

Loader::Rebuilt Loader::rebuild(const Sources& sources, const Catalogue& catalogue, const LoadOptions& options,
                                Mode host_mode) {
  std::scoped_lock one(mutex_);
  return impl_->rebuild(sources, catalogue, options, host_mode);
}

Snapshot load(const fs::path& folder, const Catalogue& catalogue, const LoadOptions& options) {
  return std::move(Loader(folder).load(catalogue, options).snapshot);
}

}  // namespace fairway::config

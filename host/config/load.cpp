#include "host/config/load.hpp"

#include "host/base/text.hpp"
#include "host/config/across.hpp"
#include "host/config/host_file.hpp"
#include "host/config/known_files.hpp"

namespace fairway::config {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kFindings = 500;  // of one file; nobody reads more at once

void append(Findings& to, const Findings& from) { to.insert(to.end(), from.begin(), from.end()); }

// In the account's own file where there is one: a template may have more.
Place place_of_error(const Findings& findings, const std::string& file) {
  auto ordered = findings;
  tidy(ordered);
  for (const auto& finding : ordered)
    if (finding.severity == Severity::error && finding.place.file == file) return finding.place;
  const auto* elsewhere = first_error(ordered);
  return elsewhere ? elsewhere->place : Place{file, 1, 1};
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

// `beta.yml` beside accounts/*.yaml: no account, and nobody would say why.
Findings overlooked(const fs::path& folder, const std::string& pattern) {
  Findings out;
  const auto other = fs::path(pattern).extension() == ".yaml" ? ".yml" : ".yaml";
  if (!fs::path(pattern).has_extension()) return out;
  for (const auto& path : matching(folder, fs::path(pattern).replace_extension(other).string()))
    out.push_back({Severity::warning,
                   {shown(path, folder), 1, 1},
                   "",
                   fmt::format("is not read: accounts are the files {}; give it that ending", pattern)});
  return out;
}

}  // namespace

class Loader::Impl {
 public:
  explicit Impl(fs::path folder) : named_(std::move(folder)) {}

  bool stale(const LoadOptions& options, const News* news) {
    const auto before = folder_;
    begin(options, false);
    if (folder_ != before || stamp_of(folder_ / "fairway.yaml") != host_stamp_ || templates_.stale(folder_, template_files_))
      return true;
    return known_.stale(folder_, account_files_, templates_, *references_, all_known(news) ? news : nullptr);
  }

  Loaded load(const Catalogue& catalogue, const LoadOptions& options, bool fresh, const News* news) {
    const auto before = folder_;
    begin(options, fresh);
    if (folder_ != before) news = nullptr;
    Loaded out;
    host_stamp_ = stamp_of(folder_ / "fairway.yaml");  // before it is read: one that is written meanwhile is seen again
    auto host = read_host(folder_, *references_, options);
    fresh = fresh || !schemas_ || host.host.mode != host_mode_;
    host_mode_ = host.host.mode;
    if (account_files_ != host.accounts) news = nullptr;
    account_files_ = host.accounts;
    template_files_ = host.templates;
    if (fresh) schemas_.emplace(read_schemas(catalogue));
    templates_.read(folder_, host.templates, *references_, spec_, fresh);
    known_.read({folder_, account_files_, options.pins, templates_, context(catalogue, options)}, fresh,
                all_known(news) ? news : nullptr);
    if (known_.files().empty())
      out.snapshot.findings.push_back(
          {Severity::warning, {"fairway.yaml", 1, 1}, "accounts", fmt::format("no account file matches {}", host.accounts)});
    if (!news) overlooked_ = overlooked(folder_, account_files_);
    append(out.snapshot.findings, overlooked_);
    out.snapshot.host = std::move(host.host);
    append(out.snapshot.findings, host.findings);
    append(out.snapshot.findings, templates_.findings());
    warn_of_unused(out);
    sort_out(options, out);
    tidy(out.snapshot.findings);
    return out;
  }

  std::optional<std::string> folder_hash(const std::string& account) const {
    for (const auto& [file, known] : known_.files())
      if (known.read.name == account) return known.hash;
    return std::nullopt;
  }

  std::optional<std::string> filed_hash(const std::string& account) const {
    for (const auto& [file, known] : known_.files())
      if (known.read.account && (known.read.name == account || known.read.formerly == account))
        return known.read.account->hash;
    return std::nullopt;
  }

  void drop_texts(const std::set<std::string>& accounts) {
    for (auto& [file, known] : known_.files())
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
    if (!fresh && references_ && real == folder_) return references_->look_again();
    folder_ = std::move(real);
    references_.emplace(folder_, options.environment, options.sealed);
  }

  AccountContext context(const Catalogue& catalogue, const LoadOptions& options) const {
    return {catalogue, *schemas_, spec_, *references_, options.secrets_required, host_mode_};
  }

  // Of anything else nobody can tell what it means for which account.
  bool all_known(const News* news) const {
    return news && std::all_of(news->begin(), news->end(), [&](const auto& name) {
             return name == "fairway.yaml" || templates_.has(name) || known_.knows(folder_, name);
           });
  }

  // Of a file that could not be read nobody knows what it extends.
  void warn_of_unused(Loaded& out) const {
    std::set<std::string> used;
    for (const auto& [file, known] : known_.files()) {
      if (!known.read.account) return;
      for (const auto& [name, version] : known.templates) used.insert(name);
    }
    if (!known_.files().empty()) append(out.snapshot.findings, templates_.unused(used));
  }

  void sort_out(const LoadOptions& options, Loaded& out) {
    const auto& files = known_.files();
    const auto across = across_.check(files, options);
    static const Findings kNothing;
    std::vector<std::function<void()>> refused;  // after all that is sound: who is refused does not take a name from that
    std::size_t i = 0;
    for (const auto& [file, known] : files) {
      const auto& beside = across.empty() ? kNothing : across[i++];
      if (!known.counts().account || has_errors(known.counts().findings) || has_errors(beside))
        refused.emplace_back([&, &file = file, &known = known] { refuse(file, known.counts(), beside, out.snapshot); });
      else take_on(known, beside, out);
    }
    for (const auto& later : refused) later();
  }

  // The files come mostly in the order of their accounts' names.
  static void take_on(const KnownFile& known, const Findings& across, Loaded& out) {
    const auto& read = known.counts();
    auto& accounts = out.snapshot.accounts;
    accounts.insert_or_assign(accounts.end(), read.name, read.account);
    say(read, across, out.snapshot);
    if (known.pin) out.pinned.insert(read.name);
    else if (!known.read.sources.texts.empty()) out.read[read.name] = known.read.sources;
  }

  static void refuse(const std::string& file, const AccountFile& read, const Findings& across, Snapshot& snapshot) {
    const auto place = place_of_error(say(read, across, snapshot), file);
    const auto key = read.name.empty() || has(snapshot, read.name) ? file : read.name;
    snapshot.rejected[key] = place;
    if (read.account) snapshot.unsound[key] = read.account;
    else if (!read.formerly.empty()) snapshot.former[key] = read.formerly;
  }

  static Findings say(const AccountFile& read, const Findings& across, Snapshot& snapshot) {
    if (read.findings.empty() && across.empty()) return {};
    auto all = read.findings;
    append(all, across);
    all = shortened(std::move(all));
    append(snapshot.findings, all);
    return all;
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
  KnownFiles known_;
  Findings overlooked_;
  Across across_;
};

Loader::Loader(fs::path folder) : impl_(std::make_unique<Impl>(std::move(folder))) {}
Loader::~Loader() = default;

Loaded Loader::load(const Catalogue& catalogue, const LoadOptions& options, bool fresh, const News* news) {
  std::scoped_lock one(mutex_);
  return impl_->load(catalogue, options, fresh, news);
}

bool Loader::stale(const LoadOptions& options, const News* news) {
  std::scoped_lock one(mutex_);
  return impl_->stale(options, news);
}

std::optional<std::string> Loader::folder_hash(const std::string& account) {
  std::scoped_lock one(mutex_);
  return impl_->folder_hash(account);
}

std::optional<std::string> Loader::filed_hash(const std::string& account) {
  std::scoped_lock one(mutex_);
  return impl_->filed_hash(account);
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

#include "host/config/load.hpp"

#include "host/base/text.hpp"
#include "host/config/build.hpp"
#include "host/config/crosschecks.hpp"
#include "host/config/files.hpp"
#include "host/config/hash.hpp"
#include "host/config/host_file.hpp"
#include "host/config/merge.hpp"

namespace fairway::config {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kFindings = 500;  // of one file; nobody reads more at once

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

// The name on the line `account: …` of a file that cannot be parsed, so that its account is refused and not absent.
std::string name_in(const fs::path& path) {
  const auto bytes = read_whole(path, Limits{}.bytes);
  if (!bytes) return {};
  for (const auto& line : split(*bytes, '\n')) {
    if (!line.starts_with("account:")) continue;
    const auto begin = line.find_first_not_of(" \t\"'", 8);
    if (begin == std::string::npos) return {};
    return line.substr(begin, line.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-", begin) - begin);
  }
  return {};
}

class Loader {
 public:
  Loader(fs::path folder, const Catalogue& catalogue, const LoadOptions& options)
      : folder_(std::move(folder)), catalogue_(catalogue), options_(options), references_(folder_, options.environment) {}

  Snapshot run() {
    auto host = read_host(folder_, references_, options_.secrets_required);
    out_.host = std::move(host.host);
    append(out_.findings, host.findings);
    read_templates(host.templates);
    const auto files = matching(folder_, host.accounts);
    if (files.empty())
      out_.findings.push_back(
          {Severity::warning, {"fairway.yaml", 1, 1}, "accounts", fmt::format("no account file matches {}", host.accounts)});
    for (const auto& file : files) read_account(file);
    check_across(drafts_, options_.holders);
    for (auto& draft : drafts_) finish(draft);
    tidy(out_.findings);
    return std::move(out_);
  }

 private:
  void read_templates(const std::string& pattern) {
    for (const auto& path : matching(folder_, pattern)) {
      auto parsed = parse_file(path, shown(path, folder_));
      append(out_.findings, parsed.findings);
      if (parsed.root) check_template(*parsed.root);
      if (has_errors(parsed.findings)) parsed.root.reset();
      templates_.add(path.stem().string(), std::move(parsed.root));
    }
  }

  // On its own: what is unknown or of the wrong type in it, also when no account extends it.
  void check_template(const Node& root) {
    Outcome outcome;
    Checker(references_, {Severity::warning, {}, true}, outcome).check(&root, spec_, {});
    std::erase_if(outcome.findings, [](const Finding& finding) { return finding.severity == Severity::warning; });
    for (const auto* key : {"account", "formerly"})
      if (const auto* member = root.member(key))
        outcome.findings.push_back(
            {Severity::error, member->mark.place(), key, "a template is for many accounts and cannot name one"});
    append(out_.findings, outcome.findings);
  }

  void read_account(const fs::path& path) {
    const auto name = shown(path, folder_);
    auto parsed = parse_file(path, name);
    if (!parsed.root) {
      const auto account = name_in(path);
      out_.rejected[account.empty() ? name : account] = first_error(parsed.findings, name);
      append(out_.findings, parsed.findings);
      return;
    }
    Findings findings = std::move(parsed.findings);
    auto tree = templates_.extended(*parsed.root, findings);
    auto draft = build_account(name, std::move(tree), spec_,
                               {catalogue_, schemas_, references_, {}, options_.secrets_required}, out_.host.mode);
    append(draft.findings, findings);
    check_files(draft, folder_);
    check_names(draft, catalogue_);
    check_switches(draft);
    draft.account.hash = hash_of(draft, folder_);
    draft.tree = {};  // ten thousand of them would be the most of what a load needs
    draft.values = {};
    drafts_.push_back(std::move(draft));
  }

  void finish(Draft& draft) {
    auto& account = draft.account;
    const bool wrong = has_errors(draft.findings);
    const bool taken = out_.accounts.contains(account.name) || out_.rejected.contains(account.name);
    tidy(draft.findings);
    if (draft.findings.size() > kFindings) {
      const auto more = fmt::format("and {} more findings", draft.findings.size() - kFindings);
      draft.findings.resize(kFindings);
      draft.findings.push_back({wrong ? Severity::error : Severity::warning, draft.findings.back().place, "", more});
    }
    append(out_.findings, draft.findings);
    if (wrong) {
      const auto key = account.name.empty() || taken ? draft.file : account.name;
      out_.rejected[key] = first_error(draft.findings, draft.file);
      out_.unsound[key] = std::make_shared<const Account>(std::move(account));
      return;
    }
    auto ready = std::make_shared<const Account>(std::move(account));
    out_.accounts[ready->name] = ready;
  }

  const fs::path folder_;
  const Catalogue& catalogue_;
  const LoadOptions& options_;
  const References references_;
  const Schemas schemas_ = read_schemas(catalogue_);
  const Spec spec_ = account_spec();
  Templates templates_;
  std::vector<Draft> drafts_;
  Snapshot out_;
};

}  // namespace

Snapshot load(const fs::path& folder, const Catalogue& catalogue, const LoadOptions& options) {
  return Loader(folder, catalogue, options).run();
}

}  // namespace fairway::config

#include "host/config/template_files.hpp"

#include "host/config/check.hpp"

namespace fairway::config {
namespace {

// On its own: what is unknown or of the wrong type in it, also when no account extends it.
Findings check_template(const Node& root, const References& references, const Spec& spec) {
  Outcome outcome;
  Checker(references, {Severity::warning, {}, true}, outcome).check(&root, spec, {});
  std::erase_if(outcome.findings, [](const Finding& finding) { return finding.severity == Severity::warning; });
  for (const auto* key : {"account", "formerly"})
    if (const auto* member = root.member(key))
      outcome.findings.push_back(
          {Severity::error, member->mark.place(), key, "a template is for many accounts and cannot name one"});
  return std::move(outcome.findings);
}

}  // namespace

void TemplateFiles::read(const std::filesystem::path& folder, const std::string& pattern, const References& references,
                         const Spec& spec, bool fresh) {
  std::map<std::string, File> now;
  bool same = !fresh;
  for (const auto& path : matching(folder, pattern)) {
    File file;
    file.shown = shown(path, folder);
    const auto first = now.find(path.stem().string());
    file.shadowed = first != now.end();
    const auto name = file.shadowed ? file.shown : path.stem().string();
    const auto before = files_.find(name);
    if (!fresh && before != files_.end() && before->second.shown == file.shown && before->second.stamp == stamp_of(path)) {
      now.insert(std::move(*before));
      continue;
    }
    same = false;
    file.version = ++versions_;
    auto bytes = read_whole(path, Limits{}.bytes, &file.stamp);
    auto parsed = bytes ? parse_yaml(*bytes, file.shown) : unreadable(file.shown, bytes.error().message);
    file.findings = parsed.findings;
    if (bytes) file.text = std::make_shared<const std::string>(std::move(*bytes));
    if (parsed.root) {
      const auto more = check_template(*parsed.root, references, spec);
      file.findings.insert(file.findings.end(), more.begin(), more.end());
      if (!has_errors(parsed.findings)) file.root = std::move(parsed.root);
    }
    if (file.shadowed)
      file.findings.push_back(
          {Severity::error,
           {file.shown, 1, 1},
           "",
           fmt::format("the template \"{}\" has a file already: {}", first->first, first->second.shown)});
    now.insert_or_assign(name, std::move(file));
  }
  same = same && now.size() == files_.size();
  files_ = std::move(now);
  if (same) return;
  ++versions_;  // also for one that is gone
  templates_ = {};
  for (const auto& [name, file] : files_)
    if (!file.shadowed) templates_.add(name, file.root);
  templates_.complete();
}

bool TemplateFiles::stale(const std::filesystem::path& folder, const std::string& pattern) const {
  const auto paths = matching(folder, pattern);
  std::set<std::string> names;
  return paths.size() != files_.size() || std::any_of(paths.begin(), paths.end(), [&](const auto& path) {
           const bool first = names.insert(path.stem().string()).second;
           const auto found = files_.find(first ? path.stem().string() : shown(path, folder));
           return found == files_.end() || found->second.stamp != stamp_of(path);
         });
}

bool TemplateFiles::has(const std::string& file) const {
  return std::any_of(files_.begin(), files_.end(), [&](const auto& each) { return each.second.shown == file; });
}

std::uint64_t TemplateFiles::version(const std::string& name) const {
  const auto found = files_.find(name);
  return found == files_.end() ? 0 : found->second.version;
}

void TemplateFiles::add_to(Texts& texts, std::map<std::string, std::string>& files,
                           const std::set<std::string>& names) const {
  for (const auto& name : names)
    if (const auto found = files_.find(name); found != files_.end() && found->second.text) {
      texts[found->second.shown] = found->second.text;
      files[name] = found->second.shown;
    }
}

Findings TemplateFiles::unused(const std::set<std::string>& used) const {
  Findings all;
  for (const auto& [name, file] : files_)
    if (!used.contains(name) && !file.shadowed)
      all.push_back(
          {Severity::warning, {file.shown, 1, 1}, "", fmt::format("no account extends the template \"{}\"", name)});
  return all;
}

Findings TemplateFiles::findings() const {
  Findings all;
  for (const auto& [name, file] : files_) all.insert(all.end(), file.findings.begin(), file.findings.end());
  return all;
}

}  // namespace fairway::config

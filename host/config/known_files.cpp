#include "host/config/known_files.hpp"

#include <thread>

#include "host/base/at_once.hpp"
#include "host/base/text.hpp"

namespace fairway::config {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kSkuFile = 256u << 20;
constexpr std::size_t kFilesOfAThread = 64;  // at least

std::string hash_of(const Texts& texts) {
  std::string all;
  for (const auto& [name, text] : texts) all += name + '\n' + sha256_hex(*text) + '\n';
  return sha256_hex(all);
}

bool unchanged(const fs::path& path, const KnownFile& known, const TemplateFiles& templates, const References& references) {
  return stamp_of(path) == known.stamp && references.unchanged(known.read.uses) &&
         std::all_of(known.templates.begin(), known.templates.end(),
                     [&](const auto& used) { return templates.version(used.first) == used.second; });
}

KnownFile read_file(const Reading& with, const fs::path& path, const std::string& file) {
  KnownFile known;
  auto bytes = read_whole(path, Limits{}.bytes, &known.stamp);
  if (!bytes) {
    known.read.sources.file = file;
    known.read.findings = unreadable(file, bytes.error().message).findings;
    return known;
  }
  const auto skus = [&](const std::string& name, Uses& uses) -> Result<Text> {
    auto table = read_whole(with.folder / name, kSkuFile, &uses.files[name]);
    if (!table) return fail(std::move(table.error()));
    return std::make_shared<const std::string>(std::move(*table));
  };
  known.read = read_account(file, std::make_shared<const std::string>(std::move(*bytes)), with.templates.templates(), skus,
                            with.context);
  auto& sources = known.read.sources;
  with.templates.add_to(sources.texts, sources.templates, known.read.templates);
  known.hash = sources.hash = hash_of(sources.texts);
  for (const auto& name : known.read.templates) known.templates.emplace(name, with.templates.version(name));
  return known;
}

// Under its own name; or under the former one, where it was this text's renaming that was taken back.
const Pin* pin_of(const Reading& with, const KnownFile& known) {
  const auto comes_to = known.read.account ? known.read.account->hash : std::string();
  for (const auto* name : {&known.read.name, &known.read.formerly})
    if (const auto pin = with.pins.find(*name);
        pin != with.pins.end() && pin->second.folder_hash == known.hash &&
        (pin->second.account_hash.empty() || comes_to.empty() || pin->second.account_hash == comes_to))
      return &pin->second;
  return nullptr;
}

// Whether it was built of its pin. Its secrets may have changed though the files did not: then it is built again.
bool use_pin(const Reading& with, KnownFile& known, bool fresh) {
  const auto* pin = pin_of(with, known);
  if (!pin) {
    if (std::exchange(known.pin, nullptr)) known.pinned = {};
    return false;
  }
  if (!fresh && known.pin == pin->sources && with.context.references.unchanged(known.pinned.uses)) return false;
  known.pin = pin->sources;
  known.pinned = read_kept(*known.pin, with.context);
  return true;
}

}  // namespace

AccountFile read_kept(const Sources& sources, const AccountContext& context) {
  Templates templates;
  for (const auto& [name, file] : sources.templates) templates.add(name, parse_yaml(*sources.texts.at(file), file).root);
  const auto skus = [&](const std::string& name, Uses&) -> Result<Text> {
    const auto found = sources.texts.find(name);
    if (found == sources.texts.end()) return fail(FW_E_CONFIG, "the file does not exist");
    return found->second;
  };
  return read_account(sources.file, sources.texts.at(sources.file), templates, skus, context);
}

void KnownFiles::note_uses(File& file) {
  for (const auto* uses : {&file.second.read.uses, &file.second.pinned.uses})
    for (const auto& [name, stamp] : uses->files) users_[fs::path(name).lexically_normal().string()].insert(&file);
}

// Few, of ten thousand; unchanged() has the last word.
std::set<KnownFiles::File*> KnownFiles::may_concern(const News& news, const TemplateFiles& templates) const {
  std::set<File*> out;
  const auto add = [&](const File& file) { out.insert(const_cast<File*>(&file)); };
  for (const auto& name : news) {
    if (const auto file = files_.find(name); file != files_.end()) add(*file);
    if (const auto users = users_.find(name); users != users_.end()) out.insert(users->second.begin(), users->second.end());
  }
  if (templates.changes() != templates_seen_)
    for (const auto& file : files_) add(file);
  return out;
}

void KnownFiles::read(const Reading& with, bool fresh, const News* news) {
  std::vector<File*> anew;
  const auto look_at = [&](const fs::path& path, File& each, bool added) {
    if (fresh || added || !unchanged(path, each.second, with.templates, with.context.references)) anew.push_back(&each);
  };
  if (news && !fresh) {
    for (auto* each : may_concern(*news, with.templates)) look_at(with.folder / each->first, *each, false);
  } else {
    std::set<std::string> found;
    for (const auto& path : matching(with.folder, with.pattern)) {
      const auto file = found.insert(found.end(), shown(path, with.folder));
      const auto [at, added] = files_.try_emplace(*file);
      look_at(path, *at, added);
    }
    std::erase_if(files_, [&](const auto& each) { return !found.contains(each.first); });
    users_.clear();
    for (auto& each : files_) note_uses(each);
  }
  // Nearly all of it is parsing.
  at_once(anew.size(), std::thread::hardware_concurrency(), kFilesOfAThread, [&](std::size_t i) {
    auto& [file, known] = *anew[i];
    known = read_file(with, with.folder / file, file);
  });
  for (auto* each : anew) note_uses(*each);
  for (auto& each : files_)
    if (use_pin(with, each.second, fresh)) note_uses(each);
  templates_seen_ = with.templates.changes();
}

bool KnownFiles::knows(const fs::path& folder, const std::string& name) const {
  if (files_.contains(name)) return stamp_of(folder / name) != Stamp{};
  return users_.contains(name);
}

bool KnownFiles::stale(const fs::path& folder, const std::string& pattern, const TemplateFiles& templates,
                       const References& references, const News* news) const {
  const auto other = [&](const fs::path& path, const KnownFile& known) {
    return !unchanged(path, known, templates, references) || (known.pin && !references.unchanged(known.pinned.uses));
  };
  if (news) {
    const auto some = may_concern(*news, templates);
    return std::any_of(some.begin(), some.end(),
                       [&](const File* each) { return other(folder / each->first, each->second); });
  }
  const auto paths = matching(folder, pattern);
  return paths.size() != files_.size() || std::any_of(paths.begin(), paths.end(), [&](const auto& path) {
           const auto found = files_.find(shown(path, folder));
           return found == files_.end() || other(path, found->second);
         });
}

}  // namespace fairway::config

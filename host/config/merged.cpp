#include "host/config/merged.hpp"

#include "host/config/check.hpp"
#include "host/config/files.hpp"
#include "host/config/host_file.hpp"

namespace fairway::config {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kSealed = "${sealed:";

using OnScalar = std::function<void(const Node&, const std::string& path)>;

void each_scalar(const Node& node, const Where& where, const OnScalar& each) {
  if (node.kind == Node::Kind::scalar) each(node, where.path);
  for (const auto& member : node.members) each_scalar(member.value, where.key(member.key), each);
  for (std::size_t i = 0; i < node.items.size(); ++i) each_scalar(node.items[i], where.item(i), each);
}

void add_uses(const Node& tree, const std::string& account, std::vector<SealedUse>& out) {
  each_scalar(tree, {}, [&](const Node& node, const std::string& path) {
    for (auto at = node.text.find(kSealed); at != std::string::npos; at = node.text.find(kSealed, at + 1)) {
      if (at > 0 && node.text[at - 1] == '$') continue;
      const auto end = node.text.find('}', at);
      if (end == std::string::npos) return;
      const auto begin = at + kSealed.size();
      out.push_back({node.text.substr(begin, end - begin), account, path, node.mark.place()});
    }
  });
}

}  // namespace

WrittenFolder::WrittenFolder(fs::path folder) : folder_(std::move(folder)) {
  const auto host = read_host(folder_, References(folder_, {}), {.secrets_required = false});
  accounts_ = host.accounts;
  std::set<std::string> names;
  for (const auto& path : matching(folder_, host.templates)) {
    const auto name = path.stem().string();
    if (!names.insert(name).second) continue;  // as TemplateFiles takes the first
    auto root = parse_file(path, shown(path, folder_)).root;
    if (root) pieces_.emplace(name, *root);
    templates_.add(name, std::move(root));
  }
}

std::vector<fs::path> WrittenFolder::accounts() const { return matching(folder_, accounts_); }

std::optional<WrittenAccount> WrittenFolder::read(const fs::path& file) {
  WrittenAccount out;
  out.file = shown(file, folder_);
  auto parsed = parse_file(file, out.file);
  if (!parsed.root) return std::nullopt;
  out.own = std::move(*parsed.root);
  std::set<std::string> ignored;
  out.merged = templates_.extended(out.own, out.findings, ignored);
  const auto* name = out.merged.find("account");
  out.name = name && name->kind == Node::Kind::scalar ? name->text : file.stem().string();
  return out;
}

// The file of that name first: it mostly is the one.
std::optional<WrittenAccount> WrittenFolder::find(const std::string& account) {
  auto files = accounts();
  std::stable_partition(files.begin(), files.end(), [&](const fs::path& file) { return file.stem() == account; });
  for (const auto& file : files)
    if (auto one = read(file); one && one->name == account) return one;
  return std::nullopt;
}

std::vector<std::string> WrittenFolder::names() const {
  std::vector<std::string> out;
  for (const auto& file : accounts()) out.push_back(file.stem().string());
  return out;
}

std::vector<std::string> WrittenFolder::templates() const {
  std::vector<std::string> out;
  for (const auto& [name, piece] : pieces_) out.push_back(name);
  return out;
}

std::optional<Node> WrittenFolder::whole_template(const std::string& name) {
  const auto piece = pieces_.find(name);
  if (piece == pieces_.end()) return std::nullopt;
  Findings findings;
  std::set<std::string> uses;
  return templates_.extended(piece->second, findings, uses);
}

void WrittenFolder::add_layers(const Node& file, std::vector<const Node*>& out) const {
  const auto* extends = file.find("extends");
  if (!extends) return;
  for (auto item = extends->items.rbegin(); item != extends->items.rend(); ++item) {
    const auto piece = pieces_.find(item->text);
    if (piece == pieces_.end() || std::find(out.begin(), out.end(), &piece->second) != out.end()) continue;
    out.push_back(&piece->second);
    add_layers(piece->second, out);
  }
}

std::vector<const Node*> WrittenFolder::layers(const WrittenAccount& account) const {
  std::vector<const Node*> out{&account.own};
  add_layers(account.own, out);
  return out;
}

std::vector<SealedUse> sealed_uses(const fs::path& folder) {
  std::vector<SealedUse> out;
  if (const auto host = parse_file(folder / "fairway.yaml", "fairway.yaml"); host.root) add_uses(*host.root, "", out);
  WrittenFolder written(folder);
  for (const auto& file : written.accounts())
    if (const auto account = written.read(file)) add_uses(account->merged, account->name, out);
  return out;
}

}  // namespace fairway::config

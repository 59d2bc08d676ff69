#include "host/config/new_account.hpp"

#include "host/base/text.hpp"
#include "host/config/check.hpp"
#include "host/config/commented.hpp"
#include "host/config/first_settings.hpp"
#include "host/config/merged.hpp"
#include "host/config/settings.hpp"

namespace fairway::config {
namespace {

namespace fs = std::filesystem;

constexpr const char* kStore = "main";
constexpr const char* kWarehouse = "main-warehouse";
constexpr const char* kMapper = "shipping-map";

tl::unexpected<Failure> wrong(std::string what) { return fail(FW_E_CONFIG, std::move(what)); }

// The plugin asked for; else none where the template has some (`known`), else the only one there is.
Result<std::string> choose(const Catalogue& catalogue, const std::string& role, const std::string& asked,
                           const Node* known) {
  if (!asked.empty()) {
    if (auto why = refusal(catalogue, asked, role)) return wrong(std::move(*why));
    return asked;
  }
  const auto found = names_with_role(catalogue, role);
  if ((known && !known->members.empty()) || found.empty()) return std::string();
  if (found.size() > 1) return wrong(fmt::format("which plugin for the {}? Found are {}", role, fmt::join(found, ", ")));
  return found.front();
}

// Where the pattern of the account files has its one *.
Result<fs::path> place_for(const std::string& pattern, const std::string& name) {
  auto path = pattern;
  const auto star = path.find_first_of("*?[");
  if (star == std::string::npos || path[star] != '*' || path.find_first_of("*?[", star + 1) != std::string::npos)
    return wrong(fmt::format("accounts: {} in fairway.yaml tells no place for a new file", pattern));
  path.replace(star, 1, name);
  return fs::path(path);
}

class FileMaker {
 public:
  FileMaker(const Catalogue& catalogue, const NewAccount& account, const Node* given)
      : schemas_(read_schemas(catalogue)), given_(given), placeholders_(account.name) {
    for (const auto* kind : {"stores", "warehouses"})
      if (const auto* entries = given ? given->find(kind) : nullptr)
        for (const auto& member : entries->members) given_names_.insert(fmt::format("{}.{}", kind, member.key));
    said_["account"] = account.name;
    if (!given || !given->find("company")) said_["company"] = "";
    if (!account.extends.empty()) said_["extends"] = json::array{json::string(account.extends)};
  }

  void stores(const std::string& plugin) {
    for_given("stores", [](json::object& entry) { entry["enabled"] = false; });
    if (plugin.empty()) return;
    const auto name = free_name(kStore);
    auto& entry = add("stores", name, plugin);
    entry["enabled"] = false;
    settings("stores", name, plugin, nullptr, entry);
    entry["orders"] = json::object{{"enabled", true}};
  }

  void warehouses(const std::string& plugin) {
    for_given("warehouses", [](json::object&) {});
    if (plugin.empty()) return;
    const auto name = free_name(kWarehouse);
    settings("warehouses", name, plugin, nullptr, add("warehouses", name, plugin));
  }

  void shipping(const std::string& plugin) {
    if (plugin.empty() || (given_ && given_->find("shipping"))) return;
    plugins_["shipping.settings"] = plugin;
    const auto* spec = spec_of(plugin);
    said_["shipping"] =
        json::object{{"plugin", plugin},
                     {"settings", spec ? placeholders_.required(*spec, "shipping.settings", nullptr) : json::object()}};
  }

  std::string text() {
    Commented with;
    with.said = said_;
    with.given = given_;
    with.left_out = {"formerly"};  // nothing had a name before
    with.secret = [&](const std::string& path) { return placeholders_.secret(path); };
    with.settings = [&](const std::string& path) {
      const auto plugin = plugins_.find(path);
      return plugin == plugins_.end() ? nullptr : spec_of(plugin->second);
    };
    for (const auto* kind : {"stores", "warehouses"})
      if (const auto* entries = said_.if_contains(kind))
        for (const auto& entry : entries->get_object()) {
          const auto path = fmt::format("{}.{}", kind, std::string(entry.key()));
          if (!from_template(path)) with.notes[path] = "a name of your own";
          with.notes[path + ".enabled"] = "true once its settings are right";
        }
    with.notes["shipping.settings.rules"] =
        "The first that fits decides; `fairway mapping suggest` writes them once there are orders";
    return commented_yaml(account_spec(), with);
  }

  const Placeholders& placeholders() const { return placeholders_; }

 private:
  const Spec* spec_of(const std::string& plugin) const {
    const auto found = schemas_.find(plugin);
    return found == schemas_.end() || !found->second ? nullptr : &*found->second;
  }
  bool from_template(const std::string& path) const { return given_names_.contains(path); }

  // Stores and warehouses share one namespace.
  std::string free_name(const std::string& wanted) const {
    const auto taken = [&](const std::string& name) {
      return from_template("stores." + name) || from_template("warehouses." + name);
    };
    auto name = wanted;
    for (int i = 2; taken(name); ++i) name = fmt::format("{}-{}", wanted, i);
    return name;
  }

  // Of what the template has, the account says what is required and missing.
  template <class F>
  void for_given(const char* kind, F&& also) {
    const auto* entries = given_ ? given_->find(kind) : nullptr;
    if (!entries) return;
    for (const auto& member : entries->members) {
      json::object entry;
      also(entry);
      if (const auto* plugin = member.value.find("plugin"))
        settings(kind, member.key, plugin->text, member.value.find("settings"), entry);
      if (!entry.empty()) block(kind)[member.key] = std::move(entry);
    }
  }

  json::object& block(std::string_view kind) {
    auto& entries = said_[kind];
    return entries.is_object() ? entries.get_object() : entries.emplace_object();
  }

  json::object& add(std::string_view kind, std::string_view name, const std::string& plugin) {
    return block(kind)[name].emplace_object() = json::object{{"plugin", plugin}};
  }

  void settings(const std::string& kind, const std::string& name, const std::string& plugin, const Node* given,
                json::object& entry) {
    const auto place = fmt::format("{}.{}.settings", kind, name);
    plugins_[place] = plugin;
    const auto* spec = spec_of(plugin);
    auto values = spec ? placeholders_.required(*spec, place, given) : json::object();
    if (!values.empty() || !from_template(kind + "." + name)) entry["settings"] = std::move(values);
  }

  const Schemas schemas_;
  const Node* given_;
  Placeholders placeholders_;
  json::object said_;
  std::map<std::string, std::string> plugins_;  // path of settings -> whose
  std::set<std::string> given_names_;           // "stores.main" that the template has
};

}  // namespace

Result<FirstFile> first_file(const fs::path& folder, const Catalogue& catalogue, const NewAccount& account) {
  const auto name = read_scalar({account.name, true}, name_text());
  if (!name || account.name.ends_with('\n'))
    return wrong(fmt::format("\"{}\" is no name of an account: {}", printable(account.name, 80), name_text().advice));
  std::error_code error;
  if (!fs::exists(folder / "fairway.yaml", error))
    return wrong(fmt::format("there is no fairway.yaml in the folder {}; the line `mode: live` will do", folder.string()));
  WrittenFolder written(folder);
  if (const auto taken = written.find(account.name))
    return wrong(fmt::format("the account \"{}\" has a file already: {}", account.name, taken->file));
  std::optional<Node> given;
  if (!account.extends.empty()) {
    given = written.whole_template(account.extends);
    if (!given)
      return wrong(fmt::format("no template \"{}\" can be read{}", account.extends,
                               did_you_mean(account.extends, written.templates())));
  }
  const auto* base = given ? &*given : nullptr;
  const auto path = place_for(written.pattern(), account.name);
  if (!path) return fail(path.error());
  const auto store = choose(catalogue, "store", account.store, base ? base->find("stores") : nullptr);
  if (!store) return fail(store.error());
  const auto warehouse = choose(catalogue, "warehouse", account.warehouse, base ? base->find("warehouses") : nullptr);
  if (!warehouse) return fail(warehouse.error());
  const auto mappers = names_with_role(catalogue, "shipping");
  const bool usual = std::find(mappers.begin(), mappers.end(), kMapper) != mappers.end();

  FileMaker maker(catalogue, account, base);
  maker.stores(*store);
  maker.warehouses(*warehouse);
  maker.shipping(usual ? kMapper : mappers.empty() ? std::string() : mappers.front());
  auto text =
      fmt::format(
          "# Made by `fairway account new`. What is a comment stands at its default{}; `fairway check` says what is wrong,\n"
          "# `fairway schema` has every key for an editor.\n",
          base ? " or is said by the template" : "") +
      maker.text();
  const auto& used = maker.placeholders();
  return FirstFile{folder / *path,
                   std::move(text),
                   {used.secrets().begin(), used.secrets().end()},
                   {used.variables().begin(), used.variables().end()},
                   used.optional_secrets()};
}

}  // namespace fairway::config

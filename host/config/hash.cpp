#include "host/config/hash.hpp"

#include "host/base/text.hpp"

namespace fairway::config {
namespace {

// JSON with the keys of every object in the order of the alphabet.
class Canonical {
 public:
  Canonical() { out_.reserve(16 * 1024); }  // an account's; what grows by halves is copied again and again
  void value(const json::value& value) {
    if (const auto* members = value.if_object()) return object(*members);
    const auto* items = value.if_array();
    if (const auto* one = value.if_string()) return text(*one);
    if (!items) return void(out_ += json::serialize(value));
    out_ += '[';
    for (std::size_t i = 0; i < items->size(); ++i) {
      if (i > 0) out_ += ',';
      this->value((*items)[i]);
    }
    out_ += ']';
  }
  // A member of an object that is put together here: `inside` writes its value. The caller keeps to the alphabet.
  template <class Inside>
  Canonical& member(std::string_view name, Inside inside) {
    if (out_.back() != '{') out_ += ',';
    text(json::string_view(name.data(), name.size()));
    out_ += ':';
    inside();
    return *this;
  }
  template <class Inside>
  void object_of(Inside inside) {
    out_ += '{';
    inside();
    out_ += '}';
  }
  void object(const json::object& members, std::string_view without = {}) {
    std::vector<const json::key_value_pair*> sorted;
    for (const auto& one : members)
      if (without.empty() || std::string_view(one.key()) != without) sorted.push_back(&one);
    std::sort(sorted.begin(), sorted.end(), [](auto* a, auto* b) { return a->key() < b->key(); });
    object_of([&] {
      for (const auto* one : sorted) member(one->key(), [&] { value(one->value()); });
    });
  }
  const std::string& all() const { return out_; }

 private:
  // Nearly all stand in quotes as they are; a serializer for each of them would be most of what a hash costs.
  void text(json::string_view text) {
    const bool plain =
        std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c < 0x7F && c != '"' && c != '\\'; });
    if (!plain) return void(out_ += json::serialize(text));
    out_ += '"';
    out_ += std::string_view(text);
    out_ += '"';
  }
  std::string out_;
};

void settings_of(Canonical& out, const Settings& settings, std::optional<Mode> mode) {
  out.object_of([&] {
    if (mode) out.member("mode", [&] { out.value(*mode == Mode::live ? "live" : "observe"); });
    out.member("plugin", [&] { out.value(json::string(settings.plugin)); });
    out.member("secrets", [&] {
      out.object_of([&] {
        for (const auto& [name, secret] : settings.secrets)
          out.member(name, [&, &s = secret] { out.value(json::string(s)); });
      });
    });
    out.member("values", [&] { out.value(settings.values); });
  });
}

}  // namespace

std::string hash_of(const Draft& draft, const Text& skus) {
  const auto& account = draft.account;
  std::map<std::string, std::pair<const Settings*, std::optional<Mode>>> settings;
  for (const auto& store : account.stores) settings[store.nickname] = {&store.settings, store.mode};
  for (const auto& warehouse : account.warehouses) settings[warehouse.name] = {&warehouse.settings, std::nullopt};
  Canonical out;
  out.object_of([&] {
    out.member("prefer", [&] { out.value(json::value_from(account.prefer)); });
    out.member("settings", [&] {
      out.object_of([&] {
        for (const auto& [name, of] : settings)
          out.member(name, [&, &one = of] { settings_of(out, *one.first, one.second); });
      });
    });
    if (account.shipping) out.member("shipping", [&] { settings_of(out, *account.shipping, std::nullopt); });
    if (skus) out.member("skus", [&] { out.value(json::string(sha256_hex(*skus))); });
    out.member("values", [&] { out.object(draft.values.get_object(), "extends"); });
  });
  return sha256_hex(out.all());
}

}  // namespace fairway::config

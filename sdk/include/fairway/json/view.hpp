// A look at JSON of any shape without building a tree, for the odd answer that no struct describes.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "fairway/json/codec.hpp"

namespace fairway {

// A value inside a text that outlives the view. The text is checked once, by parse(); finding a member reads the object
// from its start, so for many members describe a struct instead. A missing value is a view too: everything asked of it
// is empty, and view["a"]["b"] needs no test in between.
class JsonView {
 public:
  JsonView() = default;

  // Throws JsonError when `text` is not one JSON value.
  static JsonView parse(std::string_view text) {
    JsonError error;
    json::Reader reader(text, error);
    std::string_view raw;
    if (!reader.skip(&raw) || !reader.finish()) throw error;
    return JsonView(raw);
  }

  bool exists() const noexcept { return !raw_.empty(); }
  explicit operator bool() const noexcept { return exists(); }
  bool is_null() const noexcept { return raw_ == "null"; }
  bool is_object() const noexcept { return first() == '{'; }
  bool is_array() const noexcept { return first() == '['; }
  bool is_string() const noexcept { return first() == '"'; }
  bool is_number() const noexcept { return first() == '-' || (first() >= '0' && first() <= '9'); }
  std::string_view raw() const noexcept { return raw_; }

  // The member of that name; missing where there is none or this is no object.
  JsonView operator[](std::string_view name) const {
    for (const auto& [key, value] : members())
      if (key == name) return value;
    return {};
  }

  // Elements of an array, none for anything else.
  std::vector<JsonView> items() const {
    std::vector<JsonView> all;
    JsonError error;
    json::Reader reader(raw_, error);
    if (!is_array() || !reader.enter('[')) return all;
    std::string_view raw;
    for (bool more = !reader.take(']'); more && reader.skip(&raw) && reader.next(']', more);) all.push_back(JsonView(raw));
    return all;
  }

  // Members of an object in their order, none for anything else.
  std::vector<std::pair<std::string, JsonView>> members() const {
    std::vector<std::pair<std::string, JsonView>> all;
    JsonError error;
    json::Reader reader(raw_, error);
    if (!is_object() || !reader.enter('{')) return all;
    std::string_view name, raw;
    std::string scratch;
    for (bool more = !reader.take('}'); more && reader.key(name, scratch) && reader.skip(&raw) && reader.next('}', more);)
      all.emplace_back(name, JsonView(raw));
    return all;
  }

  // Text of a string, digits of a number; `otherwise` for anything else.
  std::string text(std::string_view otherwise = {}) const {
    return is_string() || is_number() ? as<std::string>() : std::string(otherwise);
  }
  std::optional<std::int64_t> integer() const { return maybe<std::int64_t>(); }
  std::optional<double> number() const { return maybe<double>(); }
  std::optional<bool> boolean() const { return maybe<bool>(); }

  // The value as a described struct or a field type. Throws JsonError.
  template <class T>
  T as() const {
    return from_json<T>(raw_);
  }

 private:
  explicit JsonView(std::string_view raw) : raw_(raw) {}
  char first() const noexcept { return raw_.empty() ? '\0' : raw_.front(); }

  template <class T>
  std::optional<T> maybe() const {
    T value{};
    JsonError error;
    return read_json(raw_, value, error) ? std::optional<T>(value) : std::nullopt;
  }

  std::string_view raw_;
};

}  // namespace fairway

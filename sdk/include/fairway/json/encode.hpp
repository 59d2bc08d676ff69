// A described struct and the field types into JSON, in the order of declaration, extra members last. Strict: what is
// written is valid or the writer says no.
#pragma once
#include "fairway/json/decode.hpp"

namespace fairway::json {

// What is left out of an object: empty text, lists, maps, optionals, Pii, Extra, RawJson, an open value that is unknown
// and without text, and a struct with nothing to write. Numbers and booleans are always written, for their defaults
// differ from struct to struct. So reading back what was written gives the same struct.
class Writer {
 public:
  Writer(std::string& target, JsonError& error) : out(target), error_(error) {}
  bool fail(std::string_view reason) {
    error_.message.assign(reason);
    error_.pointer.clear();
    return false;
  }
  bool within(std::string_view name) {
    error_.pointer.insert(0, pointer_step(name));
    return false;
  }
  bool text(std::string_view value) { return append_string(out, value) ? true : fail("not UTF-8"); }
  bool raw(std::string_view value) {
    JsonError why;
    Reader reader(value, why);
    if (!reader.skip() || !reader.finish()) return fail("not JSON: " + why.message);
    out += value;
    return true;
  }

  std::string& out;

 private:
  JsonError& error_;
};

enum class Wrote { nothing, value, failed };

struct WriteMember {
  std::string_view name;
  Wrote (*write)(Writer&, const void* object);
};
struct WriteTable {
  const WriteMember* members;
  std::size_t count;
  const Extra* (*extra)(const void* object);
};

template <class T>
bool write(Writer& writer, const T& value);

template <class M>
bool left_out(const M& value) {
  if constexpr (IsOptional<M>::value) return !value.has_value();
  else if constexpr (std::is_same_v<M, Money>) return value.amount.empty() && value.currency.empty();
  else if constexpr (requires { value.empty(); }) return value.empty();
  else return false;
}

template <class T, class D>
Wrote write_member(Writer& writer, const void* object) {
  const auto& value = static_cast<const T*>(object)->*D::pointer;
  using M = std::remove_cvref_t<decltype(value)>;
  if (left_out(value)) return Wrote::nothing;
  const std::size_t before = writer.out.size();
  writer.out += '"';
  writer.out += member_name<T, D>();
  writer.out += "\":";
  const std::size_t start = writer.out.size();
  if (!write(writer, value)) return Wrote::failed;
  if constexpr (Described<M> && !std::is_same_v<M, Money>) {
    if (std::string_view(writer.out).substr(start) == "{}") {
      writer.out.resize(before);
      return Wrote::nothing;
    }
  }
  return Wrote::value;
}

template <class T>
struct WriteTableOf {
  template <template <class...> class L, class... D>
  static constexpr auto list(L<D...>) {
    std::array<WriteMember, sizeof...(D)> members{};
    std::size_t n = 0;
    (
        [&] {
          if constexpr (!ReadTableOf<T>::template is_extra<D>) members[n++] = {member_name<T, D>(), &write_member<T, D>};
        }(),
        ...);
    return std::pair(members, n);
  }
  template <template <class...> class L, class... D>
  static constexpr auto find_extra(L<D...>) {
    const Extra* (*found)(const void*) = nullptr;
    (
        [&] {
          if constexpr (ReadTableOf<T>::template is_extra<D>)
            found = [](const void* object) -> const Extra* { return &(static_cast<const T*>(object)->*D::pointer); };
        }(),
        ...);
    return found;
  }
  static constexpr auto kMembers = list(MembersOf<T>{});
  static constexpr WriteTable kTable{kMembers.first.data(), kMembers.second, find_extra(MembersOf<T>{})};
};

inline bool write_extra(Writer& writer, const Extra& extra, const WriteTable& table, bool& first) {
  for (const auto& [name, raw] : extra.members) {
    for (std::size_t i = 0; i < table.count; ++i)
      if (table.members[i].name == name) return writer.fail("an extra member has the name of a field"), writer.within(name);
    if (!first) writer.out += ',';
    first = false;
    if (!writer.text(name)) return false;
    writer.out += ':';
    if (!writer.raw(raw)) return writer.within(name);
  }
  return true;
}

inline bool write_members(Writer& writer, const void* object, const WriteTable& table) {
  writer.out += '{';
  bool first = true;
  for (std::size_t i = 0; i < table.count; ++i) {
    if (!first) writer.out += ',';
    const Wrote wrote = table.members[i].write(writer, object);
    if (wrote == Wrote::failed) return writer.within(table.members[i].name);
    if (wrote == Wrote::value) first = false;
    else if (!first) writer.out.pop_back();
  }
  const Extra* const extra = table.extra != nullptr ? table.extra(object) : nullptr;
  if (extra != nullptr && !write_extra(writer, *extra, table, first)) return false;
  writer.out += '}';
  return true;
}

template <class T>
bool write_vector(Writer& writer, const std::vector<T>& values) {
  writer.out += '[';
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (i != 0) writer.out += ',';
    if (!write<T>(writer, values[i])) return writer.within(std::to_string(i));
  }
  writer.out += ']';
  return true;
}

template <class T>
bool write_map(Writer& writer, const std::map<std::string, T>& values) {
  writer.out += '{';
  bool first = true;
  for (const auto& [name, value] : values) {
    if (!first) writer.out += ',';
    first = false;
    if (!writer.text(name)) return false;
    writer.out += ':';
    if (!write(writer, value)) return writer.within(name);
  }
  writer.out += '}';
  return true;
}

template <class N>
bool write_number(Writer& writer, N value) {
  if constexpr (std::is_floating_point_v<N>)
    if (!(value - value == 0)) return writer.fail("JSON has no infinity and no NaN");
  append_number(writer.out, value);
  return true;
}

inline bool write_time(Writer& writer, Time time) {
  const std::string text = to_text(time);
  return text.empty() ? writer.fail("an instant outside the years 0000 to 9999") : writer.text(text);
}

inline bool write_money(Writer& writer, const Money& money) {
  if (!money.amount.empty() && !is_decimal(money.amount)) return writer.fail("expected a decimal"), writer.within("amount");
  return write_members(writer, &money, WriteTableOf<Money>::kTable);
}

template <class T>
bool write(Writer& writer, const T& value) {
  if constexpr (std::is_same_v<T, bool>) return writer.out += value ? "true" : "false", true;
  else if constexpr (std::is_arithmetic_v<T>) return write_number(writer, value);
  else if constexpr (std::is_same_v<T, std::string>) return writer.text(value);
  else if constexpr (std::is_same_v<T, Pii>) return writer.text(value.text);
  else if constexpr (std::is_same_v<T, Time>) return write_time(writer, value);
  else if constexpr (std::is_same_v<T, Money>) return write_money(writer, value);
  else if constexpr (std::is_same_v<T, RawJson>) return writer.raw(value.empty() ? "null" : std::string_view(value.text));
  else if constexpr (IsOpen<T>::value) return writer.text(value.text());
  else if constexpr (IsOptional<T>::value) return value ? write(writer, *value) : (writer.out += "null", true);
  else if constexpr (IsVector<T>::value) return write_vector(writer, value);
  else if constexpr (IsMap<T>::value) return write_map(writer, value);
  else if constexpr (Described<T>) return write_members(writer, &value, WriteTableOf<T>::kTable);
  else static_assert(!sizeof(T), "no JSON for this type: describe it with BOOST_DESCRIBE_STRUCT");
}

}  // namespace fairway::json

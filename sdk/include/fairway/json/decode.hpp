// JSON into a described struct and the field types. The loop over an object's members is compiled once for all structs;
// a struct adds a table of names and functions.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "fairway/documents/common.hpp"
#include "fairway/json/names.hpp"
#include "fairway/json/reader.hpp"
#include "fairway/json/time.hpp"

namespace fairway::json {

template <class T>
struct IsOptional : std::false_type {};
template <class T>
struct IsOptional<std::optional<T>> : std::true_type {};
template <class T>
struct IsVector : std::false_type {};
template <class T>
struct IsVector<std::vector<T>> : std::true_type {};
template <class T>
struct IsMap : std::false_type {};
template <class T>
struct IsMap<std::map<std::string, T>> : std::true_type {};
template <class T>
struct IsOpen : std::false_type {};
template <class E>
struct IsOpen<Open<E>> : std::true_type {};

struct ReadMember {
  std::string_view name;
  bool (*read)(Reader&, void* object);
};
struct ReadTable {
  const ReadMember* members;
  std::size_t count;
  Extra* (*extra)(void* object);  // null: unknown members are passed over
};

template <class T>
bool read(Reader& reader, T& value);

template <class T, class D>
bool read_member(Reader& reader, void* object) {
  return read(reader, static_cast<T*>(object)->*D::pointer);
}

template <class T>
struct ReadTableOf {
  template <class D>
  static constexpr bool is_extra = std::is_same_v<decltype(D::pointer), Extra T::*const>;

  template <template <class...> class L, class... D>
  static constexpr auto list(L<D...>) {
    std::array<ReadMember, sizeof...(D)> members{};
    std::size_t n = 0;
    (
        [&] {
          if constexpr (!is_extra<D>) members[n++] = {member_name<T, D>(), &read_member<T, D>};
        }(),
        ...);
    return std::pair(members, n);
  }
  template <template <class...> class L, class... D>
  static constexpr auto find_extra(L<D...>) {
    Extra* (*found)(void*) = nullptr;
    (
        [&] {
          if constexpr (is_extra<D>) found = [](void* object) -> Extra* { return &(static_cast<T*>(object)->*D::pointer); };
        }(),
        ...);
    return found;
  }
  static constexpr auto kMembers = list(MembersOf<T>{});
  static constexpr ReadTable kTable{kMembers.first.data(), kMembers.second, find_extra(MembersOf<T>{})};
  static_assert(kMembers.second <= 64, "read_members() keeps what it has seen in 64 bits");
};

// One unknown member into Extra. Their number is bounded, so that comparing each with each stays cheap.
inline bool read_extra(Reader& reader, Extra& extra, std::string_view name) {
  constexpr std::size_t kMost = 4096;
  for (const auto& member : extra.members)
    if (member.first == name) return reader.fail("the member is given twice"), reader.within(name);
  if (extra.members.size() == kMost) return reader.fail("more than 4096 unknown members");
  auto& [key, text] = extra.members.emplace_back(name, std::string());
  std::string_view raw;
  if (!reader.skip(&raw)) return reader.within(key);
  text.assign(raw);
  return true;
}

// A member given twice is refused: two readers that pick different ones must not both be right.
inline bool read_members(Reader& reader, void* object, const ReadTable& table) {
  if (!reader.enter('{')) return false;
  Extra* const extra = table.extra != nullptr ? table.extra(object) : nullptr;
  std::string scratch;
  std::uint64_t seen = 0;
  std::size_t expected = 0;  // members mostly come in the order in which they were written
  bool more = !reader.take('}');
  while (more) {
    std::string_view name;
    if (!reader.key(name, scratch)) return false;
    std::size_t i = expected;
    if (i >= table.count || table.members[i].name != name)
      for (i = 0; i < table.count && table.members[i].name != name; ++i) {}
    if (i < table.count) {
      if ((seen >> i & 1) != 0) return reader.fail("the member is given twice"), reader.within(name);
      seen |= std::uint64_t{1} << i;
      if (!reader.null() && !table.members[i].read(reader, object)) return reader.within(table.members[i].name);
      expected = i + 1;
    } else if (extra != nullptr) {
      if (!read_extra(reader, *extra, name)) return false;
    } else if (!reader.skip()) {
      return false;
    }
    if (!reader.next('}', more)) return false;
  }
  reader.leave();
  return true;
}

// Text, or a number whose digits stay as they came ("19.90").
inline bool read_text(Reader& reader, std::string_view& text, std::string& scratch) {
  const char first = reader.peek();
  if (first == '"') return reader.string(text, scratch);
  if (first == '-' || (first >= '0' && first <= '9')) return reader.number(text);
  return reader.fail("expected text");
}
inline bool read_text(Reader& reader, std::string& out) {
  std::string_view text;
  if (!read_text(reader, text, out)) return false;
  if (text.data() != out.data() || text.size() != out.size()) out.assign(text);
  return true;
}

inline bool read_bool(Reader& reader, bool& value) {
  const char first = reader.peek();
  if (first != '"') {
    value = first == 't';
    if (first == 't' || first == 'f') return reader.literal(value ? "true" : "false");
    return reader.fail("expected true or false");
  }
  std::string_view text;
  std::string scratch;
  if (!reader.string(text, scratch)) return false;
  value = text == "true";
  return value || text == "false" ? true : reader.fail("expected true or false");
}

template <class N>
bool read_number(Reader& reader, N& value) {
  std::string_view text;
  std::string scratch;
  if (!read_text(reader, text, scratch)) return reader.fail("expected a number");
  std::optional<N> number;
  if constexpr (std::is_floating_point_v<N>) number = parse_double(text);
  else number = parse_integer<N>(text);
  if (!number) return reader.fail(std::is_floating_point_v<N> ? "expected a number" : "expected a whole number in range");
  value = *number;
  return true;
}

inline bool read_time(Reader& reader, Time& value) {
  std::string_view text;
  std::string scratch;
  if (!reader.string(text, scratch)) return false;
  const auto time = time_of(text);
  if (!time) return reader.fail("expected an instant with its offset (RFC 3339)");
  value = *time;
  return true;
}

template <class E>
bool read_open(Reader& reader, Open<E>& value) {
  std::string_view text;
  std::string scratch;
  if (!read_text(reader, text, scratch)) return false;
  value = Open<E>::parse(text);
  return true;
}

template <class T>
bool read_vector(Reader& reader, std::vector<T>& values) {
  if (!reader.enter('[')) return false;
  bool more = !reader.take(']');
  for (std::size_t i = 0; more; ++i)
    if (!read(reader, values.emplace_back()) || !reader.next(']', more)) return reader.within(i);
  reader.leave();
  return true;
}

template <class T>
bool read_map(Reader& reader, std::map<std::string, T>& values) {
  if (!reader.enter('{')) return false;
  bool more = !reader.take('}');
  std::string scratch;
  while (more) {
    std::string_view name;
    if (!reader.key(name, scratch)) return false;
    const bool absent = !IsOptional<T>::value && !std::is_same_v<T, RawJson> && reader.null();
    if (!absent) {
      const auto [at, fresh] = values.try_emplace(std::string(name));
      if (!fresh) return reader.fail("the member is given twice"), reader.within(at->first);
      if (!read(reader, at->second)) return reader.within(at->first);
    }
    if (!reader.next('}', more)) return false;
  }
  reader.leave();
  return true;
}

inline bool read_money(Reader& reader, Money& money) {
  if (!read_members(reader, &money, ReadTableOf<Money>::kTable)) return false;
  if (money.amount.empty() || is_decimal(money.amount)) return true;
  return reader.fail("expected a decimal"), reader.within("amount");
}

// Reads one value into `value`, which is as default-constructed. False: the reader's error says why.
template <class T>
bool read(Reader& reader, T& value) {
  if constexpr (std::is_same_v<T, bool>) return read_bool(reader, value);
  else if constexpr (std::is_arithmetic_v<T>) return read_number(reader, value);
  else if constexpr (std::is_same_v<T, std::string>) return read_text(reader, value);
  else if constexpr (std::is_same_v<T, Pii>) return read_text(reader, value.text);
  else if constexpr (std::is_same_v<T, Time>) return read_time(reader, value);
  else if constexpr (std::is_same_v<T, Money>) return read_money(reader, value);
  else if constexpr (std::is_same_v<T, RawJson>) {
    std::string_view raw;
    if (!reader.skip(&raw)) return false;
    if (raw != "null") value.text.assign(raw);
    return true;
  } else if constexpr (IsOpen<T>::value) return read_open(reader, value);
  else if constexpr (IsOptional<T>::value) return reader.null() || read(reader, value.emplace());
  else if constexpr (IsVector<T>::value) return read_vector(reader, value);
  else if constexpr (IsMap<T>::value) return read_map(reader, value);
  else if constexpr (Described<T>) return read_members(reader, &value, ReadTableOf<T>::kTable);
  else static_assert(!sizeof(T), "no JSON for this type: describe it with BOOST_DESCRIBE_STRUCT");
}

}  // namespace fairway::json

// What a member is called in JSON. As in C++, unless its struct says otherwise:
//
//   struct Answer {
//     using json_case = fairway::PascalCase;                       // order_total -> OrderTotal
//     static constexpr fairway::JsonName json_names[] = {{"asin", "ASIN"}};   // and what the rule gets wrong
//     …
//   };
#pragma once
#include <boost/describe.hpp>
#include <array>
#include <string_view>
#include <type_traits>

namespace fairway {

struct SnakeCase {};   // order_total, the default
struct CamelCase {};   // orderTotal
struct PascalCase {};  // OrderTotal
struct KebabCase {};   // order-total, as settings are written in YAML

struct JsonName {
  std::string_view member, json;
};

namespace json {

template <class T>
using MembersOf = boost::describe::describe_members<T, boost::describe::mod_public | boost::describe::mod_inherited>;

template <class T>
concept Described = boost::describe::has_describe_members<T>::value && !std::is_union_v<T>;

template <class T, class = void>
struct CaseOf {
  using type = SnakeCase;
};
template <class T>
struct CaseOf<T, std::void_t<typename T::json_case>> {
  using type = typename T::json_case;
};

struct FixedName {
  std::array<char, 64> text{};
  std::size_t size = 0;
  constexpr void push(char c) { text[size++] = c; }  // a longer name does not compile
  constexpr std::string_view view() const { return {text.data(), size}; }
};

constexpr char upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }

// A trailing underscore, which keeps a member off the keywords (`operator_`), is no part of the name.
template <class Case>
constexpr FixedName rename(std::string_view member) {
  if (member.size() > 1 && member.back() == '_') member.remove_suffix(1);
  FixedName name;
  bool raise = std::is_same_v<Case, PascalCase>;
  for (const char c : member) {
    if (c == '_' && !std::is_same_v<Case, SnakeCase>) {
      if (std::is_same_v<Case, KebabCase>) name.push('-');
      else raise = true;
      continue;
    }
    name.push(raise ? upper(c) : c);
    raise = false;
  }
  return name;
}

template <class T>
constexpr FixedName name_of(std::string_view member) {
  if constexpr (requires { T::json_names; }) {
    for (const JsonName& rule : T::json_names)
      if (rule.member == member) {
        FixedName name;
        for (const char c : rule.json) name.push(c);
        return name;
      }
  }
  return rename<typename CaseOf<T>::type>(member);
}

// The JSON name of member descriptor D of struct T, static storage.
template <class T, class D>
inline constexpr FixedName kName = name_of<T>(D::name);

template <class T, class D>
constexpr std::string_view member_name() {
  constexpr std::string_view plain = D::name;
  constexpr bool as_declared = std::is_same_v<typename CaseOf<T>::type, SnakeCase> && plain.back() != '_' && !requires {
    T::json_names;
  };
  if constexpr (as_declared) return plain;  // spares the compiler most of the work
  else return kName<T, D>.view();
}

}  // namespace json
}  // namespace fairway

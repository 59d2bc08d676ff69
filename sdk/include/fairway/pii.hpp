// Personal data out of a document and back into it. What is personal is told by the types alone: every Pii member, and
// the Extra of every struct that has a Pii member of its own.
#pragma once
#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "fairway/json.hpp"

namespace fairway {

namespace pii {

// Whether a member of this type is personal data itself, in a list or not.
template <class T>
struct IsPii : std::is_same<T, Pii> {};
template <class T>
struct IsPii<std::optional<T>> : IsPii<T> {};
template <class T>
struct IsPii<std::vector<T>> : IsPii<T> {};
template <class T>
struct IsPii<std::map<std::string, T>> : IsPii<T> {};

template <class T, template <class...> class L, class... D>
constexpr bool any_pii_member(L<D...>) {
  return (IsPii<std::remove_cvref_t<decltype(std::declval<T&>().*D::pointer)>>::value || ...);
}

template <class T, class F>
void walk(T& value, std::string& path, F& visit);

template <class T, class D, class F>
void walk_member(T& object, std::string& path, F& visit) {
  auto& member = object.*D::pointer;
  const std::size_t length = path.size();
  if constexpr (std::is_same_v<std::remove_cvref_t<decltype(member)>, Extra>) {
    if constexpr (any_pii_member<T>(json::MembersOf<T>{})) visit(std::string_view(path += "/*"), member);
  } else {
    path += json::pointer_step(json::member_name<T, D>());
    walk(member, path, visit);
  }
  path.resize(length);
}

template <class T, class F, template <class...> class L, class... D>
void walk_members(T& object, std::string& path, F& visit, L<D...>) {
  (walk_member<T, D>(object, path, visit), ...);
}

template <class T, class F>
void walk(T& value, std::string& path, F& visit) {
  if constexpr (std::is_same_v<T, Pii>) {
    visit(std::string_view(path), value);
  } else if constexpr (json::IsOptional<T>::value) {
    if (value) walk(*value, path, visit);
  } else if constexpr (json::IsVector<T>::value || json::IsMap<T>::value) {
    std::size_t index = 0;
    for (auto& element : value) {
      const std::size_t length = path.size();
      if constexpr (json::IsMap<T>::value) path += json::pointer_step(element.first), walk(element.second, path, visit);
      else path += '/' + std::to_string(index++), walk(element, path, visit);
      path.resize(length);
    }
  } else if constexpr (json::Described<T>) {
    walk_members(value, path, visit, json::MembersOf<T>{});
  }
}

// An Extra alone, so that the codec writes and reads its members.
struct ExtraOnly {
  Extra extra;
};
BOOST_DESCRIBE_STRUCT(ExtraOnly, (), (extra))

}  // namespace pii

// Calls visit(pointer, Pii&) for each Pii of the document, and visit(pointer, Extra&) with <pointer>/* for each Extra that
// counts as personal. The order and the pointers depend on the document's shape alone.
template <class D, class F>
void extract_pii(D& document, F visit) {
  std::string path;
  pii::walk(document, path, visit);
}

// JSON pointer -> text; an Extra is a JSON object. Small: an order has a dozen.
using PiiBag = std::map<std::string, std::string>;

// Takes the personal data out: what was there is in the bag, and the members are empty. Throws JsonError when an Extra
// that no codec read holds what is no JSON.
template <class D>
PiiBag cut_pii(D& document) {
  PiiBag bag;
  extract_pii(document, [&bag](std::string_view pointer, auto& member) {
    if (member.empty()) return;
    if constexpr (requires { member.text; }) bag.emplace(pointer, std::move(member.text));
    else bag.emplace(pointer, to_json(pii::ExtraOnly{member}));
    member = {};
  });
  return bag;
}

// Puts back what cut_pii() took; the document has kept its shape. Pointers that it does not have are passed over.
template <class D>
void restore_pii(D& document, const PiiBag& bag) {
  extract_pii(document, [&bag](std::string_view pointer, auto& member) {
    const auto found = bag.find(std::string(pointer));
    if (found == bag.end()) return;
    if constexpr (requires { member.text; }) member.text = found->second;
    else member = from_json<pii::ExtraOnly>(found->second).extra;
  });
}

}  // namespace fairway

// JSON Schema (draft 7) of described structs: the same description that the codec reads by.
#pragma once
#include <string>
#include <string_view>

#include "fairway/pii.hpp"

namespace fairway {

namespace schema {

template <class T>
void type_of(std::string& out);

template <class T, class D>
void member_of(std::string& out, bool& first) {
  if constexpr (json::ReadTableOf<T>::template is_extra<D>) return;
  else {
    if (!first) out += ',';
    first = false;
    json::append_string(out, json::member_name<T, D>());
    out += ':';
    type_of<std::remove_cvref_t<decltype(std::declval<T&>().*D::pointer)>>(out);
  }
}

// Nothing is required, for what is empty is not written; nothing further is forbidden, for a later version may add to it.
template <class T, template <class...> class L, class... D>
void object_of(std::string& out, L<D...>) {
  out += R"({"type":"object","properties":{)";
  bool first = true;
  (member_of<T, D>(out, first), ...);
  out += '}';
  if constexpr (pii::any_pii_member<T>(L<D...>{}) && (json::ReadTableOf<T>::template is_extra<D> || ...))
    out += R"(,"additionalProperties":{"x-pii":true})";
  out += '}';
}

template <class E>
void open_of(std::string& out) {
  out += R"({"type":"string","x-known-values":[)";
  bool first = true;
  for (const auto& [value, name] : names(E{})) {
    if (!first) out += ',';
    first = false;
    json::append_string(out, name);
  }
  out += "]}";
}

template <class T>
struct Element;
template <class T>
struct Element<std::optional<T>> {
  using type = T;
};
template <class T>
struct Element<std::vector<T>> {
  using type = T;
};
template <class T>
struct Element<std::map<std::string, T>> {
  using type = T;
};
template <class E>
struct Element<Open<E>> {
  using type = E;
};

template <class T>
void type_of(std::string& out) {
  if constexpr (std::is_same_v<T, bool>) out += R"({"type":"boolean"})";
  else if constexpr (std::is_floating_point_v<T>) out += R"({"type":"number"})";
  else if constexpr (std::is_unsigned_v<T>) out += R"({"type":"integer","minimum":0})";
  else if constexpr (std::is_integral_v<T>) out += R"({"type":"integer"})";
  else if constexpr (std::is_same_v<T, std::string>) out += R"({"type":"string"})";
  else if constexpr (std::is_same_v<T, Pii>) out += R"({"type":"string","x-pii":true})";
  else if constexpr (std::is_same_v<T, Time>) out += R"({"type":"string","format":"date-time"})";
  else if constexpr (std::is_same_v<T, RawJson>) out += "{}";
  else if constexpr (std::is_same_v<T, Money>)
    out +=
        R"({"type":"object","properties":{"amount":{"type":"string","pattern":"^-?(0|[1-9][0-9]*)([.][0-9]+)?$"},"currency":{"type":"string"}}})";
  else if constexpr (json::IsOpen<T>::value) open_of<typename Element<T>::type>(out);
  else if constexpr (json::IsOptional<T>::value) type_of<typename Element<T>::type>(out);
  else if constexpr (json::IsVector<T>::value) {
    out += R"({"type":"array","items":)";
    type_of<typename Element<T>::type>(out);
    out += '}';
  } else if constexpr (json::IsMap<T>::value) {
    out += R"({"type":"object","additionalProperties":)";
    type_of<typename Element<T>::type>(out);
    out += '}';
  } else {
    object_of<T>(out, json::MembersOf<T>{});
  }
}

}  // namespace schema

// The schema of what the codec writes for T. The reader takes more: numbers as text, and the like (fairway/json.hpp).
// Marks: x-pii where the host cuts personal data out, x-known-values for open enumerations.
template <class T>
std::string json_schema(std::string_view title) {
  std::string body;
  schema::type_of<T>(body);
  std::string out = R"({"$schema":"http://json-schema.org/draft-07/schema#","title":)";
  json::append_string(out, title);
  return out + ',' + body.substr(1);
}

}  // namespace fairway

// Documents of any described type, made up from a seed, and a comparison member by member. What holds for a few hundred
// of them holds for the codec, not for the fields that somebody thought of.
#pragma once
#include <array>
#include <random>
#include <string>

#include "fairway/documents/registry.hpp"
#include "fairway/json.hpp"

namespace fairway::samples {

class Maker {
 public:
  explicit Maker(std::uint64_t seed) : random_(seed) {}

  template <class T>
  T make() {
    T value{};
    fill(value);
    return value;
  }

 private:
  template <class T>
  void fill(T& value) {
    if constexpr (std::is_same_v<T, bool>) value = one_in(2);
    else if constexpr (std::is_floating_point_v<T>) value = static_cast<T>(static_cast<std::int64_t>(random_())) / 1e6;
    else if constexpr (std::is_integral_v<T>) value = static_cast<T>(one_in(4) ? random_() : random_() % 100);
    else if constexpr (std::is_same_v<T, std::string>) value = text();
    else if constexpr (std::is_same_v<T, Pii>) value.text = text();
    else if constexpr (std::is_same_v<T, Time>)
      value.ms = static_cast<std::int64_t>(random_() % 4'000'000'000'000) - 1'000'000'000'000;
    else if constexpr (std::is_same_v<T, Money>) value = money();
    else if constexpr (std::is_same_v<T, RawJson>) value.text = one_in(2) ? "" : raw();
    else if constexpr (std::is_same_v<T, Extra>) extra(value);
    else if constexpr (json::IsOpen<T>::value) open(value);
    else if constexpr (json::IsOptional<T>::value) {
      if (one_in(2)) fill(value.emplace());
    } else if constexpr (json::IsVector<T>::value) {
      for (auto n = random_() % 4; n > 0; --n) fill(value.emplace_back());
    } else if constexpr (json::IsMap<T>::value) {
      for (auto n = random_() % 4; n > 0; --n) fill(value[text()]);
    } else each(value, json::MembersOf<T>{});
  }
  template <class T, template <class...> class L, class... D>
  void each(T& value, L<D...>) {
    (fill(value.*D::pointer), ...);
  }

  bool one_in(unsigned n) { return random_() % n == 0; }
  std::string text() {
    static constexpr std::array<std::string_view, 12> kPieces{"",
                                                              "",
                                                              "a",
                                                              "SKU-1",
                                                              "\"quoted\"",
                                                              "back\\slash",
                                                              "line\nbreak\ttab\r",
                                                              "\x01\x1f\x7f",
                                                              "Zo\xC3\xAB",
                                                              "\xE2\x82\xAC 5",
                                                              "\xF0\x9F\x93\xA6",
                                                              "a/b~c"};
    std::string made;
    for (auto n = random_() % 4; n > 0; --n) made += kPieces[random_() % kPieces.size()];
    if (one_in(20)) made.append(random_() % 300, 'x');
    if (one_in(20)) made.push_back('\0');
    return made;
  }
  Money money() {
    static constexpr std::array<std::string_view, 5> kAmounts{"", "0", "19.90", "-0.05",
                                                              "123456789012345678901234567890.123"};
    return {std::string(kAmounts[random_() % kAmounts.size()]), one_in(2) ? "EUR" : ""};
  }
  std::string raw() {
    static constexpr std::array<std::string_view, 6> kRaw{
        "1", "-1.5e+10", "\"\\u00e9\\ud83d\\udce6\"", "[1, [true, null]]", "{\"a\": {\"b\": []}}", "false"};
    return std::string(kRaw[random_() % kRaw.size()]);
  }
  void extra(Extra& into) {
    for (auto n = random_() % 3; n > 0; --n)
      into.members.emplace_back("x" + std::to_string(into.members.size()) + text(), raw());
  }
  template <class E>
  void open(Open<E>& value) {
    const auto table = names(E{});
    if (one_in(2)) value = table[random_() % table.size()].first;
    else if (one_in(2)) value.raw = "SomethingNew " + text();
  }

  std::mt19937_64 random_;
};

template <class T>
bool same(const T& a, const T& b);

template <class T, template <class...> class L, class... D>
bool same_members(const T& a, const T& b, L<D...>) {
  return (same(a.*D::pointer, b.*D::pointer) && ...);
}

template <class T>
bool same(const T& a, const T& b) {
  if constexpr (json::IsOptional<T>::value) return a.has_value() == b.has_value() && (!a || same(*a, *b));
  else if constexpr (json::IsVector<T>::value) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const auto& x, const auto& y) { return same(x, y); });
  } else if constexpr (json::IsMap<T>::value) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](const auto& x, const auto& y) { return x.first == y.first && same(x.second, y.second); });
  } else if constexpr (requires { a == b; }) return a == b;
  else return same_members(a, b, json::MembersOf<T>{});
}

}  // namespace fairway::samples

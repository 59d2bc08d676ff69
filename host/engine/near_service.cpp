#include "host/engine/near_service.hpp"

#include <functional>

#include <fmt/format.h>

#include "host/base/text.hpp"

namespace fairway::engine {
namespace {

constexpr std::size_t kLongWord = 5;  // letters; in shorter words one letter is another meaning

bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_word(char c) { return is_upper(c) || (c >= 'a' && c <= 'z') || is_digit(c) || (c & 0x80); }

// "NextDay" and "Next Day" are two words; "D2D" and "2nd" are one.
std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> out;
  char before = ' ';
  for (const char c : text) {
    const bool begins = !is_word(before) || (is_upper(c) && before >= 'a' && before <= 'z');
    if (is_word(c)) {
      if (begins) out.emplace_back();
      out.back() += c;
    }
    before = c;
  }
  return out;
}

bool is_country(const std::string& word) { return word.size() == 2 && is_upper(word[0]) && is_upper(word[1]); }

bool alike_words(const std::string& a, const std::string& b) {
  if (to_lower(a) == to_lower(b) || (is_country(a) && is_country(b))) return true;
  const auto slips = [](const std::string& word) {
    return word.size() >= kLongWord && std::none_of(word.begin(), word.end(), is_digit);
  };
  return slips(a) && slips(b) && nearest(a, std::vector{b}).has_value();
}

// In lower case, and 2nd as Second.
std::vector<std::string> plain_words(std::string_view text) {
  auto words = words_of(text);
  for (auto& word : words) {
    word = to_lower(word);
    if (word == "2nd") word = "second";
  }
  return words;
}

// All words of a text of at least two in the name of a service: NextDay in "UPS Next Day Air". One word alone may mean
// anything: Standard is not "FedEx Standard Overnight".
bool named_in(const std::string& service, std::string_view text) {
  const auto wanted = plain_words(text), there = plain_words(service);
  return wanted.size() >= 2 && std::all_of(wanted.begin(), wanted.end(), [&](const auto& word) {
           return std::find(there.begin(), there.end(), word) != there.end();
         });
}

std::string at(const config::Place& rule) { return rule.line > 0 ? fmt::format(" ({}:{})", rule.file, rule.line) : ""; }

using Fits = std::function<bool(const KnownService&)>;

const KnownService* first(const std::vector<KnownService>& known, const Fits& fits) {
  const auto found = std::find_if(known.begin(), known.end(), fits);
  return found == known.end() ? nullptr : &*found;
}

// The service of which least is left beside the words that were looked for.
const KnownService* shortest(const std::vector<KnownService>& known, const Fits& fits) {
  const KnownService* best = nullptr;
  for (const auto& one : known)
    if (fits(one) && (!best || one.service.size() < best->service.size())) best = &one;
  return best;
}

}  // namespace

bool alike(std::string_view a, std::string_view b) {
  const auto left = words_of(a), right = words_of(b);
  return !left.empty() && left.size() == right.size() && std::equal(left.begin(), left.end(), right.begin(), alike_words);
}

std::optional<NearService> near_service(const std::string& method, const std::string& category,
                                        const std::vector<KnownService>& known) {
  const auto one_category = [&](const KnownService& k) { return !category.empty() && k.category == category; };
  const auto other_category = [&](const KnownService& k) {
    return !category.empty() && !k.category.empty() && k.category != category;
  };
  if (const auto* same =
          first(known, [&](const auto& k) { return !method.empty() && k.method == method && !other_category(k); }))
    return NearService{same->service,
                       fmt::format("as {}{}", same->store.empty() ? "elsewhere" : "in " + same->store, at(same->rule))};
  if (const auto* same = first(known, one_category))
    return NearService{same->service, fmt::format("as other {}{}", printable(category, 80), at(same->rule))};
  if (const auto* near = first(known, [&](const auto& k) { return alike(method, k.method) && !other_category(k); }))
    return NearService{near->service, fmt::format("as \"{}\"{}", printable(near->method, 80), at(near->rule))};
  const auto* named = shortest(known, [&](const auto& k) {
    return alike(method, k.service) || named_in(k.service, method) || named_in(k.service, category);
  });
  if (named) return NearService{named->service, "by its name, the nearest service in use"};
  return std::nullopt;
}

}  // namespace fairway::engine

#include "host/flows/privacy/personal.hpp"

#include <algorithm>
#include <set>

#include "fairway/json.hpp"
#include "host/base/json.hpp"
#include "host/base/text.hpp"
#include "host/flows/working.hpp"

namespace fairway::flows {
namespace {

constexpr std::size_t kShortest = 5;
constexpr std::string_view kMask = "***";

bool same_letter(char a, char b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
  return lower(a) == lower(b);
}

void add(std::set<std::string>& found, const std::string& text) {
  if (text.size() >= kShortest) found.insert(text);
}

// An Extra is an object of whatever the channel sent along.
void add_leaves(std::set<std::string>& found, const json::value& value) {
  if (const auto* text = value.if_string()) add(found, std::string(*text));
  if (const auto* list = value.if_array())
    for (const auto& item : *list) add_leaves(found, item);
  if (const auto* object = value.if_object())
    for (const auto& [name, member] : *object) add_leaves(found, member);
}

}  // namespace

std::vector<std::string> personal_texts(const PiiBag& bag) {
  std::set<std::string> found;
  for (const auto& [pointer, text] : bag) {
    if (pointer.ends_with("/*")) {
      if (const auto extra = parse_json(text)) add_leaves(found, *extra);
      continue;
    }
    add(found, text);
    if (pointer.ends_with("name"))
      for (const auto& word : split(text, ' ')) add(found, word);
  }
  std::vector<std::string> texts(found.begin(), found.end());
  std::stable_sort(texts.begin(), texts.end(), [](const auto& a, const auto& b) { return a.size() > b.size(); });
  return texts;
}

std::vector<std::string> personal_texts(storage::Vault& vault, const ledger::OrderRow& row) {
  if (row.pii.key_id.empty()) return {};
  const auto texts = [&](const std::string& sealed) {
    const auto bag = open_bag(vault, {row.pii.key_id, sealed});
    return bag ? personal_texts(*bag) : std::vector<std::string>();
  };
  auto all = texts(row.pii.bytes);
  if (row.correction.sealed.empty()) return all;
  for (auto& text : texts(row.correction.sealed)) all.push_back(std::move(text));  // either may be what went out
  std::stable_sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.size() > b.size(); });
  return all;
}

std::vector<std::string> personal_texts(storage::Vault& vault, const ledger::Orders& rows) {
  std::vector<std::string> all;
  for (const auto& row : rows)
    for (auto& text : personal_texts(vault, row)) all.push_back(std::move(text));
  std::stable_sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.size() > b.size(); });
  return all;
}

std::string less_personal(std::string text, const std::vector<std::string>& texts) {
  for (const auto& each : texts)
    for (auto at = text.begin();;) {
      at = std::search(at, text.end(), each.begin(), each.end(), same_letter);
      if (at == text.end()) break;
      const auto from = at - text.begin();
      text.replace(static_cast<std::size_t>(from), each.size(), kMask);
      at = text.begin() + from + static_cast<std::ptrdiff_t>(kMask.size());
    }
  return text;
}

}  // namespace fairway::flows

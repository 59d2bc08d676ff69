#include "host/config/snapshot.hpp"

namespace fairway::config {
namespace {

template <class List, class Name>
auto by_name(const List& list, Name name, std::string_view wanted) -> decltype(&list.front()) {
  const auto found = std::find_if(list.begin(), list.end(), [&](const auto& each) { return each.*name == wanted; });
  return found == list.end() ? nullptr : &*found;
}

}  // namespace

const Store* Account::store(std::string_view nickname) const { return by_name(stores, &Store::nickname, nickname); }
const Warehouse* Account::warehouse(std::string_view wanted) const { return by_name(warehouses, &Warehouse::name, wanted); }
const Warehouse* Account::fulfiller(std::string_view wanted) const {
  const auto* found = warehouse(wanted);
  return found ? found : by_name(fulfilling_stores, &Warehouse::name, wanted);
}

std::string masked(std::string text, const std::set<std::string>& hidden) {
  std::vector<std::string> longest_first(hidden.begin(), hidden.end());
  std::sort(longest_first.begin(), longest_first.end(), [](const auto& a, const auto& b) { return a.size() > b.size(); });
  for (const auto& each : longest_first)
    for (auto at = text.find(each); each.size() >= kShortestHidden && at != std::string::npos; at = text.find(each, at + 3))
      text.replace(at, each.size(), "***");
  return text;
}

bool has(const Snapshot& snapshot, const std::string& account) {
  return snapshot.accounts.contains(account) || snapshot.rejected.contains(account);
}

const Account* predecessor(const Snapshot& before, const Snapshot& after, const Account& account) {
  auto found = before.accounts.find(account.name);
  if (found == before.accounts.end() && !has(after, account.formerly)) found = before.accounts.find(account.formerly);
  return found == before.accounts.end() ? nullptr : found->second.get();
}

std::string shown_company(const Account& account) { return account.redacted.contains("/company") ? "***" : account.company; }

}  // namespace fairway::config

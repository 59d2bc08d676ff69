#include "host/engine/redact.hpp"

namespace fairway::engine {
namespace {

constexpr std::string_view kMask = "***";
constexpr std::array<std::string_view, 5> kTokenStarts{"Atza|", "Atzr|", "Atc|", "Bearer ", "Basic "};

bool token_char(char c) {
  const auto u = static_cast<unsigned char>(c);
  return std::isalnum(u) || std::string_view("-._~+/=|").find(c) != std::string_view::npos;
}

void mask_after(std::string& text, std::string_view start) {
  for (auto at = text.find(start); at != std::string::npos; at = text.find(start, at + start.size())) {
    const auto from = at + start.size();
    auto to = from;
    while (to < text.size() && token_char(text[to])) ++to;
    if (to > from) text.replace(from, to - from, kMask);
  }
}

template <class Use>
void each_secret(const config::Account& account, Use use) {
  const auto of = [&](const config::Settings& settings) {
    for (const auto& [name, value] : settings.secrets) use(value);
    for (const auto& password : settings.passwords) use(password);
  };
  for (const auto& text : account.hidden) use(text);
  for (const auto& store : account.stores) of(store.settings);
  for (const auto& warehouse : account.warehouses) of(warehouse.settings);
  if (account.shipping) of(*account.shipping);
}

using AccountList = std::vector<std::shared_ptr<const config::Account>>;

AccountList less(const AccountList& all, const AccountList& without) {
  AccountList rest;
  std::set_difference(all.begin(), all.end(), without.begin(), without.end(), std::back_inserter(rest));
  return rest;
}

}  // namespace

void Redactor::know(const config::Snapshot& snapshot, const config::Snapshot* also) {
  auto host = snapshot.host.hidden;
  std::vector<Account> accounts;
  for (const auto* each : {&snapshot, also}) {
    if (!each) continue;
    host.insert(each->host.hidden.begin(), each->host.hidden.end());
    for (const auto* some : {&each->accounts, &each->unsound})
      for (const auto& [name, account] : *some) accounts.push_back(account);
  }
  std::sort(accounts.begin(), accounts.end());
  accounts.erase(std::unique(accounts.begin(), accounts.end()), accounts.end());
  know(std::move(host));
  std::scoped_lock lock(mutex_);
  // What is new first: a secret that both have is hidden all the while.
  for (const auto& account : less(accounts, accounts_))
    each_secret(*account, [&](const auto& secret) { masker_.learn(secret); });
  for (const auto& account : less(accounts_, accounts))
    each_secret(*account, [&](const auto& secret) { masker_.forget(secret); });
  accounts_ = std::move(accounts);
}

void Redactor::know(std::set<std::string> of_the_host) {
  std::scoped_lock lock(mutex_);
  for (const auto& text : of_the_host) masker_.learn(text);
  for (const auto& text : host_) masker_.forget(text);
  host_ = std::move(of_the_host);
}

std::string Redactor::mask(std::string_view text) const {
  auto out = masker_.mask(text);
  for (const auto start : kTokenStarts) mask_after(out, start);
  return out;
}

}  // namespace fairway::engine

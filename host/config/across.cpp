#include "host/config/across.hpp"

namespace fairway::config {
namespace {

// All that the others may take offence at.
bool says_the_same(const Account& a, const Account& b) {
  const auto claims = [](const Store& store) {
    return store.enabled ? std::pair(store.settings.plugin, store.seller_identity) : std::pair<std::string, std::string>();
  };
  return a.name == b.name && a.formerly == b.formerly &&
         std::equal(a.stores.begin(), a.stores.end(), b.stores.begin(), b.stores.end(),
                    [&](const Store& x, const Store& y) { return claims(x) == claims(y); });
}

}  // namespace

std::vector<Findings> Across::check(const KnownFiles::Files& files, const LoadOptions& options) {
  std::vector<std::shared_ptr<const Account>> accounts;
  Unread unread;
  accounts.reserve(files.size());
  for (const auto& [file, known] : files) {
    if (known.counts().account) accounts.push_back(known.counts().account);
    else if (known.read.name.empty()) unread.silent.emplace(file, Place{file, 1, 1});
    else unread.named.emplace(known.read.name, Place{file, 1, 1});
  }
  const bool same =
      clean_ && unread == unread_ &&
      std::equal(accounts.begin(), accounts.end(), accounts_.begin(), accounts_.end(),
                 [](const auto& now, const auto& before) { return now == before || says_the_same(*now, *before); });
  accounts_ = std::move(accounts);
  unread_ = std::move(unread);
  if (same) return {};
  std::vector<Findings> out(files.size());
  std::vector<Claimant> claimants;
  std::size_t i = 0;
  for (const auto& [file, known] : files) {
    if (known.counts().account) claimants.push_back({known.counts().account.get(), &out[i]});
    ++i;
  }
  check_across(claimants, options, unread_);
  clean_ = std::all_of(out.begin(), out.end(), [](const auto& findings) { return findings.empty(); });
  return out;
}

}  // namespace fairway::config

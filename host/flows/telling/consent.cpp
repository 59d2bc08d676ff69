#include "host/flows/telling/consent.hpp"

#include <array>
#include <optional>

#include "host/base/text.hpp"

namespace fairway::flows {
namespace {

using Days = std::chrono::days;

constexpr std::array<std::int64_t, 4> kToldAtDays{30, 7, 1, 0};  // before the end

std::optional<ConsentEnd> end_of(const config::Account& account, const config::Store& store, const Catalogue& catalogue,
                                 Instant now) {
  const auto* file = catalogue.find(store.settings.plugin);
  if (!file || !file->description.manifest.consent) return std::nullopt;
  const auto& consent = *file->description.manifest.consent;
  const auto said = store.settings.facts.find(consent.since_setting);
  const auto since = said == store.settings.facts.end() ? std::nullopt : parse_time(said->second);
  if (!since) return std::nullopt;
  const auto last = *since + Days(consent.days);
  const auto left = std::max<std::int64_t>(std::chrono::ceil<Days>(last - now).count(), 0);
  if (left > kToldAtDays.front()) return std::nullopt;
  ConsentEnd end{account.name, store.nickname, format_time(last).substr(0, 10), left, 0};
  for (const auto days : kToldAtDays)
    if (left <= days) end.told_at_days = days;
  return end;
}

}  // namespace

std::vector<ConsentEnd> consents_ending(const config::Snapshot& config, const Catalogue& catalogue, Instant now) {
  std::vector<ConsentEnd> ending;
  for (const auto& [name, account] : config.accounts)
    for (const auto& store : account->stores)
      if (auto end = end_of(*account, store, catalogue, now)) ending.push_back(std::move(*end));
  return ending;
}

}  // namespace fairway::flows

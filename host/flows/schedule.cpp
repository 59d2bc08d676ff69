#include "host/flows/schedule.hpp"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "fairway/documents/listing_change.hpp"
#include "host/flows/jobs.hpp"
#include "host/flows/notices/tell.hpp"

namespace fairway::flows {
namespace {

constexpr Millis kDeadlinesEvery = std::chrono::minutes(5);
constexpr Millis kRedactEvery = std::chrono::hours(1);
constexpr Millis kPruneEvery = std::chrono::hours(6);
constexpr Millis kKeepStockEvery = std::chrono::hours(1);
constexpr Millis kGatherEvery = std::chrono::seconds(15);
constexpr Millis kOftenest = std::chrono::seconds(1);

// What the stream's stores have in common, as the group's name.
std::string group_id(const std::string& nickname, const config::Settings& settings, const Stream& stream) {
  if (stream.shared_by.empty()) return "store:" + nickname;
  std::string id = settings.plugin + ":";
  for (const auto& fact : stream.shared_by) {
    const auto found = settings.facts.find(fact);
    if (id.back() != ':') id += ';';
    id += fact + "=" + (found == settings.facts.end() ? "" : found->second);
  }
  return id;
}

}  // namespace

std::vector<PullGroup> order_groups(const config::Account& account, const Catalogue& catalogue) {
  std::vector<PullGroup> groups;
  for (const auto& store : account.stores) {
    const auto* stream = catalogue.stream(store.settings.plugin, "orders");
    if (!fetches_orders(store) || !stream) continue;
    const auto id = group_id(store.nickname, store.settings, *stream);
    auto group = std::find_if(groups.begin(), groups.end(), [&](const PullGroup& known) { return known.id == id; });
    if (group == groups.end()) group = groups.insert(groups.end(), {id, {}, store.orders.every, {}});
    group->stores.push_back(&store);
    group->every = std::min(group->every, store.orders.every);
    if (const auto every = store.orders.check_every; every && catalogue.stream(store.settings.plugin, "order-ids"))
      group->check_every = std::min(group->check_every.value_or(*every), *every);
  }
  return groups;
}

bool imports_listings(const Catalogue& catalogue, const config::Store& store) {
  return store.enabled && catalogue.stream(store.settings.plugin, "listings");
}

bool sends_content(const Catalogue& catalogue, const config::Store& store) {
  return store.enabled && store.mode != config::Mode::observe && store.content.enabled &&
         catalogue.push(store.settings.plugin, ListingChange::kSchema);
}

std::vector<FulfillerPull> fulfiller_pulls(const config::Account& account, const Catalogue& catalogue) {
  std::vector<FulfillerPull> pulls;
  std::set<std::pair<std::string, std::string>> shared;  // stream and who shares it
  for (const auto* list : {&account.warehouses, &account.fulfilling_stores})
    for (const auto& one : *list)
      for (const auto& [name, every] :
           {std::pair("shipments", one.shipments_every), std::pair("stock", one.stock_every),
            std::pair(kRetentionStream, std::clamp(account.keep_files, kOftenest, kRedactEvery))}) {
        const auto* stream = catalogue.stream(one.settings.plugin, name);
        if (!stream) continue;
        if (!stream->shared_by.empty() && !shared.emplace(name, group_id(one.name, one.settings, *stream)).second) continue;
        pulls.push_back({&one, name, every});
      }
  return pulls;
}

std::vector<ledger::NewJob> schedule(const config::Account& account, const Catalogue& catalogue, Instant first) {
  std::vector<ledger::NewJob> jobs;
  for (const auto& group : order_groups(account, catalogue)) {
    jobs.push_back(recurring_job(account.name, "pull-orders", group.id, group.every, first));
    if (group.check_every) jobs.push_back(recurring_job(account.name, "check-orders", group.id, *group.check_every, first));
  }
  for (const auto& pull : fulfiller_pulls(account, catalogue))
    jobs.push_back(recurring_job(account.name, "pull-" + std::string(pull.stream), pull.from->name, pull.every, first));
  for (const auto& store : account.stores) {
    if (is_told(catalogue, store)) jobs.push_back(recurring_job(account.name, "tell", store.nickname, kTellEvery, first));
    if (imports_listings(catalogue, store) && store.listings.every)
      jobs.push_back(recurring_job(account.name, "start-import", store.nickname, *store.listings.every, first));
    if (sends_content(catalogue, store))
      jobs.push_back(recurring_job(account.name, "plan-contents", store.nickname, kPlanContentsEvery, first));
  }
  return jobs;
}

std::vector<ledger::NewJob> host_schedule(Instant first) {
  return {recurring_job("", "deadlines", "", kDeadlinesEvery, first), recurring_job("", "redact", "", kRedactEvery, first),
          recurring_job("", "prune", "", kPruneEvery, first), recurring_job("", "gather-notices", "", kGatherEvery, first),
          recurring_job("", "keep-stock", "", kKeepStockEvery, first)};
}

plugins::ChannelSpec channel_spec(const Catalogue& catalogue, const config::Account& account, const config::Store& store,
                                  const std::string& scope, std::string_view what) {
  const auto& from = store.settings;
  return {from.plugin, account.name + "/" + scope, catalogue.lane(from.plugin, what), from.values, from.secrets, from.facts};
}

plugins::ChannelSpec channel_spec(const Catalogue& catalogue, const config::Account& account,
                                  const config::Warehouse& warehouse, std::string_view what) {
  const auto& from = warehouse.settings;
  return {from.plugin, account.name + "/" + warehouse.name, catalogue.lane(from.plugin, what), from.values, from.secrets,
          from.facts};
}

}  // namespace fairway::flows

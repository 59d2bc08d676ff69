#include "host/engine/quota.hpp"

#include <cmath>

#include "host/base/text.hpp"
#include "host/flows/schedule.hpp"

namespace fairway::engine {
namespace {

using config::Account;
using config::Place;

constexpr std::size_t kNamed = 10;  // names in one warning

// A pull that comes again and again.
struct Pull {
  const Account* account;
  std::vector<std::string> names;  // of its stores, or its warehouse
  const config::Settings* settings;
  std::string operation;
  Millis every;
  Place place;
  std::string path;
};

// What is asked of one bucket.
struct Bucket {
  std::string operation;
  double per_second = 0;  // what it gives
  std::vector<const Pull*> pulls;
};

bool on_this_machine(const config::Settings& settings) {
  for (const auto& [name, text] : settings.facts)
    for (const auto* begin : {"://127.", "://localhost", "://[::1]"})
      if (text.starts_with("http") && text.find(begin) != std::string::npos) return true;
  return false;
}

void add_stores(const Account& account, const Catalogue& catalogue, std::vector<Pull>& out) {
  for (const auto& group : flows::order_groups(account, catalogue)) {
    const auto& first = *group.stores.front();
    Pull pull{&account, {}, &first.settings, catalogue.stream(first.settings.plugin, "orders")->operation, group.every,
              {},       {}};
    for (const auto* store : group.stores) {
      pull.names.push_back(store->nickname);
      if (store->orders.every != group.every || !pull.path.empty()) continue;
      const auto written = store->places.find("/orders/every");
      pull.place = written == store->places.end() ? store->place : written->second;
      pull.path = "stores." + store->nickname + ".orders.every";
    }
    out.push_back(std::move(pull));
  }
}

void add_warehouses(const Account& account, const Catalogue& catalogue, std::vector<Pull>& out) {
  for (const auto& warehouse : account.warehouses)
    for (const auto& [name, every] :
         {std::pair("shipments", warehouse.shipments_every), std::pair("stock", warehouse.stock_every)})
      if (const auto* stream = catalogue.stream(warehouse.settings.plugin, name))
        out.push_back({&account,
                       {warehouse.name},
                       &warehouse.settings,
                       stream->operation,
                       every,
                       warehouse.place,
                       fmt::format("warehouses.{}.{}-every", warehouse.name, name)});
}

std::string key_of(std::string_view kind, const Pull& pull, const std::vector<std::string>& scope) {
  std::string key = fmt::format("{}/{}/{}", kind, pull.settings->plugin, pull.operation);
  for (const auto& name : scope) {
    const auto fact = pull.settings->facts.find(name);
    key += ";" + name + "=" + (fact == pull.settings->facts.end() ? "" : fact->second);
  }
  return key;
}

using Buckets = std::map<std::string, Bucket>;

void fill(const Pull& pull, const Catalogue& catalogue, Buckets& buckets) {
  const auto* plugin = catalogue.find(pull.settings->plugin);
  if (!plugin || pull.operation.empty()) return;
  const auto add = [&](const std::string& key, double per_second) {
    auto& bucket = buckets[key];
    bucket.operation = pull.operation;
    bucket.per_second = per_second;
    bucket.pulls.push_back(&pull);
  };
  for (const auto& rate : plugin->description.manifest.rates) {
    if (rate.operation != pull.operation) continue;
    add(key_of("own", pull, rate.scope), rate.per_second);
    if (rate.application_per_second) add(key_of("application", pull, rate.application_scope), *rate.application_per_second);
  }
}

std::string names_of(const std::vector<const Pull*>& pulls) {
  const bool several =
      std::any_of(pulls.begin(), pulls.end(), [&](auto* pull) { return pull->account != pulls[0]->account; });
  std::vector<std::string> names;
  for (const auto* pull : pulls)
    for (const auto& name : pull->names) {
      auto shown = several ? pull->account->name + "/" + name : name;
      if (std::find(names.begin(), names.end(), shown) == names.end()) names.push_back(std::move(shown));
    }
  if (names.size() == 1) return names.front() + " needs";
  const auto more = names.size() > kNamed ? names.size() - kNamed : 0;
  names.resize(names.size() - more);
  return fmt::format("{}{} together need", fmt::join(names, ", "), more > 0 ? fmt::format(" and {} more", more) : "");
}

// Up to what a person would write: whole seconds, tens of them, minutes.
double rounded_up(double seconds) {
  const double step = seconds < 60 ? 1 : seconds < 600 ? 10 : 60;
  return std::ceil(seconds / step) * step;
}

void weigh(const Bucket& bucket, config::Findings& out) {
  double asked = 0;
  const auto* shortest = bucket.pulls.front();
  for (const auto* pull : bucket.pulls) {
    asked += 1000.0 / static_cast<double>(std::max<std::int64_t>(1, pull->every.count()));
    if (pull->every < shortest->every) shortest = pull;
  }
  // The plans are written with few digits: half a per cent too much is none.
  if (bucket.per_second <= 0 || asked <= bucket.per_second * 1.005) return;
  const auto feasible = rounded_up(static_cast<double>(bucket.pulls.size()) / bucket.per_second);
  out.push_back({config::Severity::warning, shortest->place, shortest->path,
                 fmt::format("{} {:.0f} % of {}; feasible interval {:.0f} s", names_of(bucket.pulls),
                             100 * asked / bucket.per_second, bucket.operation, feasible)});
}

}  // namespace

config::Findings quota(const config::Snapshot& snapshot, const Catalogue& catalogue) {
  std::vector<Pull> pulls;
  for (const auto& [name, account] : snapshot.accounts) {
    add_stores(*account, catalogue, pulls);
    add_warehouses(*account, catalogue, pulls);
  }
  Buckets buckets;
  for (const auto& pull : pulls)
    if (!on_this_machine(*pull.settings)) fill(pull, catalogue, buckets);
  config::Findings out;
  for (const auto& [key, bucket] : buckets) weigh(bucket, out);
  return out;
}

}  // namespace fairway::engine

#include "host/engine/quota.hpp"

#include <cmath>

#include "host/base/loopback.hpp"
#include "host/base/text.hpp"
#include "host/flows/schedule.hpp"

namespace fairway::engine {
namespace {

using config::Account;
using config::Finding;
using config::Place;

constexpr std::size_t kNamed = 10;  // names in one warning

// A call that comes again and again: for stores that share it, or for a warehouse. Points into its account.
struct Pull {
  std::vector<const config::Store*> stores;
  const config::Warehouse* warehouse = nullptr;  // null: for stores
  std::string_view stream;                       // "orders", "order-ids", "shipments", "stock"
  Millis every{0};

  const config::Settings& settings() const { return warehouse ? warehouse->settings : stores.front()->settings; }
  // The store with the shortest interval, which is the pull's.
  const config::Store& hastiest() const {
    const auto of = [&](const config::Store& store) {
      return stream == "orders" ? std::optional(store.orders.every) : store.orders.check_every;
    };
    return **std::find_if(stores.begin(), stores.end(), [&](auto* store) { return of(*store) == every; });
  }
};

// What is asked of one bucket.
struct Load {
  std::string operation;
  double per_second = 0;                                  // what it gives
  std::map<std::string, std::vector<const Pull*>> pulls;  // by account; none has an empty list
};

bool on_this_machine(const config::Settings& settings) {
  return std::any_of(settings.facts.begin(), settings.facts.end(),
                     [](const auto& fact) { return is_loopback(host_of_url(fact.second)); });
}

std::vector<Pull> pulls_of(const Account& account, const Catalogue& catalogue) {
  std::vector<Pull> out;
  for (auto& group : flows::order_groups(account, catalogue)) {
    if (group.check_every) out.push_back({group.stores, nullptr, "order-ids", *group.check_every});
    out.push_back({std::move(group.stores), nullptr, "orders", group.every});
  }
  for (const auto& pull : flows::fulfiller_pulls(account, catalogue))
    out.push_back({{}, pull.from, pull.stream, pull.every});
  std::erase_if(out, [](const Pull& pull) { return on_this_machine(pull.settings()); });
  return out;
}

std::string key_of(std::string_view kind, const config::Settings& settings, const Rate& rate,
                   const std::vector<std::string>& scope) {
  std::string key = fmt::format("{}/{}/{}", kind, settings.plugin, rate.operation);
  for (const auto& name : scope) {
    const auto fact = settings.facts.find(name);
    key += ";" + name + "=" + (fact == settings.facts.end() ? "" : fact->second);
  }
  return key;
}

// One that is asked of twice by an account, as a warehouse's bucket is, has its names once.
std::string names_of(const Load& bucket) {
  const bool several = bucket.pulls.size() > 1;
  std::vector<std::string> shown;
  std::size_t all = 0;
  for (const auto& [account, pulls] : bucket.pulls) {
    std::vector<std::string_view> names;
    for (const auto* pull : pulls) {
      if (pull->warehouse) names.push_back(pull->warehouse->name);
      for (const auto* store : pull->stores) names.push_back(store->nickname);
    }
    for (auto name = names.begin(); name != names.end(); ++name) {
      if (std::find(names.begin(), name, *name) != name) continue;
      if (++all <= kNamed) shown.push_back(several ? fmt::format("{}/{}", account, *name) : std::string(*name));
    }
  }
  if (all == 1) return shown.front() + " needs";
  return fmt::format("{}{} together need", fmt::join(shown, ", "),
                     all > kNamed ? fmt::format(" and {} more", all - kNamed) : "");
}

std::pair<Place, std::string> where_of(const Pull& pull) {
  if (pull.warehouse && pull.warehouse->of_store)
    return {pull.warehouse->place, fmt::format("stores.{}.fulfilment.stock-every", pull.warehouse->name)};
  if (pull.warehouse)
    return {pull.warehouse->place, fmt::format("warehouses.{}.{}-every", pull.warehouse->name, pull.stream)};
  const auto& store = pull.hastiest();
  const std::string key = pull.stream == "orders" ? "every" : "check-every";
  return {config::place_at(store.places, "/orders/" + key, store.place), "stores." + store.nickname + ".orders." + key};
}

// Up to what a person would write: whole seconds, tens of them, minutes.
double rounded_up(double seconds) {
  const double step = seconds < 60 ? 1 : seconds < 600 ? 10 : 60;
  return std::ceil(seconds / step) * step;
}

std::optional<Finding> weigh(const Load& bucket) {
  double asked = 0;
  std::size_t calls = 0;
  const auto* shortest = bucket.pulls.begin()->second.front();
  for (const auto& [account, pulls] : bucket.pulls)
    for (const auto* pull : pulls) {
      asked += 1000.0 / static_cast<double>(std::max<std::int64_t>(1, pull->every.count()));
      ++calls;
      if (pull->every < shortest->every) shortest = pull;
    }
  // The plans are written with few digits: half a per cent too much is none.
  if (bucket.per_second <= 0 || asked <= bucket.per_second * 1.005) return std::nullopt;
  const auto feasible = rounded_up(static_cast<double>(calls) / bucket.per_second);
  const auto [place, path] = where_of(*shortest);
  return Finding{config::Severity::warning, place, path,
                 fmt::format("{} {:.0f} % of {}; feasible interval {:.0f} s", names_of(bucket),
                             100 * asked / bucket.per_second, bucket.operation, feasible)};
}

}  // namespace

class QuotaMemory::Impl {
 public:
  config::Findings weigh(const config::Snapshot& snapshot, const Catalogue& catalogue) {
    auto known = accounts_.begin();  // both are in the order of the names
    for (const auto& [name, account] : snapshot.accounts) {
      while (known != accounts_.end() && known->first < name) known = take_out(known);
      if (known == accounts_.end() || known->first != name) known = accounts_.emplace_hint(known, name, Known());
      if (known->second.account != account) replace(name, known->second, account, catalogue);
      ++known;
    }
    while (known != accounts_.end()) known = take_out(known);
    for (const auto& key : touched_) judge(key);
    touched_.clear();
    config::Findings out;
    for (const auto& [key, finding] : over_) out.push_back(finding);
    return out;
  }

 private:
  struct Known {
    std::shared_ptr<const Account> account;
    std::vector<Pull> pulls;
    std::set<std::string> buckets;
  };

  using Accounts = std::map<std::string, Known>;

  Accounts::iterator take_out(Accounts::iterator known) {
    forget(known->first, known->second);
    return accounts_.erase(known);
  }

  void forget(const std::string& name, Known& known) {
    for (const auto& key : known.buckets) buckets_.at(key).pulls.erase(name);
    touched_.merge(known.buckets);
  }

  void replace(const std::string& name, Known& known, const std::shared_ptr<const Account>& account,
               const Catalogue& catalogue) {
    forget(name, known);
    known = {account, pulls_of(*account, catalogue), {}};
    for (const auto& pull : known.pulls) {
      const auto& settings = pull.settings();
      const auto& plugin = *catalogue.find(settings.plugin);
      const auto& operation = catalogue.stream(settings.plugin, pull.stream)->operation;
      for (const auto& rate : plugin.description.manifest.rates) {
        if (operation.empty() || rate.operation != operation) continue;
        ask(key_of("own", settings, rate, rate.scope), rate.per_second, rate, name, known, pull);
        if (rate.application_per_second)
          ask(key_of("application", settings, rate, rate.application_scope), *rate.application_per_second, rate, name, known,
              pull);
      }
    }
  }

  void ask(const std::string& key, double per_second, const Rate& rate, const std::string& name, Known& known,
           const Pull& pull) {
    auto& bucket = buckets_[key];
    bucket.operation = rate.operation;
    bucket.per_second = per_second;
    bucket.pulls[name].push_back(&pull);
    known.buckets.insert(key);
    touched_.insert(key);
  }

  void judge(const std::string& key) {
    const auto bucket = buckets_.find(key);
    over_.erase(key);
    if (bucket->second.pulls.empty()) return void(buckets_.erase(bucket));
    if (auto finding = engine::weigh(bucket->second)) over_.emplace(key, std::move(*finding));
  }

  Accounts accounts_;
  std::map<std::string, Load> buckets_;
  std::map<std::string, Finding> over_;  // by bucket
  std::set<std::string> touched_;        // buckets that are to be weighed
};

QuotaMemory::QuotaMemory() : impl_(std::make_unique<Impl>()) {}
QuotaMemory::~QuotaMemory() = default;
config::Findings QuotaMemory::weigh(const config::Snapshot& snapshot, const Catalogue& catalogue) {
  return impl_->weigh(snapshot, catalogue);
}
void QuotaMemory::clear() { impl_ = std::make_unique<Impl>(); }

config::Findings quota(const config::Snapshot& snapshot, const Catalogue& catalogue) {
  return QuotaMemory().weigh(snapshot, catalogue);
}

}  // namespace fairway::engine

#include "host/engine/rates.hpp"

namespace fairway::engine {
namespace {

using storage::Rows;
using storage::Transaction;
using storage::Type;

constexpr Millis kForgotten = std::chrono::hours(24 * 30);

std::string key_of(std::string_view prefix, const std::vector<std::string>& scope, const Rates::Request& request) {
  std::string key = fmt::format("{}{}/{}", prefix, request.plugin, request.operation);
  char before = '/';
  for (const auto& name : scope) {
    const auto fact = request.facts.find(name);
    key += fmt::format("{}{}={}", before, name, fact == request.facts.end() ? std::string() : fact->second);
    before = ';';
  }
  return key;
}

}  // namespace

Status Rates::load(Transaction& tx) {
  auto rows = tx.query("SELECT key, level, rate, at FROM bucket");
  if (!rows) return fail(std::move(rows.error()));
  std::scoped_lock lock(mutex_);
  for (std::size_t i = 0; i < rows->size(); ++i)
    stored_[rows->text(i, 0)] = {rows->real(i, 1), rows->real(i, 2), Instant(Millis(rows->integer(i, 3)))};
  return {};
}

Status Rates::store(Transaction& tx) {
  const auto now = clock_.now().time_since_epoch().count();
  Rows rows{{"key"}, {"level", Type::real}, {"rate", Type::real}, {"at", Type::integer}};
  {
    std::scoped_lock lock(mutex_);
    const auto steady = clock_.steady();
    for (auto& [key, bucket] : buckets_) rows.add({key, bucket.level(steady), bucket.rate(), now});
  }
  if (!rows.empty()) {
    auto kept = tx.bulk(
        "INSERT INTO bucket (key, level, rate, at) VALUES (?, ?, ?, ?) "
        "ON CONFLICT (key) DO UPDATE SET level = excluded.level, rate = excluded.rate, at = excluded.at",
        rows);
    if (!kept) return fail(std::move(kept.error()));
  }
  auto gone = tx.execute("DELETE FROM bucket WHERE at < ?", {now - kForgotten.count()});
  if (!gone) return fail(std::move(gone.error()));
  return {};
}

std::shared_ptr<const Rate> Rates::rate_of(const Request& request) const {
  const auto catalogue = catalogue_.get();
  const auto* plugin = catalogue->find(request.plugin);
  if (!plugin) return nullptr;
  const auto& rates = plugin->description.manifest.rates;
  const auto found =
      std::find_if(rates.begin(), rates.end(), [&](const Rate& r) { return r.operation == request.operation; });
  return {catalogue, found == rates.end() ? nullptr : &*found};  // holds the catalogue that it lies in
}

// The operation's own first; it is the one that a header speaks of.
std::vector<Rates::Plan> Rates::plans(const Rate& rate, const Request& request) {
  std::vector<Plan> all{
      {key_of("", rate.scope, request), rate.per_second, static_cast<double>(rate.burst), !rate.header.empty()}};
  if (rate.application_per_second)
    all.push_back({key_of("app:", rate.application_scope, request), *rate.application_per_second,
                   static_cast<double>(rate.application_burst.value_or(rate.burst)), false});
  return all;
}

Bucket& Rates::bucket(const Plan& plan, Millis steady, Instant now) {
  const auto found = buckets_.find(plan.key);
  if (found != buckets_.end()) return found->second;
  const auto known = stored_.find(plan.key);
  const double first = clean_ ? plan.burst : 1;
  if (known == stored_.end()) return buckets_.emplace(plan.key, Bucket(plan.rate, plan.burst, first, steady)).first->second;
  const auto away = std::max(now - known->second.at, Millis(0));
  // A rate that no answer ever teaches is the manifest's, which may be newer than what was stored.
  Bucket bucket(plan.learns ? known->second.rate : plan.rate, plan.burst, clean_ ? known->second.level : 1,
                steady - (clean_ ? away : Millis(0)));
  stored_.erase(known);
  return buckets_.emplace(plan.key, std::move(bucket)).first->second;
}

Millis Rates::permit(const Request& request) {
  const auto rate = rate_of(request);
  if (!rate) return Millis(0);
  std::scoped_lock lock(mutex_);
  const auto steady = clock_.steady();
  Millis wait{0};
  std::vector<Bucket*> needed;
  for (const auto& plan : plans(*rate, request)) {
    needed.push_back(&bucket(plan, steady, clock_.now()));
    wait = std::max(wait, needed.back()->wait(steady, request.interactive));
  }
  if (wait.count() > 0) return wait;
  for (auto* each : needed) each->take(steady, request.interactive);
  return wait;
}

void Rates::report(const Report& report) {
  const auto rate = rate_of(report.of);
  if (!rate) return;
  std::scoped_lock lock(mutex_);
  const auto steady = clock_.steady();
  auto& own = bucket(plans(*rate, report.of).front(), steady, clock_.now());
  if (report.rate) own.learn(steady, *report.rate);
  if (report.throttled) own.refused(steady, report.retry_after);
}

std::vector<Rates::Level> Rates::levels() {
  std::scoped_lock lock(mutex_);
  const auto steady = clock_.steady();
  std::vector<Level> all;
  for (auto& [key, bucket] : buckets_) all.push_back({key, bucket.level(steady), bucket.burst(), bucket.rate()});
  return all;
}

}  // namespace fairway::engine

#include "host/engine/sample.hpp"

#include "host/ledger/order.hpp"

namespace fairway::engine {
namespace {

using storage::Transaction;

// One gauge from a query whose last column is the value and whose others are the labels.
void from_query(Metrics& metrics, Transaction& tx, std::string_view name, const std::vector<std::string>& labels,
                const std::string& sql, const std::vector<storage::Value>& values = {}) {
  metrics.clear(name);
  const auto rows = tx.query(sql, values);
  if (!rows) return;
  for (std::size_t i = 0; i < rows->size(); ++i) {
    Labels named;
    for (std::size_t c = 0; c < labels.size(); ++c) named[labels[c]] = rows->text(i, c);
    metrics.set(name, static_cast<double>(rows->integer(i, labels.size())), std::move(named));
  }
}

void from_ledger(Metrics& metrics, Transaction& tx) {
  metrics.clear("orders");
  const auto counts = ledger::state_counts(tx);
  if (!counts) return;
  for (const auto& [account, state, orders] : *counts)
    metrics.set("orders", static_cast<double>(orders), {{"account", account}, {"state", state}});
}

void from_database(Metrics& metrics, const Sources& sources) {
  const auto view = sources.db.read();
  if (!view) return;
  auto& tx = **view;
  from_ledger(metrics, tx);
  from_query(metrics, tx, "jobs", {"state"}, "SELECT state, COUNT(*) FROM job GROUP BY state");
  from_query(metrics, tx, "orders_ship_by_passed", {},
             "SELECT COUNT(*) FROM orders WHERE closed_at IS NULL AND ship_by IS NOT NULL AND ship_by < ?",
             {sources.clock.now().time_since_epoch().count()});
  from_query(metrics, tx, "findings_open", {"kind"},
             "SELECT kind, COUNT(*) FROM finding WHERE resolved_at IS NULL GROUP BY kind");
}

void from_workers(Metrics& metrics, const Sources& sources) {
  for (const auto* name : {"worker_up", "worker_restarts"}) metrics.clear(name);
  for (const auto& worker : sources.supervisor.workers()) {
    if (worker.state == "draining" || worker.state == "standby") continue;  // of a version that was replaced
    metrics.set("worker_up", worker.state == "running" ? 1 : 0, {{"plugin", worker.plugin}, {"version", worker.version}});
    metrics.set("worker_restarts", static_cast<double>(worker.restarts), {{"plugin", worker.plugin}});
  }
}

void from_buckets(Metrics& metrics, const Sources& sources) {
  for (const auto* name : {"bucket_level", "bucket_rate"}) metrics.clear(name);
  for (const auto& bucket : sources.rates.levels()) {
    metrics.set("bucket_level", bucket.level, {{"bucket", bucket.key}});
    metrics.set("bucket_rate", bucket.rate, {{"bucket", bucket.key}});
  }
}

}  // namespace

void sample(Metrics& metrics, const Sources& sources) {
  from_database(metrics, sources);
  from_workers(metrics, sources);
  from_buckets(metrics, sources);
  const auto runner = sources.runner.stats();
  metrics.set("batches_in_hand", static_cast<double>(runner.in_hand));
  metrics.set("due_backlog_seconds", static_cast<double>(runner.backlog.count()) / 1000);
  metrics.set("database_bytes", static_cast<double>(sources.db.bytes_on_disk()));
}

}  // namespace fairway::engine

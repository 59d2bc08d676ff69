// SDK-4: what an order costs on its way from a plugin to its row, each part beside a floor in the same run.
//
//   write, read        the typed codec, a usual order; beside it Boost.JSON with its tree
//   to_buffer          100,000 orders emitted by a plugin in its worker, up to the host's hands; pages of 1,000
//   to_rows            the same up to committed rows, sealed, with their events, in batches of 100; SQLite in the temporary folder
//
// Aims: 300 MB/s each way; 5 µs an order to the buffer and 40 µs to the row; 300,000 documents a second through the boundary.
#include <benchmark/benchmark.h>
#include <unistd.h>

#include <boost/json.hpp>

#include "host/flows/intake/take_orders.hpp"
#include "tests/bench/orders/sample.hpp"
#include "tests/bench/services.hpp"

namespace fairway::flows {
namespace {

constexpr std::int64_t kOrders = 100'000;

void write(benchmark::State& state) {
  const auto order = bench::sample_order();
  std::int64_t bytes = 0;
  for (auto _ : state) {
    auto text = to_json(order);
    bytes += static_cast<std::int64_t>(text.size());
    benchmark::DoNotOptimize(text);
  }
  state.SetBytesProcessed(bytes);
}
BENCHMARK(write);

void read(benchmark::State& state) {
  const auto text = to_json(bench::sample_order());
  for (auto _ : state) benchmark::DoNotOptimize(from_json<Order>(text));
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(text.size()));
}
BENCHMARK(read);

void boost_json_write(benchmark::State& state) {
  const auto text = to_json(bench::sample_order());
  const auto tree = boost::json::parse(text);
  for (auto _ : state) benchmark::DoNotOptimize(boost::json::serialize(tree));
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(text.size()));
}
BENCHMARK(boost_json_write);

void boost_json_read(benchmark::State& state) {
  const auto text = to_json(bench::sample_order());
  for (auto _ : state) benchmark::DoNotOptimize(boost::json::parse(text));
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(text.size()));
}
BENCHMARK(boost_json_read);

struct Count final : plugins::PullSink {
  Status commit(plugins::Batch batch) override {
    orders += static_cast<std::int64_t>(batch.documents.size());
    return {};
  }
  std::int64_t orders = 0;
};

class Rows final : public plugins::PullSink {
 public:
  Rows(Context context, const Intake& intake) : context_(std::move(context)), intake_(intake) {}
  Status commit(plugins::Batch batch) override {
    auto unit = Unit::begin(context_);
    if (!unit) return fail(std::move(unit.error()));
    if (auto ok = take_orders(context_, *unit, intake_, batch); !ok) return ok;
    return unit->commit();
  }

 private:
  Context context_;
  const Intake& intake_;
};

struct NoMeters final : Meters {
  void count(std::string_view, std::int64_t, std::map<std::string, std::string>) override {}
};

std::filesystem::path new_folder() {
  std::string name = (std::filesystem::temp_directory_path() / "fairway-bench-XXXXXX").string();
  return ::mkdtemp(name.data());
}

// A worker with the plugin, a database and one account with one store.
struct Place {
  Place() : folder(new_folder()) {
    const auto bin = std::filesystem::canonical("/proc/self/exe").parent_path();
    plugins::SupervisorOptions options;
    options.executable = bin / "fairway-worker";
    options.catalogue = catalogue = plugins::discover({bin.parent_path() / "test-plugins/bench"}, options.executable);
    options.data = folder;
    supervisor = plugins::make_supervisor(std::move(options), services, clock);
    storage::OpenOptions where;
    where.data = folder;
    db = std::move(*storage::open(where));
    vault = std::move(*storage::open_vault(folder));
    auto account = std::make_shared<config::Account>();
    account->name = "acme";
    auto& store = account->stores.emplace_back();
    store.nickname = "us-main", store.settings.plugin = "bench-orders", store.orders.enabled = true;
    (void)db->transact([](storage::Transaction& tx) -> Status {
      (void)tx.execute("INSERT INTO account (name, hash, generation, applied_at) VALUES ('acme', '', 1, 0)");
      (void)tx.execute(
          "INSERT INTO store (account, nickname, plugin, seller, identity, first_seen, live_since) VALUES ('acme', "
          "'us-main', "
          "'bench-orders', 'A1', 'A1/US', 0, 1)");
      return {};
    });
    auto snapshot = std::make_shared<config::Snapshot>();
    snapshot->accounts["acme"] = account;
    config = snapshot;
    intake.account = account.get(), intake.source = intake.cause = "bench";
    auto& known = intake.stores["us-main"];
    known.config = &account->stores.front();
    known.row = std::move(ledger::stores_of(**db->read(), "acme")->front());
  }
  ~Place() {
    supervisor->stop(Millis(1000));
    db.reset();
    std::filesystem::remove_all(folder);
  }

  Context context() {
    return {*db,
            *vault,
            *supervisor,
            catalogue,
            clock,
            config,
            1,
            nullptr,
            [](const ledger::Group&, Instant) {},
            [] { return 0.5; },
            meters};
  }
  bool pull(std::int64_t page, plugins::PullSink& sink) {
    plugins::ChannelSpec spec;
    spec.plugin = "bench-orders", spec.scope = "acme/us-main", spec.lane = "orders";
    spec.settings = json::object{{"orders", kOrders}, {"page", page}};
    plugins::CallOptions options;
    options.deadline = std::chrono::seconds(120);
    return bool(supervisor->channel(spec)->pull({"orders", "", "", 0}, sink, options).status);
  }

  std::filesystem::path folder;
  bench::NoServices services;
  NoMeters meters;
  SystemClock clock;
  Catalogue catalogue;
  std::unique_ptr<plugins::Supervisor> supervisor;
  std::unique_ptr<storage::Database> db;
  std::unique_ptr<storage::Vault> vault;
  config::SnapshotPtr config;
  Intake intake;
};

void say_cost(benchmark::State& state) {
  state.SetItemsProcessed(state.iterations() * kOrders);
  state.counters["us_per_order"] = benchmark::Counter(1e-6 * static_cast<double>(state.iterations() * kOrders),
                                                      benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}

void to_buffer(benchmark::State& state) {
  Place place;
  Count sink;
  if (!place.pull(1000, sink)) return state.SkipWithError("no orders");  // the worker has started
  sink.orders = 0;
  for (auto _ : state)
    if (!place.pull(1000, sink)) return state.SkipWithError("no orders");
  if (sink.orders != state.iterations() * kOrders) return state.SkipWithError("orders are missing");
  say_cost(state);
}
BENCHMARK(to_buffer)->UseRealTime()->MinTime(3)->Unit(benchmark::kMillisecond);

void to_rows(benchmark::State& state) {
  Place place;
  Rows sink(place.context(), place.intake);
  for (auto _ : state)
    if (!place.pull(100, sink)) return state.SkipWithError("the orders were not taken");
  say_cost(state);
  auto count = (*place.db->read())->query("SELECT COUNT(*) FROM orders");
  if (!count || count->integer(0, 0) != kOrders) state.SkipWithError("rows are missing");
}
BENCHMARK(to_rows)->Iterations(1)->UseRealTime()->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace fairway::flows

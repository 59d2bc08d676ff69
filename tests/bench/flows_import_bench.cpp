// LST-1: what an import costs from documents to a committed catalogue with the outcome of each row. Real files in the temporary
// folder; the documents are made before the clock runs.
#include <benchmark/benchmark.h>
#include <sys/resource.h>
#include <unistd.h>

#include <filesystem>

#include <fmt/format.h>

#include "fairway/documents/listing.hpp"
#include "fairway/json.hpp"
#include "host/flows/listings/import_verbs.hpp"
#include "host/flows/steps.hpp"

namespace fairway::flows {
namespace {

constexpr std::int64_t kPage = 5000;

struct Shown final : plugins::Supervisor, plugins::Channel {
  std::vector<plugins::Batch> batches;

  std::shared_ptr<plugins::Channel> channel(const plugins::ChannelSpec&) override {
    return {std::shared_ptr<plugins::Channel>(), this};
  }
  std::vector<Failure> validate(const std::string&, const json::value&) override { return {}; }
  std::vector<plugins::WorkerInfo> workers() const override { return {}; }
  void stop(Millis) override {}

  plugins::CallEnd pull(const plugins::PullRequest&, plugins::PullSink& sink, const plugins::CallOptions&) override {
    for (auto& batch : batches)
      if (auto ok = sink.commit(batch); !ok) return {ok, {}, {}};
    return {{}, {}, {}};
  }
  plugins::PushEnd push(const std::vector<plugins::PushItem>&, const plugins::CallOptions&) override { return {}; }
  std::vector<plugins::Answer> decide(std::string_view, const std::vector<std::string>&,
                                      const plugins::CallOptions&) override {
    return {};
  }
  Result<std::string> connect(std::string_view, const std::string&, const plugins::CallOptions&) override {
    return std::string();
  }
};

// About as long as a row of Amazon's report, in no order of SKUs.
Listing made_up(std::int64_t i) {
  const auto shuffled = (i * 7919) % 10'000'019;
  Listing l;
  l.sku = fmt::format("SKU-{:08}-{:x}", shuffled, shuffled * 31);
  l.listing_id = fmt::format("{:011}", 70'000'000 + i), l.product_id = fmt::format("B{:09}", i);
  l.barcode = fmt::format("{:013}", 4'000'000'000'000 + i);
  l.title = fmt::format("A product of {} parts that hikers carry with them, colour {}, size {}", i % 17, i % 29, i % 7);
  l.description = std::string(static_cast<std::size_t>(120 + i % 60), static_cast<char>('a' + i % 26));
  l.price = {fmt::format("{}.99", 5 + i % 200), "USD"};
  l.quantity = i % 90, l.pending_quantity = 0;
  l.fulfilled_by = i % 3 == 0 ? FulfilledBy::amazon : FulfilledBy::merchant;
  l.status = i % 50 == 0 ? ListingStatus::closed : ListingStatus::active;
  l.condition = Condition::new_;
  l.opened_at = Time{1'700'000'000'000 + i};
  l.source = std::to_string(i + 2);
  return l;
}

struct NoMeters final : Meters {
  void count(std::string_view, std::int64_t, std::map<std::string, std::string>) override {}
};

struct World {
  explicit World(std::int64_t rows) {
    std::string name = (std::filesystem::temp_directory_path() / "fairway-bench-XXXXXX").string();
    folder = ::mkdtemp(name.data());
    storage::OpenOptions options;
    options.data = folder;
    db = std::move(*storage::open(options));
    vault = std::move(*storage::open_vault(folder));
    PluginFile shop;
    shop.description.manifest.streams.push_back({"listings", {"listing/1"}, "listings", "", {}});
    catalogue.plugins["shop"] = shop;
    auto account = std::make_shared<config::Account>();
    account->name = "acme";
    account->stores.emplace_back().nickname = "us";
    account->stores[0].settings.plugin = "shop";
    auto snapshot = std::make_shared<config::Snapshot>();
    snapshot->accounts["acme"] = account;
    config = snapshot;
    auto tx = std::move(*db->write());
    (void)tx->execute("INSERT INTO account (name, hash, generation, applied_at) VALUES ('acme', '', 1, 0)");
    (void)tx->execute(
        "INSERT INTO store (account, nickname, plugin, seller, identity, first_seen) VALUES ('acme', 'us', 'shop', '', '', "
        "0)");
    (void)tx->commit();
    for (std::int64_t from = 0; from < rows; from += kPage) fill(from, std::min(from + kPage, rows), rows);
  }
  ~World() { std::filesystem::remove_all(folder); }

  void fill(std::int64_t from, std::int64_t to, std::int64_t rows) {
    auto& batch = shown.batches.emplace_back();
    for (auto i = from; i < to; ++i) batch.documents.push_back({"listing/1", "", to_json(made_up(i))});
    batch.cursor = to == rows ? "" : std::to_string(to);
  }

  Context context() {
    return {
        *db,   *vault, shown, catalogue, clock, config, 1, nullptr, [](const ledger::Group&, Instant) {}, [] { return 0.5; },
        meters};
  }

  bool import() {
    auto c = context();
    auto id = ask_import(c, {"acme", "us", {}, false}, {"bench"});
    if (!id) return false;
    const ledger::Group group{"acme", "import", "us"};
    auto jobs = db->transact([&](storage::Transaction& tx) { return ledger::claim(tx, group, 1, clock.now(), 1); });
    if (!jobs || jobs->empty()) return false;
    Work work(group, *jobs);
    return import_listings(c, work) && work.settled();
  }

  std::filesystem::path folder;
  std::unique_ptr<storage::Database> db;
  std::unique_ptr<storage::Vault> vault;
  SystemClock clock;
  Catalogue catalogue;
  config::SnapshotPtr config;
  Shown shown;
  NoMeters meters;
};

double peak_mb() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024;
}

void ImportFirst(benchmark::State& state) {
  World world(state.range(0));
  const auto before = peak_mb();
  for (auto _ : state)
    if (!world.import()) state.SkipWithError("import");
  state.SetItemsProcessed(state.iterations() * state.range(0));
  state.counters["MB_more"] = peak_mb() - before;
}
BENCHMARK(ImportFirst)->Arg(100'000)->Arg(1'000'000)->Iterations(1)->UseRealTime()->Unit(benchmark::kMillisecond);

void ImportAgain(benchmark::State& state) {
  World world(state.range(0));
  if (!world.import()) state.SkipWithError("import");
  for (auto _ : state)
    if (!world.import()) state.SkipWithError("import");
  state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(ImportAgain)->Arg(100'000)->Iterations(1)->UseRealTime()->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace fairway::flows

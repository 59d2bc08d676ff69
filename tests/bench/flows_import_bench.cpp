// LST-1: what an import costs up to a committed catalogue with the outcome of each row. Real files in the temporary folder; the
// made-up report lies in memory, compressed, before the clock runs.
//
//   Bare           the report unpacked, split, judged and inserted by a program that does nothing else (import/bare.hpp)
//   BareTuned      the same with the host's settings of SQLite
//   FromDocuments  the host alone: documents as JSON, made before the clock runs, to the end of the import with its settling
//   WholeWay       the report unpacked, read by Amazon's own reader and written as JSON as in its worker, then as FromDocuments;
//                  one after the other in one thread, as a checkpoint returns after the commit. The pipe between worker and host
//                  is left out
//   Again          FromDocuments once more, when all is known
//
// cpu_s: processor time of all threads, system calls included, which other work on the machine changes least; of_bare: how many
// times that of Bare for as many rows, in the same run; wall_of_bare, wall_of_tuned: the same by the clock. MB_more: at the peak, against the
// moment before the clock ran.
#include <benchmark/benchmark.h>
#include <sys/resource.h>
#include <unistd.h>

#include <fstream>
#include <map>

#include <fmt/format.h>

#include "fairway/json.hpp"
#include "host/flows/listings/import_verbs.hpp"
#include "host/flows/steps.hpp"
#include "listing_reader.hpp"
#include "tests/bench/import/bare.hpp"
#include "tests/bench/import/report.hpp"

namespace fairway::flows {
namespace {

// As Amazon's plugin checkpoints (plugins/amazon/listing_pull.cpp).
constexpr std::size_t kRowsPerPage = 2000, kBytesPerPage = 1u << 20;

// Hands batches on as the plugin would.
class Pages {
 public:
  using Give = std::function<Status(plugins::Batch)>;
  explicit Pages(Give give) : give_(std::move(give)) {}

  Status read(const std::string& packed) {
    amazon::ListingReader reader(
        amazon::Charset::utf8, *amazon::find_marketplace_name("US")->marketplace,
        [this](const Listing& listing, std::string_view row) { add(listing, row.size()); },
        [](std::string_view, const amazon::RowFault&) {});
    bench::unpack(packed, [&](std::string_view piece) { reader.feed(piece); });
    reader.end();
    turn("");
    return status_;
  }

 private:
  void add(const Listing& listing, std::size_t bytes) {
    batch_.documents.push_back({"listing/1", "", to_json(listing)});
    if (bytes_ += bytes; batch_.documents.size() >= kRowsPerPage || bytes_ >= kBytesPerPage) turn(listing.source);
  }
  void turn(const std::string& cursor) {
    batch_.cursor = cursor;
    if (status_) status_ = give_(std::exchange(batch_, {}));
    bytes_ = 0;
  }

  Give give_;
  plugins::Batch batch_;
  std::size_t bytes_ = 0;
  Status status_;
};

// Shows the report, or what was made of it before.
struct Shown final : plugins::Supervisor, plugins::Channel {
  std::string report;
  std::vector<plugins::Batch> batches;

  void read_ahead() {
    (void)Pages([this](plugins::Batch batch) -> Status {
      batches.push_back(std::move(batch));
      return {};
    }).read(report);
  }

  std::shared_ptr<plugins::Channel> channel(const plugins::ChannelSpec&) override {
    return {std::shared_ptr<plugins::Channel>(), this};
  }
  std::vector<Failure> validate(const std::string&, const json::value&) override { return {}; }
  std::vector<plugins::WorkerInfo> workers() const override { return {}; }
  void stop(Millis) override {}

  plugins::CallEnd pull(const plugins::PullRequest&, plugins::PullSink& sink, const plugins::CallOptions&) override {
    if (batches.empty())
      return {Pages([&](plugins::Batch batch) { return sink.commit(std::move(batch)); }).read(report), {}, {}};
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

struct NoMeters final : Meters {
  void count(std::string_view, std::int64_t, std::map<std::string, std::string>) override {}
};

std::filesystem::path new_folder() {
  std::string name = (std::filesystem::temp_directory_path() / "fairway-bench-XXXXXX").string();
  return ::mkdtemp(name.data());
}

struct World {
  explicit World(std::int64_t rows, bool documents) : folder(new_folder()) {
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
    shown.report = bench::made_up_report(rows);
    if (documents) shown.read_ahead();
  }
  ~World() { std::filesystem::remove_all(folder); }

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
    if (!import_listings(c, work) || !work.settled()) return false;
    auto tx = db->read();
    if (!tx) return false;
    const auto done = ledger::import_by_id(**tx, *id);
    return done && *done && (*done)->state == ledger::ImportState::done;
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

// Of this process, in MB: "VmRSS" or "VmHWM".
double memory(const std::string& what) {
  std::ifstream status("/proc/self/status");
  for (std::string word; status >> word;)
    if (word == what + ":") {
      double kilobytes = 0;
      status >> kilobytes;
      return kilobytes / 1024;
    }
  return 0;
}

double cpu_seconds() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_usec);
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

struct Cost {
  double cpu = 0, wall = 0;
};
// By rows.
std::map<std::int64_t, Cost> bare_costs, tuned_costs;

// Runs `work` and says what it cost beside the bare program.
template <class Work>
Cost measure(benchmark::State& state, Work work) {
  std::ofstream("/proc/self/clear_refs") << 5;  // the peak counts from here
  const auto before = memory("VmRSS");
  const Cost from{cpu_seconds(), std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count()};
  for (auto _ : state)
    if (!work()) state.SkipWithError("import");
  const Cost cost{cpu_seconds() - from.cpu,
                  std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count() - from.wall};
  state.SetItemsProcessed(state.range(0));
  state.counters["cpu_s"] = cost.cpu;
  state.counters["MB_more"] = memory("VmHWM") - before;
  if (const auto bare = bare_costs.find(state.range(0)); bare != bare_costs.end()) {
    state.counters["of_bare"] = cost.cpu / bare->second.cpu;
    state.counters["wall_of_bare"] = cost.wall / bare->second.wall;
  }
  if (const auto tuned = tuned_costs.find(state.range(0)); tuned != tuned_costs.end())
    state.counters["wall_of_tuned"] = cost.wall / tuned->second.wall;
  return cost;
}

Cost measure_bare(benchmark::State& state, bench::BareSettings settings) {
  World sqlite_is_set_up(0, false);  // once for the process: the bare program has what the host has of it
  const auto report = bench::made_up_report(state.range(0));
  const auto folder = new_folder();
  const auto cost = measure(state, [&] { return bench::bare_import(report, folder / "bare.db", settings) > 0; });
  std::filesystem::remove_all(folder);
  return cost;
}

void Bare(benchmark::State& state) { bare_costs[state.range(0)] = measure_bare(state, bench::BareSettings::own); }
void BareTuned(benchmark::State& state) { tuned_costs[state.range(0)] = measure_bare(state, bench::BareSettings::host); }

void FromDocuments(benchmark::State& state) {
  World world(state.range(0), true);
  (void)measure(state, [&] { return world.import(); });
}

void WholeWay(benchmark::State& state) {
  World world(state.range(0), false);
  (void)measure(state, [&] { return world.import(); });
}

void Again(benchmark::State& state) {
  World world(state.range(0), true);
  if (!world.import()) state.SkipWithError("import");
  (void)measure(state, [&] { return world.import(); });
}

// The million takes minutes and 2 GB on disk: it comes last, and without documents that lie in memory.
BENCHMARK(Bare)->Arg(100'000)->Iterations(1)->UseRealTime()->Unit(benchmark::kMillisecond);
BENCHMARK(BareTuned)->Arg(100'000)->Iterations(1)->UseRealTime()->Unit(benchmark::kMillisecond);
BENCHMARK(FromDocuments)->Arg(100'000)->Iterations(1)->UseRealTime()->Unit(benchmark::kMillisecond);
BENCHMARK(WholeWay)->Arg(100'000)->Iterations(1)->UseRealTime()->Unit(benchmark::kMillisecond);
BENCHMARK(Again)->Arg(100'000)->Iterations(1)->UseRealTime()->Unit(benchmark::kMillisecond);
BENCHMARK(Bare)->Arg(1'000'000)->Iterations(1)->UseRealTime()->Unit(benchmark::kMillisecond);
BENCHMARK(BareTuned)->Arg(1'000'000)->Iterations(1)->UseRealTime()->Unit(benchmark::kMillisecond);
BENCHMARK(WholeWay)->Arg(1'000'000)->Iterations(1)->UseRealTime()->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace fairway::flows

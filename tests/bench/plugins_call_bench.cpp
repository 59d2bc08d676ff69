// What a call into a plugin costs: host, socket, worker, plugin and back. Targets: one alone within 60 µs (median), 100,000
// calls a second with 16 callers.
#include <benchmark/benchmark.h>

#include "tests/bench/services.hpp"

namespace {

using namespace fairway;
using namespace fairway::plugins;

struct World {
  World() {
    const auto bin = std::filesystem::canonical("/proc/self/exe").parent_path();
    SupervisorOptions options;
    options.executable = bin / "fairway-worker";
    options.catalogue = discover({bin.parent_path() / "test-plugins/odd/good"}, options.executable);
    options.data = std::filesystem::temp_directory_path();
    supervisor = make_supervisor(std::move(options), services, clock);
    spec.plugin = "odd";
    spec.settings = json::object();
    channel = supervisor->channel(spec);
  }
  bench::NoServices services;
  SystemClock clock;
  std::unique_ptr<Supervisor> supervisor;
  ChannelSpec spec;
  std::shared_ptr<Channel> channel;
};

World& world() {
  static World one;
  return one;
}

void decide(benchmark::State& state) {
  auto& channel = *world().channel;
  const std::vector<std::string> question{R"({"country":"US","method":"Std US D2D Dom"})"};
  CallOptions options;
  options.deadline = std::chrono::seconds(10);
  std::vector<double> times;
  for (auto _ : state) {
    const auto from = std::chrono::steady_clock::now();
    if (!channel.decide("shipping-question/1", question, options).at(0)) return state.SkipWithError("no answer");
    times.push_back(std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now() - from).count());
  }
  std::sort(times.begin(), times.end());
  state.counters["median_us"] = benchmark::Counter(times[times.size() / 2], benchmark::Counter::kAvgThreads);
  state.counters["p99_us"] = benchmark::Counter(times[times.size() * 99 / 100], benchmark::Counter::kAvgThreads);
  state.SetItemsProcessed(static_cast<std::int64_t>(times.size()));
}
BENCHMARK(decide)->UseRealTime()->ThreadRange(1, 16)->MinTime(2);

class Count final : public PullSink {
 public:
  Status commit(Batch batch) override {
    documents += static_cast<std::int64_t>(batch.documents.size());
    return {};
  }
  std::int64_t documents = 0;
};

void pull_documents(benchmark::State& state) {
  Count sink;
  for (auto _ : state) {
    if (!world().channel->pull({"count", "", "50000,5000", 0}, sink, {}).status) return state.SkipWithError("no documents");
  }
  state.SetItemsProcessed(sink.documents);
}
BENCHMARK(pull_documents)->UseRealTime()->Unit(benchmark::kMillisecond);

}  // namespace

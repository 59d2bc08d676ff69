// An engine whose pulls end as a test says, and whose attempts fail where it says.
#pragma once
#include "host/engine/engine.hpp"
#include "host/flows/verbs.hpp"
#include "tests/host/engine/support.hpp"

namespace fairway::engine::test {

inline constexpr Millis kLong = std::chrono::seconds(30);
inline const std::vector<std::string> kSteps{"read",  "judge",  "compare",  "prepare", "quiesce",
                                             "apply", "commit", "exchange", "verify"};

inline std::function<Status()> on_pull;  // how the pulls of this test end

inline const FlowTable kFlows{{"pull-orders",
                               {[](flows::Context& context, flows::Work& work) -> Status {
                                  ledger::Outcome outcome;
                                  if (on_pull)
                                    if (auto ended = on_pull(); !ended) outcome.failure = ended.error();
                                  auto unit = flows::Unit::begin(context);
                                  if (!unit) return fail(std::move(unit.error()));
                                  if (auto ok = work.settle_all(context, unit->tx(), outcome); !ok) return ok;
                                  return unit->commit();
                                },
                                1}},
                              {"map", {[](flows::Context&, flows::Work&) { return Status(); }, 1}},
                              {"deadlines", {[](flows::Context&, flows::Work&) { return Status(); }, 1}},
                              {"prune", {[](flows::Context&, flows::Work&) { return Status(); }, 1}},
                              {"redact", {[](flows::Context&, flows::Work&) { return Status(); }, 1}}};

struct ReloadTest : ::testing::Test {
  ReloadTest() {
    on_pull = nullptr;
    folder.write("config/fairway.yaml", "listen: 127.0.0.1:0\n");
    account("acme", 9);
    account("globex", 9);
  }
  void account(const std::string& name, int days, const std::string& seller = {}) {
    folder.write("config/accounts/" + name + ".yaml",
                 fmt::format("account: {0}\ncompany: {0}\nprivacy: {{ retain: {1}d }}\nstores:\n  us:\n    plugin: amazon\n"
                             "    settings: {{ seller-id: {2}, marketplace: US }}\n    orders: {{ enabled: true }}\n",
                             name, days, seller.empty() ? "S-" + name : seller));
  }
  Result<std::unique_ptr<Engine>> start(std::function<void(Options&)> shape = {}) {
    Options options;
    options.config = folder.path / "config";
    options.data = folder.path / "data";
    options.log_sink = std::make_shared<spdlog::sinks::null_sink_mt>();
    options.catalogue = shop_catalogue();
    options.supervisor = [](plugins::Services&, const Clock&) { return std::make_unique<FakeSupervisor>(); };
    options.flows = &kFlows;
    options.threads = 2;
    options.quiesce = std::chrono::milliseconds(300);
    options.reload_fault = [this](std::string_view step) -> Status { return fault ? fault(step) : Status(); };
    if (shape) shape(options);
    return Engine::start(std::move(options));
  }
  static int days(Engine& engine, const std::string& name) {
    return static_cast<int>(engine.snapshot()->accounts.at(name)->retain_pii / std::chrono::hours(24));
  }
  static std::int64_t generation(Engine& engine, const std::string& name) {
    return number(engine.db(), "SELECT generation FROM account WHERE name = ?", {name});
  }
  static ReloadRequest rollback_to(std::int64_t generation) {
    ReloadRequest request;
    request.cause = "rollback";
    request.author = "ada";
    request.accounts = {"acme"};
    request.rollback = {"acme", generation};
    return request;
  }

  Folder folder;
  std::function<Status(std::string_view)> fault;
};

}  // namespace fairway::engine::test

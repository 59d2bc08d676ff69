// An engine whose pulls end as a test says, and whose attempts fail where it says.
#pragma once
#include <sys/wait.h>

#include <csignal>

#include "host/engine/engine.hpp"
#include "host/flows/verbs.hpp"
#include "tests/host/engine/support.hpp"

namespace fairway::engine::test {

inline constexpr Millis kLong = std::chrono::seconds(30);
inline const std::vector<std::string> kSteps{"read",  "judge",  "compare",  "prepare", "quiesce",
                                             "apply", "commit", "exchange", "verify"};

// How the pulls of this test end; set while they run.
class OnPull {
 public:
  OnPull& operator=(std::function<Status()> ends) {
    std::scoped_lock lock(mutex_);
    ends_ = std::move(ends);
    return *this;
  }
  Status operator()() const {
    std::unique_lock lock(mutex_);
    const auto ends = ends_;
    lock.unlock();
    return ends ? ends() : Status();
  }

 private:
  mutable std::mutex mutex_;
  std::function<Status()> ends_;
};
inline OnPull on_pull;

inline const FlowTable kFlows{{"pull-orders",
                               {[](flows::Context& context, flows::Work& work) -> Status {
                                  ledger::Outcome outcome;
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
                              {"keep-stock", {[](flows::Context&, flows::Work&) { return Status(); }, 1}},
                              {"gather-notices", {[](flows::Context&, flows::Work&) { return Status(); }, 1}},
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
#ifdef __SANITIZE_THREAD__
    options.quiesce = std::chrono::seconds(3);  // all is slower then
#else
    options.quiesce = std::chrono::milliseconds(300);
#endif
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

  // Attempts fail at this step from now on, until `fault` is taken away.
  void break_at(const std::string& step, fw_rc code = FW_E_UNAVAILABLE) {
    fault = [step, code](std::string_view at) -> Status { return at == step ? fail(code, "broken") : Status(); };
  }
  // In a process of its own a host starts, `edit` changes the files, and that host is killed at `step` of its reload.
  void die_at(const std::string& step, const std::function<void()>& edit) {
    const int child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      auto engine = start();
      if (!engine) ::_exit(3);
      edit();
      fault = [&](std::string_view at) -> Status {
        if (at == step) ::kill(::getpid(), SIGKILL);
        return {};
      };
      (*engine)->reload();
      ::_exit(4);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    ASSERT_TRUE(WIFSIGNALED(status)) << WEXITSTATUS(status);
  }
  // The next pull does not end until `let_go`; those that begin after it do.
  void hold_next_pull() {
    on_pull = [this]() -> Status {
      if (!in_call.exchange(true))
        while (!let_go) std::this_thread::yield();
      return {};
    };
  }
  // When it returns, a pull of acme's store us is in hand, until `let_go`.
  void hold_pull_of_acme(Engine& engine) {
    hold_next_pull();
    auto context = engine.context();
    must(flows::run_now(context, "acme", "us", "orders"));
    while (!in_call) std::this_thread::yield();
  }
  // An order of a store of acme's.
  static void order(Engine& engine, int id, const std::string& store, const std::string& state) {
    change(engine.db(),
           "INSERT INTO orders (id, account, store, store_id, plugin, seller, channel_order_id, state, channel_status, "
           "fulfilled_by, marketplace, ship_service, ship_category, country, created_at, updated_at, taken_at, document) "
           "SELECT ?, account, nickname, id, plugin, seller, ?, ?, '', '', '', '', '', '', 0, 0, 0, '{}' FROM store WHERE "
           "account = 'acme' AND nickname = ? AND removed_at IS NULL",
           {std::int64_t{id}, "O-" + std::to_string(id), state, store});
    change(engine.db(), "INSERT INTO order_count VALUES ('acme', ?, 1) ON CONFLICT DO UPDATE SET orders = orders + 1",
           {state});
  }

  Folder folder;
  std::function<Status(std::string_view)> fault;
  std::atomic<bool> in_call{false}, let_go{false};  // of the pull that is held
};

}  // namespace fairway::engine::test

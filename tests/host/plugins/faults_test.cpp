// Crashes, hangs and kills: who is struck, who goes on, and that nothing is left behind. (HST-13)
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <future>

#include "support.hpp"

namespace fairway::plugins {
namespace {

using testing::AnyOf;
using testing::HasSubstr;
using testing::StartsWith;

// A call that is in the plugin's hands, on a thread of its own, until the test lets the world end around it.
class Neighbour {
 public:
  Neighbour(Harness& harness, std::string what, std::string trace = "neighbour") {
    auto begun = std::make_shared<std::promise<void>>();
    auto ready = begun->get_future();
    end_ = std::async(std::launch::async, [channel = harness.channel("acme/neighbour"), what, trace, begun] {
      MemorySink sink;
      sink.on_progress = [&] { begun->set_value(); };
      return channel->pull(stream(what), sink, within(Millis(60000), trace));
    });
    ready.wait();
  }
  CallEnd end() { return end_.get(); }

 private:
  std::future<CallEnd> end_;
};

class Crash : public testing::TestWithParam<std::pair<const char*, const char*>> {};
INSTANTIATE_TEST_SUITE_P(Kinds, Crash,
                         testing::Values(std::pair("segv", "signal 11"), std::pair("abort", "signal 6"),
                                         std::pair("fpe", "signal 8"), std::pair("stack", "signal 11"),
                                         std::pair("exit", "ended its process")),
                         [](const auto& which) { return which.param.first; });

TEST_P(Crash, StrikesTheCallThatDidItAndNobodyElse) {
  Harness harness;
  const auto channel = harness.channel();
  Neighbour neighbour(harness, "wait");
  EXPECT_THAT(ask(*channel, "crash", GetParam().first),
              testing::AllOf(StartsWith("INTERNAL: "), HasSubstr(GetParam().second)));
  const auto end = neighbour.end();
  ASSERT_FALSE(end.status);
  EXPECT_EQ(end.status.error().code, FW_E_CANCELLED) << end.status.error().message;  // due again, no attempt counted
  EXPECT_EQ(ask(*channel, "state", "get k", Millis(5000)), "");                      // the worker is back
  EXPECT_EQ(harness.supervisor->workers().at(0).restarts, 1);
}

TEST(Faults, NumbersThatAWorkerDiesWithAreGone) {  // WMS-2
  Harness harness;
  const auto channel = harness.channel();
  EXPECT_EQ(ask(*channel, "numbers", "2"), "1");
  EXPECT_THAT(ask(*channel, "numbers", "5 crash"), HasSubstr("the worker died"));
  EXPECT_EQ(ask(*channel, "numbers", "1"), "8");
}

TEST(Faults, AnExceptionThatCrossesIsTheCallsOwnFailure) {
  Harness harness;
  const auto channel = harness.channel();
  const auto pid_before = (ask(*channel, "clock"), harness.worker_pid());
  EXPECT_THAT(ask(*channel, "crash", "throw"), HasSubstr("INTERNAL: the plugin let an exception out: thrown across"));
  EXPECT_EQ(harness.worker_pid(), pid_before);
}

TEST(Faults, AKilledWorkersCallsAreSuspectsAndRunAloneUntilOneConvictsItself) {
  Harness harness;
  const auto guilty = harness.channel("acme/guilty");
  Neighbour neighbour(harness, "wait");
  const auto run = [&] {
    MemorySink sink;
    return guilty->pull(stream("crash", "kill"), sink, within(Millis(20000), "guilty"));
  };
  const auto first = run();
  ASSERT_FALSE(first.status);
  EXPECT_EQ(first.status.error().code, FW_E_UNAVAILABLE);
  EXPECT_THAT(first.status.error().message, HasSubstr("suspect"));
  EXPECT_THAT(neighbour.end().status.error().message, HasSubstr("suspect"));

  // While the suspect runs again, alone, it takes nobody along.
  Neighbour bystander(harness, "stubborn", "bystander");
  const auto second = run();
  EXPECT_EQ(second.status.error().code, FW_E_INTERNAL);
  EXPECT_THAT(second.status.error().message, HasSubstr("convicted"));
  const auto worker = harness.worker_pid();
  EXPECT_GT(worker, 0);
  EXPECT_EQ(::kill(worker, 0), 0);
  harness.supervisor->stop(Millis(0));
  EXPECT_EQ(bystander.end().status.error().code, FW_E_CANCELLED);
}

TEST(Faults, ASuspectThatEndsWellIsClearedAndBackAmongTheOthers) {
  Harness harness;
  const auto channel = harness.channel();
  Neighbour innocent(harness, "hang", "innocent");
  ::kill(harness.worker_pid(), SIGKILL);
  EXPECT_THAT(innocent.end().status.error().message, HasSubstr("suspect"));
  const auto again = harness.channel("acme/neighbour");
  const auto pid = [&] {
    MemorySink sink;
    EXPECT_TRUE(again->pull(stream("pid"), sink, within(Millis(20000), "innocent")).status);
    return sink.said();
  };
  const auto alone = pid(), among_others = pid();
  EXPECT_NE(alone, among_others);
  EXPECT_EQ(among_others, std::to_string(harness.worker_pid()));
}

TEST(Faults, AHangIsKilledAfterItsGraceAndStruckAlone) {
  Harness harness;
  const auto channel = harness.channel();
  Neighbour neighbour(harness, "wait");  // the worker runs from here on
  EXPECT_THAT(ask(*channel, "hang", "", Millis(300)),
              AllOf(StartsWith("INTERNAL: "), HasSubstr("did not end after its deadline")));
  EXPECT_EQ(neighbour.end().status.error().code, FW_E_CANCELLED);
  EXPECT_EQ(ask(*channel, "state", "get k"), "");
}

void long_graces(SupervisorOptions& options) { options.cancel_grace = options.kill_grace = std::chrono::seconds(20); }

TEST(Faults, ACallThatWaitsBehindAHangIsNotBlamedForIt) {
  Harness harness(false, long_graces);
  Neighbour hanging(harness, "hang", "hanging");
  const auto started = std::chrono::steady_clock::now();
  const auto waited =
      ask(*harness.channel("acme/neighbour"), "clock", "", Millis(200));  // the same instance, so the same strand
  EXPECT_THAT(waited, HasSubstr("UNAVAILABLE: it did not end within its deadline"));
  EXPECT_LT(std::chrono::steady_clock::now() - started, Millis(10000));
  EXPECT_EQ(harness.supervisor->workers().at(0).restarts, 0);  // nor is the hang killed before its own time
  harness.supervisor->stop(Millis(0));
  hanging.end();
}

TEST(Faults, ACallThatHadNotBegunRunsAgainInTheNextWorker) {
  Harness harness;
  Neighbour first(harness, "wait");
  const auto same = harness.channel("acme/neighbour");
  auto behind = std::async(std::launch::async, [&] {
    return same->push({{{"order/1", "a", "ok"}, false}}, within(Millis(20000)));
  });
  EXPECT_THAT(ask(*harness.channel(), "crash", "segv"), StartsWith("INTERNAL"));
  EXPECT_EQ(first.end().status.error().code, FW_E_CANCELLED);
  EXPECT_EQ(behind.get().results.at(0).remote_id, "id-a");
}

TEST(Faults, AHangingDecideAnswersItsCallerAtTheDeadline) {
  Harness harness(false, [](SupervisorOptions& options) { options.kill_grace = Millis(3000); });
  const auto channel = harness.channel();
  ask(*channel, "clock");
  const auto started = std::chrono::steady_clock::now();
  const auto answer = channel->decide("account/1", {"\"hang\""}, within(Millis(300)));
  EXPECT_LT(std::chrono::steady_clock::now() - started, Millis(3000));  // not after the graces
  EXPECT_THAT(text(answer.at(0)), HasSubstr("UNAVAILABLE: it did not end within its deadline"));
  EXPECT_EQ(text(channel->decide("account/1", {"\"a\""}, within(Millis(10000))).at(0)),
            "\"a\"");  // after the kill, in a new worker
}

TEST(Faults, ADecideIsAskedAgainWhenANeighbourCrashed) {
  Harness harness;
  const auto policy = harness.channel("", "control");
  const auto other = harness.channel();
  std::atomic<bool> over{false};
  int wrong = 0;
  std::thread asking([&] {
    while (!over) wrong += text(policy->decide("account/1", {"\"a\""}, within(Millis(10000))).at(0)) == "\"a\"" ? 0 : 1;
  });
  for (int i = 0; i < 5; ++i) EXPECT_THAT(ask(*other, "crash", "segv"), StartsWith("INTERNAL: "));
  over = true;
  asking.join();
  EXPECT_EQ(wrong, 0);
}

TEST(Faults, CancellingEndsAWaitingCallAtOnce) {
  for (const bool in_process : {false, true}) {
    Harness harness(in_process);
    std::atomic<bool> cancel{false};
    auto options = within(Millis(60000));
    options.cancel = &cancel;
    MemorySink sink;
    sink.on_progress = [&] { cancel = true; };
    const auto end = harness.channel()->pull(stream("wait"), sink, options);
    EXPECT_EQ(end.status.error().code, FW_E_CANCELLED);
  }
}

TEST(Faults, ServicesEndForACallThatIgnoresItsCancellation) {
  Harness harness;
  ask(*harness.channel(), "clock");
  EXPECT_THAT(ask(*harness.channel(), "stubborn", "", Millis(300)),
              HasSubstr("UNAVAILABLE: it did not end within its deadline"));
  EXPECT_EQ(harness.supervisor->workers().at(0).restarts, 0);
}

TEST(Faults, APushThatCrashesKeepsTheResultsThatCameBefore) {
  Harness harness;
  const auto item = [](std::string key, std::string body) {
    return PushItem{{"order/1", std::move(key), std::move(body)}, false};
  };
  const auto end = harness.channel()->push({item("a", "ok"), item("b", "abort"), item("c", "ok")}, within(Millis(20000)));
  EXPECT_EQ(end.end.status.error().code, FW_E_INTERNAL);
  ASSERT_EQ(end.results.size(), 3u);
  EXPECT_EQ(end.results[0].remote_id, "id-a");
  EXPECT_EQ(end.results[1].status.error().message, "outcome unknown");
  EXPECT_EQ(end.results[2].status.error().message, "outcome unknown");
}

TEST(Faults, StoppingCancelsWhatIsInHandAndLeavesNoProcess) {
  Harness harness;
  Neighbour polite(harness, "wait");
  const auto pid = harness.worker_pid();
  harness.supervisor->stop(Millis(5000));
  EXPECT_EQ(polite.end().status.error().code, FW_E_CANCELLED);
  EXPECT_EQ(::kill(pid, 0), -1);
  EXPECT_EQ(ask(*harness.channel(), "clock"), "CANCELLED: the host is stopping");
}

TEST(Faults, StoppingKillsAWorkerThatHangs) {
  Harness harness;
  Neighbour hanging(harness, "hang");
  const auto pid = harness.worker_pid();
  harness.supervisor->stop(Millis(100));
  EXPECT_EQ(hanging.end().status.error().code, FW_E_CANCELLED);
  EXPECT_EQ(::kill(pid, 0), -1);
}

TEST(Faults, AWorkerThatNeverStartsIsTriedAgainLaterAndLater) {
  Harness harness(false, [](SupervisorOptions& options) { options.executable = "/bin/false"; });
  const auto channel = harness.channel();
  MemorySink sink;
  const auto end = channel->pull(stream("clock"), sink, within(Millis(10000)));
  EXPECT_EQ(end.status.error().code, FW_E_UNAVAILABLE);
  EXPECT_THAT(end.status.error().message, HasSubstr("does not start"));
  EXPECT_GT(end.status.error().retry_after, Millis(0));
  EXPECT_LE(end.status.error().retry_after, Millis(1000));
  EXPECT_EQ(harness.supervisor->workers().at(0).state, "backoff");
}

TEST(Faults, AFileThatWasReplacedByOneThatCannotBeLoadedIsRefusedInWords) {
  Harness harness(false, [](SupervisorOptions& options) { options.catalogue.plugins.at("odd").path = kBad / "future.so"; });
  EXPECT_THAT(ask(*harness.channel(), "clock"), HasSubstr("built for plugin ABI 9."));
  EXPECT_EQ(harness.supervisor->workers().at(0).state, "refused");
}

TEST(Faults, APluginThatIsNotThereIsAConfigurationError) {
  Harness harness;
  auto spec = harness.spec();
  spec.plugin = "nowhere";
  EXPECT_EQ(ask(*harness.supervisor->channel(spec), "clock"), "CONFIG: there is no plugin named nowhere");
}

// The host is SIGKILLed: its worker must not outlive it. A child plays the host.
TEST(Faults, NoWorkerOutlivesAHostThatIsKilled) {
  std::array<int, 2> ends{};
  ASSERT_EQ(::pipe(ends.data()), 0);
  auto pattern = (std::filesystem::temp_directory_path() / "fairway-killed-XXXXXX").string();
  const std::filesystem::path room = ::mkdtemp(pattern.data());  // who is killed leaves its folder behind
  const pid_t host = ::fork();
  if (host == 0) {
    ::setenv("TMPDIR", room.c_str(), 1);
    Harness harness;
    ask(*harness.channel(), "clock");
    const int pid = harness.worker_pid();
    if (::write(ends[1], &pid, sizeof pid) != sizeof pid) ::_exit(1);
    ::pause();
  }
  int worker = 0;
  ASSERT_EQ(::read(ends[0], &worker, sizeof worker), static_cast<ssize_t>(sizeof worker));
  EXPECT_EQ(::kill(worker, 0), 0);
  ::kill(host, SIGKILL);
  ::waitpid(host, nullptr, 0);
  for (int i = 0; i < 500 && ::kill(worker, 0) == 0; ++i) {
    std::ifstream state(fmt::format("/proc/{}/stat", worker));  // a zombie that nobody reaps here is dead enough
    std::string line;
    std::getline(state, line);
    if (line.find(") Z ") != std::string::npos) break;
    std::this_thread::sleep_for(Millis(10));
    ASSERT_LT(i, 499) << "the worker lives on";
  }
  ::close(ends[0]);
  ::close(ends[1]);
  EXPECT_GT(std::filesystem::remove_all(room), 1u) << "the child's folder was made elsewhere, and stays";
}

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
TEST(Faults, MemoryIsLimitedAndRunningOutOfItIsTheCallsOwnFailure) {
  Harness harness(false, [](SupervisorOptions& options) { options.memory_limit_mb = 700; });
  EXPECT_THAT(ask(*harness.channel(), "allocate"), StartsWith("INTERNAL: "));
  EXPECT_EQ(ask(*harness.channel(), "state", "get k"), "");
}
#endif

}  // namespace
}  // namespace fairway::plugins

// A plugin's version exchanged while it works: real workers, real files. (HST-3)
#include <fstream>
#include <future>
#include <thread>

#include "host/plugins/copies.hpp"
#include "support.hpp"

namespace fairway::plugins {
namespace {

namespace fs = std::filesystem;
using testing::AnyOf;
using testing::ElementsAre;
using testing::HasSubstr;

const fs::path kSwap = fs::path(FIXTURE_DIR) / "swap";

bool until(const std::function<bool()>& condition) {
  for (int i = 0; i < 1000 && !condition(); ++i) std::this_thread::sleep_for(Millis(10));
  return condition();
}

// One folder with odd.so in it, whose content tests exchange.
class Swap : public testing::Test {
 protected:
  explicit Swap(Millis drain = std::chrono::minutes(5), Millis probation = std::chrono::minutes(5))
      : folder_(make_folder()), copies_(folder_ / "copies") {
    put(kGood / "odd.so");
    harness_ = std::make_unique<Harness>(false, [&](SupervisorOptions& options) {
      options.catalogue = found();
      options.drain = drain;
      options.probation = probation;
      options.returned = [this](const PluginFile&, const PluginFile& back, const std::string& why) {
        std::scoped_lock lock(mutex_);
        returns_.push_back(back.description.version + ": " + why);
      };
    });
  }
  ~Swap() override {
    harness_.reset();
    fs::remove_all(folder_);
  }

  fs::path file() const { return folder_ / "plugins" / "odd.so"; }
  void put(const fs::path& from) const {
    fs::create_directories(file().parent_path());
    fs::copy_file(from, file().string() + ".new", fs::copy_options::overwrite_existing);
    fs::rename(file().string() + ".new", file());
  }
  Catalogue found() const { return discover({file().parent_path()}, WORKER, &copies_); }
  // The file's content becomes that of a fixture, and is swapped in.
  Status swap(
      const std::string& fixture, const Supervisor::Judge& judge = [](Supervisor&) { return Status(); }) {
    put(kSwap / (fixture + ".so"));
    const auto catalogue = found();
    const auto* odd = catalogue.find("odd");
    if (!odd) return fail(FW_E_UNSUPPORTED, catalogue.refused.empty() ? "nothing" : catalogue.refused.begin()->second);
    return supervisor().swap(*odd, judge);
  }
  Supervisor& supervisor() const { return *harness_->supervisor; }
  std::string version(const std::string& scope = "acme/main") const { return ask(*harness_->channel(scope), "version"); }
  std::vector<std::string> states() const {
    std::vector<std::string> out;
    for (const auto& worker : supervisor().workers())
      out.push_back(fmt::format("{} {} {}", worker.generation, worker.version, worker.state));
    return out;
  }
  // A call on its own thread, begun in the worker when this returns.
  std::future<std::string> begin(const std::string& name, const std::string& params,
                                 const std::string& scope = "acme/main") {
    auto begun = std::make_shared<std::promise<void>>();
    auto inside = begun->get_future();
    auto end = std::async(std::launch::async, [=, channel = harness_->channel(scope)] {
      MemorySink sink;
      bool told = false;
      sink.on_progress = [&] {
        if (!std::exchange(told, true)) begun->set_value();
      };
      const auto ended = channel->pull(stream(name, params), sink, within(std::chrono::seconds(20)));
      return ended.status ? sink.said() : text(fail(ended.status.error()));
    });
    inside.wait();
    return end;
  }
  std::string gate() const { return (folder_ / "open").string(); }  // what the stream of that name waits for
  void open_gate() const { std::ofstream(gate()) << "go on\n"; }
  std::string returned() {
    std::scoped_lock lock(mutex_);
    return returns_.empty() ? "" : returns_.front();
  }

  std::unique_ptr<Harness> harness_;

 private:
  static fs::path make_folder() {
    auto pattern = (fs::temp_directory_path() / "fairway-swap-XXXXXX").string();
    return ::mkdtemp(pattern.data());
  }
  const fs::path folder_;

 protected:
  const Copies copies_;

 private:
  std::mutex mutex_;
  std::vector<std::string> returns_;
};

// Drain and probation that a test can wait for.
class HurriedSwap : public Swap {
 protected:
  HurriedSwap() : Swap(Millis(400), Millis(600)) {}
};

TEST_F(Swap, NewCallsGoToTheNewVersionAndTheOldOneEnds) {
  EXPECT_EQ(version(), "1.2.3");
  const int old = harness_->worker_pid();
  ASSERT_TRUE(swap("two"));
  EXPECT_EQ(version(), "2.0.0");
  EXPECT_THAT(states(), ElementsAre("2 2.0.0 running", "1 1.2.3 standby"));
  ASSERT_TRUE(swap("three"));
  EXPECT_THAT(states(), ElementsAre("3 3.0.0 running", "2 2.0.0 standby"));
  EXPECT_NE(::kill(old, 0), 0);
  EXPECT_EQ(version(), "3.0.0");
}

TEST_F(Swap, ACallInHandEndsWhereItBeganAndTheNextOfItsInstanceWaitsForIt) {
  auto in_hand = begin("gate", gate());
  ASSERT_TRUE(swap("two"));
  EXPECT_THAT(states(), ElementsAre("2 2.0.0 running", "1 1.2.3 draining"));
  EXPECT_EQ(version("acme/other"), "2.0.0");                          // another instance does not wait
  EXPECT_THAT(ask(*harness_->channel(), "version", "", Millis(100)),  // the same one does, as long as it may
              HasSubstr("UNAVAILABLE: a call of the plugin's version before had not ended"));
  auto next = std::async(std::launch::async, [this] { return version(); });
  open_gate();
  EXPECT_EQ(in_hand.get(), "1.2.3");
  EXPECT_EQ(next.get(), "2.0.0");
}

TEST_F(HurriedSwap, WhatDoesNotEndInTimeIsCancelledSoThatItsJobComesAgain) {
  auto polite = begin("wait", "", "acme/polite");
  auto deaf = begin("hang", "", "acme/deaf");
  ASSERT_TRUE(swap("two"));
  EXPECT_THAT(polite.get(), HasSubstr("CANCELLED"));
  EXPECT_THAT(deaf.get(), HasSubstr("CANCELLED"));  // not the plugin's fault: no strike
  EXPECT_EQ(version("acme/deaf"), "2.0.0");
}

TEST_F(Swap, CallsUnderLoadAreNeitherLostNorDoubledAndKeepTheirOrder) {
  constexpr std::size_t kInstances = 8;
  std::atomic<bool> over{false};
  std::vector<std::vector<std::string>> answers(kInstances);
  std::mutex mutex;  // of the answers
  std::vector<std::thread> callers;
  for (std::size_t i = 0; i < kInstances; ++i)
    callers.emplace_back([&, i] {
      const auto channel = harness_->channel(fmt::format("acme/{}", i));
      while (!over) {
        auto answer = ask(*channel, "slow", "3");
        std::scoped_lock lock(mutex);
        answers[i].push_back(std::move(answer));
      }
    });
  const auto all_answered_by = [&](const std::string& version) {
    return until([&] {
      std::scoped_lock lock(mutex);
      return std::all_of(answers.begin(), answers.end(),
                         [&](const auto& mine) { return !mine.empty() && mine.back() == version; });
    });
  };
  EXPECT_TRUE(all_answered_by("1.2.3"));
  EXPECT_TRUE(swap("two"));
  EXPECT_TRUE(all_answered_by("2.0.0"));
  EXPECT_TRUE(swap("three"));
  EXPECT_TRUE(all_answered_by("3.0.0"));
  over = true;
  for (auto& caller : callers) caller.join();
  for (auto& mine : answers) {
    for (const auto& answer : mine) EXPECT_THAT(answer, AnyOf("1.2.3", "2.0.0", "3.0.0"));
    EXPECT_TRUE(std::is_sorted(mine.begin(), mine.end()));  // never back to the old one
    mine.erase(std::unique(mine.begin(), mine.end()), mine.end());
    EXPECT_THAT(mine, ElementsAre("1.2.3", "2.0.0", "3.0.0"));
  }
}

TEST_F(Swap, AVersionThatRefusesTheConfigurationIsNotUsed) {
  EXPECT_EQ(version(), "1.2.3");
  const auto judge = [](Supervisor& with) -> Status {
    const auto findings = with.validate("odd", json::object());
    return findings.empty() ? Status() : Status(fail(findings.front()));
  };
  const auto swapped = swap("wants-more", judge);
  ASSERT_FALSE(swapped);
  EXPECT_EQ(swapped.error().message, "region is needed now");
  EXPECT_EQ(version(), "1.2.3");
  EXPECT_EQ(supervisor().workers().size(), 1u);
  EXPECT_THAT(supervisor().workers().at(0).swap_error, HasSubstr("2.1.0: region is needed now"));
  EXPECT_THAT(harness_->log(), HasSubstr("the new version is not used: region is needed now"));
  EXPECT_TRUE(swap("two", judge));
  EXPECT_EQ(supervisor().workers().at(0).swap_error, "");
}

TEST_F(Swap, AVersionThatDiesAtItsStartIsNotUsed) {
  const int before = (version(), harness_->worker_pid());
  const auto swapped = swap("crashes-at-start");
  ASSERT_FALSE(swapped);
  EXPECT_THAT(swapped.error().message, HasSubstr("does not start"));
  EXPECT_EQ(version(), "1.2.3");
  EXPECT_EQ(harness_->worker_pid(), before);
}

TEST_F(Swap, AVersionThatDiesAtItsFirstCallGivesWayToTheOldOneAndNoCallIsBlamed) {
  EXPECT_EQ(version(), "1.2.3");
  ASSERT_TRUE(swap("crashes-at-call"));
  EXPECT_THAT(version(), HasSubstr("CANCELLED"));  // its job comes again
  EXPECT_EQ(version(), "1.2.3");
  EXPECT_THAT(returned(), HasSubstr("1.2.3: odd 2.3.0"));
  EXPECT_THAT(supervisor().workers().at(0).swap_error, HasSubstr("within its probation: its worker ended with"));
  EXPECT_TRUE(until([&] { return states() == std::vector<std::string>{"1 1.2.3 running"}; }));
  EXPECT_TRUE(swap("two"));  // and a good one is welcome
  EXPECT_EQ(version(), "2.0.0");
}

TEST_F(HurriedSwap, ACrashAfterItsProbationIsAnOrdinaryOne) {
  ASSERT_TRUE(swap("two"));
  ASSERT_TRUE(until([&] { return states().size() == 1; }));
  EXPECT_THAT(ask(*harness_->channel(), "crash", "segv"), HasSubstr("INTERNAL"));
  EXPECT_EQ(version(), "2.0.0");
  EXPECT_EQ(returned(), "");
}

TEST_F(Swap, AFurtherSwapWaitsUntilTheLastHasDrained) {
  auto in_hand = begin("gate", gate());
  ASSERT_TRUE(swap("two"));
  auto further = std::async(std::launch::async, [this] { return swap("three"); });
  EXPECT_EQ(further.wait_for(Millis(300)), std::future_status::timeout);  // nothing but the gate ends it
  open_gate();
  EXPECT_EQ(in_hand.get(), "1.2.3");
  ASSERT_TRUE(further.get());
  EXPECT_THAT(states(), ElementsAre("3 3.0.0 running", testing::StartsWith("2 2.0.0")));
  EXPECT_EQ(version(), "3.0.0");
}

TEST_F(Swap, FilesThatAreNoPluginAreNeverTried) {
  const auto why = [&] { return found().refused.at(file().string()); };
  std::ofstream(file(), std::ios::trunc) << "no ELF at all\n";
  EXPECT_THAT(why(), AllOf(HasSubstr(file().string()), HasSubstr("cannot be loaded")));
  put(kSwap / "two.so");
  fs::resize_file(file(), fs::file_size(file()) / 10);
  EXPECT_THAT(why(), testing::Not(""));
  put(kSwap / "other-abi.so");
  EXPECT_THAT(why(), HasSubstr("built for plugin ABI 9."));
  EXPECT_EQ(version(), "1.2.3");  // from its copy
}

TEST_F(Swap, TheHostStopsInTheMiddleOfASwap) {
  auto in_hand = begin("wait", "");
  ASSERT_TRUE(swap("two"));
  supervisor().stop(Millis(1000));
  EXPECT_THAT(in_hand.get(), HasSubstr("CANCELLED"));
}

}  // namespace
}  // namespace fairway::plugins

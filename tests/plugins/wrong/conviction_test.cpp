// `fairway plugin check` convicts each wrong plugin by the test that wrong.def names, and acquits the sound one. (SDK-3)
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <mutex>
#include <thread>

#include "faults.hpp"
#include "tests/support/process.hpp"

namespace fairway {
namespace {

testing::Ran check(const std::string& plugin, std::vector<std::string> more) {
  const std::string here = FAIRWAY_PLUGIN_DIR;
  std::vector<std::string> arguments = {"plugin",
                                        "check",
                                        plugin_file(plugin),
                                        "--sample",
                                        here + "/sample.yaml",
                                        "--conversation",
                                        here + "/conversation.jsonl"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  return testing::run(FAIRWAY_BINARY, arguments);
}

// As many at a time as there are cores: some have to be waited for.
template <class F>
void for_each_fault(F&& visit) {
  std::atomic<std::size_t> next{0};
  std::vector<std::thread> workers;
  for (unsigned i = 0; i < std::max(2u, std::thread::hardware_concurrency()); ++i)
    workers.emplace_back([&] {
      for (std::size_t at; (at = next++) < faults().size();) visit(faults()[at]);
    });
  for (auto& worker : workers) worker.join();
}

TEST(Conviction, TheSoundPluginIsAcquitted) {
  const auto verdict = check("sound", {"--level", "pedantic"});
  EXPECT_EQ(verdict.exit, 0) << verdict.out;
}

TEST(Conviction, EachWrongPluginIsConvictedByItsTest) {
  std::mutex mutex;
  std::vector<std::string> acquitted;
  for_each_fault([&](const Fault& fault) {
    const auto verdict = check(fault.name, {"--level", "pedantic", "--test", fault.test});
    if (verdict.exit == 1) return;
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    if (verdict.exit == 2) return;  // what a sanitizer makes of a file hides it
#endif
    std::scoped_lock lock(mutex);
    acquitted.push_back(fault.name + " by " + fault.test + " (" + std::to_string(verdict.exit) + "):\n" + verdict.out);
  });
  EXPECT_THAT(acquitted, ::testing::IsEmpty());
}

}  // namespace
}  // namespace fairway

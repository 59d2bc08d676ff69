// The conformance checker (`fairway plugin check`): holds the file of a plugin against the rules of the boundary, each test in a
// process of its own, so that a crash and a hang are verdicts like others.
#pragma once
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace fairway::conformance {

enum class Level { core, recommended, pedantic };
enum class Verdict { passed, failed, crashed, hung, skipped };

const char* text(Level level);
const char* text(Verdict verdict);
inline bool convicts(Verdict verdict) {
  return verdict == Verdict::failed || verdict == Verdict::crashed || verdict == Verdict::hung;
}

struct Options {
  std::filesystem::path plugin;        // the file
  std::filesystem::path sample;        // a piece of configuration that names it; empty: beside the file, else none
  std::filesystem::path conversation;  // what its remote answers; empty: beside the file, else none
  std::filesystem::path against;       // an older version of it; empty: none
  Level level = Level::recommended;
  std::string only;                   // one test by its id; empty: all of the level
  std::uint64_t seed = 1;             // of what is made up
  bool in_process = false;            // no process for a test: for a debugger
  std::chrono::seconds patience{10};  // with one test
};

struct Finding {
  std::string test;
  Level level = Level::core;
  std::string demands;  // one sentence
  Verdict verdict = Verdict::passed;
  std::string seen;    // what was seen, where it is no pass
  std::string advice;  // of a conviction: what an author does about it
  std::chrono::milliseconds took{0};
};

struct TestInfo {
  std::string id;
  Level level = Level::core;
  std::string demands;
};
std::vector<TestInfo> all_tests();

// Runs the tests that the options ask for, in their order; `each` as soon as one has ended. Empty where no test has that id. Call it
// while the process has one thread: it forks.
std::vector<Finding> check(const Options& options, const std::function<void(const Finding&)>& each = {});

// 0: sound, 1: convicted, 2: could not judge, for nothing was tried.
int exit_code(const std::vector<Finding>& findings);

std::string as_json(const Options& options, const std::vector<Finding>& findings);
std::string as_junit(const Options& options, const std::vector<Finding>& findings);

}  // namespace fairway::conformance

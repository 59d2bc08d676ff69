#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstring>

#include "against.hpp"
#include "subject.hpp"

namespace fairway::conformance {
namespace {

struct Told {
  std::string verdict, seen;
};
BOOST_DESCRIBE_STRUCT(Told, (), (verdict, seen))

Told run_here(const Test& test, const Options& options) {
  try {
    Subject subject(options);
    test.run(subject);
    return {"passed", ""};
  } catch (const Convicted& why) { return {"failed", why.what()}; } catch (const Skipped& why) {
    return {"skipped", why.what()};
  } catch (const std::exception& error) {
    return {"failed", std::string("an exception came out of it: ") + error.what()};
  } catch (...) { return {"failed", "something that is no std::exception came out of it"}; }
}

Verdict verdict_of(const std::string& word) {
  if (word == "passed") return Verdict::passed;
  return word == "skipped" ? Verdict::skipped : Verdict::failed;
}

// In the child: what the plugin prints is not ours, and no core holds what it had in memory.
[[noreturn]] void be_child(const Test& test, const Options& options, int out) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  const int nothing = ::open("/dev/null", O_RDWR | O_CLOEXEC);
  ::dup2(nothing, STDIN_FILENO), ::dup2(nothing, STDOUT_FILENO), ::dup2(nothing, STDERR_FILENO);
  const auto text = to_json(run_here(test, options));
  for (std::size_t at = 0; at < text.size();) {
    const auto n = ::write(out, text.data() + at, text.size() - at);
    if (n <= 0) break;
    at += static_cast<std::size_t>(n);
  }
  ::_exit(0);  // destructors of a plugin's statics are no business of this test
}

// Reads to the end of the stream; false where the time is over first.
bool read_all(int fd, std::string& text, std::chrono::seconds patience) {
  const auto until = std::chrono::steady_clock::now() + patience;
  std::array<char, 4096> buffer;
  while (true) {
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(until - std::chrono::steady_clock::now()).count();
    pollfd state{fd, POLLIN, 0};
    if (left <= 0 || ::poll(&state, 1, static_cast<int>(left)) == 0) return false;
    const auto n = ::read(fd, buffer.data(), buffer.size());
    if (n <= 0) return n == 0;
    text.append(buffer.data(), static_cast<std::size_t>(n));
  }
}

Told run_apart(const Test& test, const Options& options) {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return {"skipped", "no pipe could be made"};
  const int child = ::fork();
  if (child == 0) {
    ::close(ends[0]);
    be_child(test, options, ends[1]);
  }
  ::close(ends[1]);
  if (child < 0) return ::close(ends[0]), Told{"skipped", "no process could be made"};
  std::string text;
  const bool ended = read_all(ends[0], text, options.patience);
  ::close(ends[0]);
  if (!ended) ::kill(child, SIGKILL);
  int status = 0;
  ::waitpid(child, &status, 0);
  if (!ended) return {"hung", "it did not return within " + std::to_string(options.patience.count()) + " s"};
  if (WIFSIGNALED(status)) return {"crashed", std::string("the process ended with ") + ::strsignal(WTERMSIG(status))};
  Told told;
  JsonError error;
  if (!read_json(text, told, error) || told.verdict.empty()) return {"crashed", "the process ended by itself"};
  return told;
}

Finding judge(const Test& test, const Options& options) {
  Finding finding{test.id, test.level, test.demands, Verdict::passed, {}, {}, {}};
  const auto from = std::chrono::steady_clock::now();
  const auto told = options.in_process ? run_here(test, options) : run_apart(test, options);
  finding.took = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - from);
  finding.verdict = told.verdict == "hung"      ? Verdict::hung
                    : told.verdict == "crashed" ? Verdict::crashed
                                                : verdict_of(told.verdict);
  finding.seen = told.seen;
  if (convicts(finding.verdict)) finding.advice = test.advice;
  return finding;
}

}  // namespace

const char* text(Level level) {
  return level == Level::core ? "core" : level == Level::recommended ? "recommended" : "pedantic";
}
const char* text(Verdict verdict) {
  switch (verdict) {
    case Verdict::passed: return "passed";
    case Verdict::failed: return "failed";
    case Verdict::crashed: return "crashed";
    case Verdict::hung: return "hung";
    default: return "skipped";
  }
}

const std::vector<Test>& tests() {
  static const std::vector<Test> all = [] {
    std::vector<Test> made;
    for (auto* add : {add_file_tests, add_settings_tests, add_life_tests, add_pull_tests, add_push_tests, add_care_tests})
      add(made);
    std::stable_sort(made.begin(), made.end(), [](const auto& a, const auto& b) { return a.level < b.level; });
    return made;
  }();
  return all;
}

std::vector<TestInfo> all_tests() {
  std::vector<TestInfo> all;
  for (const auto& test : tests()) all.push_back({test.id, test.level, test.demands});
  return all;
}

std::vector<Finding> check(const Options& options, const std::function<void(const Finding&)>& each) {
  std::vector<Finding> findings;
  const auto run = [&](const Test& test) {
    if (options.only.empty() ? test.level > options.level : options.only != test.id) return;
    findings.push_back(judge(test, options));
    if (each) each(findings.back());
  };
  for (const auto& test : tests()) run(test);
  if (!options.against.empty()) run(against_test());
  return findings;
}

int exit_code(const std::vector<Finding>& findings) {
  const auto any = [&](auto&& holds) { return std::any_of(findings.begin(), findings.end(), holds); };
  if (any([](const Finding& one) { return convicts(one.verdict); })) return 1;
  return any([](const Finding& one) { return one.verdict == Verdict::passed; }) ? 0 : 2;
}

}  // namespace fairway::conformance

// `fairway test`: the tests that stand beside the accounts, run against their configuration.
#include <fstream>

#include "host/cli/command.hpp"
#include "host/engine/check.hpp"
#include "host/engine/try_cases.hpp"
#include "host/storage/secrets.hpp"

namespace fairway::cli {
namespace {

using engine::CaseResult;

std::string at(const config::Place& place) {
  return place.line > 0 ? fmt::format("  ({}:{})", place.file, place.line) : std::string();
}

std::string words(const CaseResult& result) {
  std::string out;
  for (const auto& one : result.differences)
    out += fmt::format("  {}: expected {}{}\n  {:>{}}  actual {}{}\n", one.what, one.expected, at(one.expected_at), "",
                       one.what.size(), one.actual, at(one.decided_at));
  if (!result.passed() && !result.reason.empty()) out += fmt::format("  {}\n", result.reason);
  return out;
}

json::value place_json(const config::Place& place) {
  if (place.line == 0) return nullptr;
  return json::object{{"file", place.file}, {"line", place.line}};
}

json::value results_json(const std::vector<CaseResult>& results) {
  json::array tests;
  std::size_t failed = 0;
  for (const auto& result : results) {
    json::array differences;
    for (const auto& one : result.differences)
      differences.push_back(json::object{{"what", one.what},
                                         {"expected", one.expected},
                                         {"actual", one.actual},
                                         {"expected_at", place_json(one.expected_at)},
                                         {"decided_at", place_json(one.decided_at)}});
    failed += result.passed() ? 0 : 1;
    tests.push_back(json::object{{"name", result.of->name},
                                 {"account", result.of->account},
                                 {"file", result.of->file},
                                 {"line", result.of->place.line},
                                 {"passed", result.passed()},
                                 {"reason", result.reason},
                                 {"differences", std::move(differences)}});
  }
  return json::object{{"tests", std::move(tests)}, {"passed", results.size() - failed}, {"failed", failed}};
}

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      default: out += c;
    }
  return out;
}

// The form that build servers read: one suite, a file as the class.
std::string junit(const std::vector<CaseResult>& results) {
  const auto failed = std::count_if(results.begin(), results.end(), [](const auto& r) { return !r.passed(); });
  auto out =
      fmt::format("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuite name=\"fairway\" tests=\"{}\" failures=\"{}\">\n",
                  results.size(), failed);
  for (const auto& result : results) {
    out += fmt::format("  <testcase classname=\"{}\" name=\"{}\"", escaped(result.of->file), escaped(result.of->name));
    out +=
        result.passed() ? std::string("/>\n") : fmt::format("><failure>{}</failure></testcase>\n", escaped(words(result)));
  }
  return out + "</testsuite>\n";
}

struct TestArguments {
  std::vector<std::string> names;
  std::string junit;
  bool no_secrets = false;
};

void print(const std::vector<CaseResult>& results) {
  std::size_t failed = 0;
  for (const auto& result : results) {
    if (result.passed()) continue;
    ++failed;
    fmt::print("{}:{}: {}: {}\n{}", result.of->file, result.of->place.line, result.of->account, result.of->name,
               words(result));
  }
  fmt::print("{} passed, {} failed\n", results.size() - failed, failed);
}

int test(const Shared& shared, const TestArguments& a) {
  engine::CheckOptions options;
  options.executable = shared.executable;
  options.load.secrets_required = !a.no_secrets;
  options.load.sealed = storage::secret_reader(shared.data);
  std::vector<CaseResult> results;
  options.while_running = [&](const engine::CheckedConfig& checked, plugins::Supervisor& supervisor) {
    results = engine::try_cases(checked.cases, {a.names.begin(), a.names.end()}, checked.snapshot, supervisor);
  };
  const auto checked = engine::check(shared.config, options);
  bool wrong = false;
  for (const auto& finding : checked.snapshot.findings) {
    if (finding.severity != config::Severity::error) continue;
    fmt::print(stderr, "{}\n", finding.text());
    wrong = true;
  }
  if (results.empty() && !wrong) fmt::print(stderr, "no test {}\n", a.names.empty() ? "was found" : "has such a name");
  if (shared.json) fmt::print("{}\n", json::serialize(results_json(results)));
  else print(results);
  if (!a.junit.empty() && !(std::ofstream(a.junit) << junit(results))) {
    fmt::print(stderr, "{} cannot be written\n", a.junit);
    return 2;
  }
  if (wrong || results.empty()) return 2;
  return std::all_of(results.begin(), results.end(), [](const auto& r) { return r.passed(); }) ? 0 : 1;
}

}  // namespace

void add_test(CLI::App& app, Shared& shared) {
  auto* command = app.add_subcommand("test", "Run the configuration's own tests: 0 passed, 1 failed, 2 cannot be run");
  auto a = std::make_shared<TestArguments>();
  take_config(*command, shared);
  command->add_option("--data", shared.data, "Data folder, for ${sealed:NAME}; it is only read")->capture_default_str();
  command->add_option("name", a->names, "Only tests of these names, files (tests/acme.yaml) or accounts");
  command->add_flag("--json", shared.json, "As JSON: {tests, passed, failed}");
  command->add_option("--junit", a->junit, "Write a JUnit report to this file");
  command->add_flag("--no-secrets", a->no_secrets, "An unset ${env:} or a missing ${file:} is only a warning");
  command->callback([&shared, a] { shared.exit = test(shared, *a); });
}

}  // namespace fairway::cli

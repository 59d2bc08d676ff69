// `fairway plugin check`: is this file a plugin that a host can trust?
#include <fstream>

#include "host/cli/client.hpp"
#include "sdk/testing/conformance/conformance.hpp"

namespace fairway::cli {
namespace {

using conformance::Finding;
using conformance::Level;

const std::map<std::string, Level> kCheckLevels{
    {"core", Level::core}, {"recommended", Level::recommended}, {"pedantic", Level::pedantic}};

struct CheckArguments {
  conformance::Options options;
  std::string junit;
  bool list = false;
};

void print_finding(const Finding& one) {
  const bool guilty = conformance::convicts(one.verdict);
  fmt::print("{:<8} {:<28} {}\n", conformance::text(one.verdict), one.test, one.demands);
  if (!one.seen.empty()) fmt::print("         {}{}\n", guilty ? "seen: " : "", one.seen);
  if (guilty) fmt::print("         {}\n         again: --test {}\n", one.advice, one.test);
  std::fflush(stdout);
}

void print_sum(const conformance::Options& options, const std::vector<Finding>& findings) {
  const auto count = [&](auto&& holds) { return std::count_if(findings.begin(), findings.end(), holds); };
  const auto guilty = count([](const Finding& one) { return conformance::convicts(one.verdict); });
  const auto skipped = count([](const Finding& one) { return one.verdict == conformance::Verdict::skipped; });
  fmt::print("{} of {} tests passed, {} convict, {} were skipped; seed {}\n",
             findings.size() - static_cast<std::size_t>(guilty + skipped), findings.size(), guilty, skipped, options.seed);
}

int list_tests() {
  std::vector<std::vector<std::string>> rows;
  for (const auto& test : conformance::all_tests()) rows.push_back({test.id, conformance::text(test.level), test.demands});
  print_table({"TEST", "LEVEL", "DEMANDS"}, rows);
  return 0;
}

int check_plugin(const Shared& shared, CheckArguments a) {
  if (a.list) return list_tests();
  if (a.options.plugin.empty()) return fmt::print(stderr, "which file? fairway plugin check NAME.so\n"), 2;
  const auto known = conformance::all_tests();
  if (!a.options.only.empty() &&
      std::none_of(known.begin(), known.end(), [&](const auto& one) { return one.id == a.options.only; }))
    return fmt::print(stderr, "there is no test {}; --list names them\n", a.options.only), 2;
  for (const auto& file : {a.options.plugin, a.options.sample, a.options.conversation, a.options.against})
    if (!file.empty() && !std::filesystem::is_regular_file(file))
      return fmt::print(stderr, "there is no file {}\n", file.string()), 2;
  const auto findings = conformance::check(a.options, [&](const Finding& one) {
    if (!shared.json) print_finding(one);
  });
  if (shared.json) fmt::print("{}\n", conformance::as_json(a.options, findings));
  else print_sum(a.options, findings);
  if (!a.junit.empty() && !(std::ofstream(a.junit) << conformance::as_junit(a.options, findings)).flush())
    return fmt::print(stderr, "{} cannot be written\n", a.junit), 2;
  return conformance::exit_code(findings);
}

}  // namespace

void add_plugin_check(CLI::App& plugins, Shared& shared) {
  auto* check = plugins.add_subcommand("check",
                                       "Hold a plugin's file against the rules, each test in a process of its own. Ends 0: "
                                       "sound, 1: convicted, 2: not judged");
  auto a = std::make_shared<CheckArguments>();
  check->add_option("file", a->options.plugin, "NAME.so");
  check->add_option("--level", a->options.level, "core, recommended or pedantic")
      ->transform(CLI::CheckedTransformer(kCheckLevels, CLI::ignore_case))
      ->default_str("recommended");
  check->add_option("--test", a->options.only, "One test alone, by its id");
  check->add_option("--sample", a->options.sample,
                    "A piece of configuration that names it; else NAME.sample.yaml beside the file");
  check->add_option("--conversation", a->options.conversation,
                    "What its remote answers, as --record writes it; else NAME.conversation.jsonl beside the file");
  check->add_option("--against", a->options.against,
                    "An older version: is what was configured with it configured with this one?");
  check->add_option("--seed", a->options.seed, "Of what is made up")->capture_default_str();
  check->add_flag("--in-process", a->options.in_process, "No process for a test, for a debugger; with --test");
  check->add_flag("--json", shared.json, "The report as JSON");
  check->add_option("--junit", a->junit, "The report as JUnit XML, into this file");
  check->add_flag("--list", a->list, "The tests, with what each demands");
  check->callback([&shared, a] { shared.exit = check_plugin(shared, *a); });
}

}  // namespace fairway::cli

#include "conformance.hpp"
#include "fairway/json.hpp"

namespace fairway::conformance {
namespace {

struct Line {
  std::string test, level, demands, verdict, seen, advice;
  std::int64_t took_ms = 0;
};
BOOST_DESCRIBE_STRUCT(Line, (), (test, level, demands, verdict, seen, advice, took_ms))

struct Report {
  std::string plugin, verdict;
  std::int64_t seed = 0;
  std::vector<Line> tests;
};
BOOST_DESCRIBE_STRUCT(Report, (), (plugin, verdict, seed, tests))

std::string xml(const std::string& text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '&': out += "&amp;"; break;
      case '"': out += "&quot;"; break;
      default: out += static_cast<unsigned char>(c) < 0x20 && c != '\n' ? ' ' : c;
    }
  }
  return out;
}

}  // namespace

std::string as_json(const Options& options, const std::vector<Finding>& findings) {
  static constexpr const char* kVerdicts[] = {"sound", "convicted", "not judged"};
  Report report{options.plugin.string(), kVerdicts[exit_code(findings)], static_cast<std::int64_t>(options.seed), {}};
  for (const auto& one : findings)
    report.tests.push_back(
        {one.test, text(one.level), one.demands, text(one.verdict), one.seen, one.advice, one.took.count()});
  return to_json(report);
}

std::string as_junit(const Options& options, const std::vector<Finding>& findings) {
  std::string cases;
  std::size_t failures = 0, skipped = 0;
  for (const auto& one : findings) {
    cases += "  <testcase classname=\"" + std::string(text(one.level)) + "\" name=\"" + xml(one.test) + "\" time=\"" +
             std::to_string(static_cast<double>(one.took.count()) / 1000) + "\">";
    if (convicts(one.verdict)) {
      ++failures;
      cases += "<failure message=\"" + xml(one.seen) + "\" type=\"" + text(one.verdict) + "\">" +
               xml(one.demands + " " + one.advice) + "</failure>";
    } else if (one.verdict == Verdict::skipped) {
      ++skipped;
      cases += "<skipped message=\"" + xml(one.seen) + "\"/>";
    }
    cases += "</testcase>\n";
  }
  return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuite name=\"" + xml(options.plugin.filename().string()) +
         "\" tests=\"" + std::to_string(findings.size()) + "\" failures=\"" + std::to_string(failures) + "\" skipped=\"" +
         std::to_string(skipped) + "\">\n" + cases + "</testsuite>\n";
}

}  // namespace fairway::conformance

#include "host/config/finding.hpp"

#include "host/base/text.hpp"

namespace fairway::config {
namespace {

constexpr std::size_t kLongest = 4000;

const char* name(Severity severity) { return severity == Severity::error ? "error" : "warning"; }

auto order(const Finding& finding) {
  return std::tie(finding.place.file, finding.place.line, finding.place.column, finding.path, finding.message);
}

// The graver first among equals, so that what stays of two is the error.
bool earlier(const Finding& a, const Finding& b) {
  const auto first = order(a) <=> order(b);
  return first != 0 ? first < 0 : a.severity > b.severity;
}

}  // namespace

const Place& place_at(const Places& places, std::string pointer, const Place& otherwise) {
  for (;;) {
    if (const auto found = places.find(pointer); found != places.end()) return found->second;
    const auto cut = pointer.rfind('/');
    if (cut == std::string::npos) return otherwise;
    pointer.resize(cut);
  }
}

std::string Place::text() const { return line == 0 ? file : fmt::format("{}:{}:{}", file, line, column); }

std::string Finding::text() const {
  return fmt::format("{}: {}: {}{}{}", place.text(), name(severity), path, path.empty() ? "" : ": ", message);
}

const Finding* first_error(const Findings& findings) {
  const auto found =
      std::find_if(findings.begin(), findings.end(), [](const Finding& f) { return f.severity == Severity::error; });
  return found == findings.end() ? nullptr : &*found;
}

bool has_errors(const Findings& findings) { return first_error(findings) != nullptr; }

void tidy(Findings& findings) {
  // Names and values of the files stand in paths and messages: one line each, whatever is in them.
  for (auto& finding : findings) {
    finding.path = printable(finding.path, kLongest);
    finding.message = printable(finding.message, kLongest);
  }
  if (!std::is_sorted(findings.begin(), findings.end(), earlier))
    std::stable_sort(findings.begin(), findings.end(), earlier);
  const auto same = [](const Finding& a, const Finding& b) { return order(a) == order(b); };
  findings.erase(std::unique(findings.begin(), findings.end(), same), findings.end());
}

Findings findings_in(const Findings& findings, const std::string& file) {
  Findings mine;
  for (const auto& finding : findings)
    if (!file.empty() && finding.place.file == file) mine.push_back(finding);
  return mine;
}

Findings news_in(const Findings& now, const Findings& before) {
  Findings fresh;
  std::set_difference(now.begin(), now.end(), before.begin(), before.end(), std::back_inserter(fresh), earlier);
  return fresh;
}

json::value findings_json(const Findings& findings) {
  json::array list;
  for (const auto& f : findings)
    list.push_back(json::object{{"severity", name(f.severity)},
                                {"file", f.place.file},
                                {"line", f.place.line},
                                {"column", f.place.column},
                                {"path", f.path},
                                {"message", f.message}});
  return json::object{{"findings", std::move(list)}};
}

}  // namespace fairway::config

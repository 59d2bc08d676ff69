// What is wrong with a configuration, and where: file:line:column, the key's path, what was found and what is allowed.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "host/base/json.hpp"

namespace fairway::config {

// A place in a file, counted from 1. `file` is relative to the configuration folder: "accounts/acme.yaml".
struct Place {
  std::string file;
  int line = 0, column = 0;
  std::string text() const;  // "accounts/acme.yaml:14:7"
  bool operator==(const Place&) const = default;
};

using Places = std::map<std::string, Place>;  // JSON pointer -> where its value is written; a default has no place
// The place of `pointer`, else of the nearest thing around it that has one; `otherwise` where there is none.
const Place& place_at(const Places& places, std::string pointer, const Place& otherwise);

enum class Severity { warning, error };

struct Finding {
  Severity severity = Severity::error;
  Place place;
  std::string path;     // "stores.us-main.orders.evry"
  std::string message;  // "unknown key, did you mean \"every\"?"; never holds a secret
  bool operator==(const Finding&) const = default;
  std::string text() const;  // "accounts/acme.yaml:14:7: error: stores.us-main.orders.evry: unknown key, …"
};

using Findings = std::vector<Finding>;
bool has_errors(const Findings& findings);
const Finding* first_error(const Findings& findings);  // as they are ordered; null: none
// One line each, in order of file and line, each thing said once: a template that ten accounts extend is wrong once.
void tidy(Findings& findings);
Findings findings_in(const Findings& findings, const std::string& file);  // those of one file; none of an empty name
// Of `now` those that were not there `before`; both tidied.
Findings news_in(const Findings& now, const Findings& before);
// {"findings": [{severity, file, line, column, path, message}]}, the answer of `fairway check --json`.
json::value findings_json(const Findings& findings);

}  // namespace fairway::config

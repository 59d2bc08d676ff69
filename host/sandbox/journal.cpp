#include "host/sandbox/journal.hpp"

#include "host/base/text.hpp"

namespace fairway::sandbox {

json::object describe(const Entry& entry) {
  json::object out{{"seq", entry.sequence},    {"at", format_time(entry.at)}, {"side", entry.side}, {"kind", entry.kind},
                   {"account", entry.account}, {"order", entry.order},        {"item", entry.item}};
  for (const auto& [name, value] : entry.detail) out[name] = value;
  return out;
}

json::object describe(const Violation& violation) {
  return {{"seq", violation.sequence},        {"at", format_time(violation.at)}, {"side", violation.side},
          {"operation", violation.operation}, {"source", violation.source},      {"field", violation.field},
          {"message", violation.message}};
}

}  // namespace fairway::sandbox

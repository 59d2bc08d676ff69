// tests/*.yaml: what a warehouse or a seller expects of the configuration, order by order, kept in git beside it.
#pragma once
#include "host/config/load.hpp"

namespace fairway::config {

// One test: this order, given to that account's configuration, shall come to this.
struct Case {
  struct Line {
    std::string sku;
    std::int64_t quantity = 1;
    auto operator<=>(const Line&) const = default;
  };
  std::string file, account, name;  // the name is unique in its file
  Place place;
  // The order. Empty fields are unknown.
  std::string store, method, category, country, weight, value;
  std::vector<Line> lines;
  // What is expected; what is left out may be anything.
  std::optional<std::string> service, warehouse, state;
  std::optional<std::vector<Line>> expected_lines;
  std::map<std::string, Place> places;  // "service", "warehouse", "state", "lines" -> where that is expected
};

// The states that a test may expect: what becomes of a received order before anything is sent.
inline constexpr std::array kCaseStates{"routed", "needs-mapping", "held", "dropped", "observed"};

// Between the warehouses that are expected to share an order, in the order of its lines.
inline constexpr std::string_view kAnd = " + ";
// An expected service or warehouse that says: none.
inline constexpr std::string_view kNowhere = "none";

struct Cases {
  std::vector<Case> cases;  // in the order of the files; none of a file with errors
  Findings findings;
};

// The files that `tests` in fairway.yaml names. Accounts, stores and warehouses must be those of `snapshot`, rejected ones
// aside: of them only the syntax is checked, and their tests are left out.
Cases read_cases(const std::filesystem::path& folder, const Snapshot& snapshot, const LoadOptions& options = {});

}  // namespace fairway::config

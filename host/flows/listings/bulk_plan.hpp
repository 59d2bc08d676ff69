// Whether changes of listings are told one by one or in one submission (the planner of bulk changes).
#pragma once
#include <string>

#include "host/base/catalogue.hpp"
#include "host/base/clock.hpp"

namespace fairway::flows {

// From so many changes asked for at once on, and after so long, in which more of them come, it is asked which way ends sooner.
inline constexpr std::size_t kMany = 50;
inline constexpr Millis kGathered = std::chrono::seconds(10);

// Does the plugin take submissions, and say what became of them?
bool takes_submissions(const Catalogue& catalogue, const std::string& plugin);

struct BulkCase {
  std::int64_t changes = 0;
  double per_second = 0;  // of single calls; 0: no limit is known
  Millis last_took{0};    // of the store's last submission that ended; 0: there was none
};
// A submission takes about as long whatever is in it: as long as the last one, else five minutes.
bool is_bulk_sooner(const BulkCase& of);

// The rate of the operation with which the plugin tells one change.
double rate_of_changes(const Catalogue& catalogue, const std::string& plugin);

}  // namespace fairway::flows

// Faults on demand. Each has its own seeded randomness: whether it strikes the n-th matching request does not depend on
// other faults or on timing.
#pragma once
#include <mutex>
#include <string>
#include <vector>

#include "host/base/clock.hpp"
#include "host/base/json.hpp"
#include "host/sandbox/random.hpp"

namespace fairway::sandbox {

enum class FaultKind {
  error,            // `status` (500 by default) before the effect, or with `after` once it is done
  throttle,         // 429, with Retry-After where `retry_after` is given
  reset_before,     // connection reset, nothing done
  reset_after,      // done, then the connection is reset: the client cannot know
  truncated,        // done; half of the body, then the end
  garbage,          // done; an HTML page in place of the JSON
  slow,             // answered after `delay` of real time
  token_expired,    // the access token is refused as expired
  token_refused,    // the access token is refused for good; at a token endpoint: the grant is
  repeat_page,      // the next-page token leads to this page again
  duplicate_rows,   // rows come twice in a page
  shuffle_rows,     // rows of a page come out of order
  hang_feed,        // a feed stays IN_PROGRESS
  fatal_feed,       // a feed ends FATAL, nothing applied
  hang_report,      // a report stays IN_PROGRESS
  fatal_report,     // a report ends FATAL
  cancel_report,    // a report ends CANCELLED, as one without data does
  drop_package,     // a confirmed package never appears
  drop_listing,     // what is accepted of a listing never shows
  drop_delivery,    // a webhook, or a file, is never sent
  double_delivery,  // a webhook is sent twice with the same id; a file comes again under another name
  forge_delivery,   // a webhook has a wrong signature

  refuse_interchange,  // X12: a TA1 refuses all of a file
  refuse_group,        // a 997 refuses all orders of it
  refuse_set,          // a 997 refuses one order, at `place`
};

struct Fault {
  FaultKind kind = FaultKind::error;
  std::string side = "any";     // amazon, wms, x12, csv, any
  std::string operation = "*";  // searchOrders, createOrder, webhook, … or *
  std::string account{};        // seller id or depositor; empty: any
  double probability = 1;
  std::int64_t count = -1;  // how often it strikes at most; -1: for ever; 1: one-shot
  std::int64_t skip = 0;    // this many matching requests first go unharmed
  int status = 500;
  std::string message = "The service could not answer";  // of an error
  bool after = false;
  std::string place{}, code{};  // of a refusal in X12: "W66-05", and AK403, AK905 or TA105
  Millis delay{0};
  std::optional<std::string> retry_after{};  // as in the header: seconds or an HTTP date
};

Result<Fault> read_fault(const json::value& text);
json::object describe(const Fault& fault);
const char* name_of(FaultKind kind);

// The faults that strike one request.
class Strikes {
 public:
  void add(const Fault& fault) { faults_.push_back(fault); }
  const Fault* find(FaultKind kind) const {
    for (const auto& fault : faults_)
      if (fault.kind == kind) return &fault;
    return nullptr;
  }
  bool has(FaultKind kind) const { return find(kind) != nullptr; }

 private:
  std::vector<Fault> faults_;
};

// Any thread.
class Faults {
 public:
  explicit Faults(std::uint64_t seed) : seed_(seed) {}
  std::uint64_t add(Fault fault);  // its number
  void clear();
  Strikes draw(std::string_view side, std::string_view operation, std::string_view account);
  json::array list() const;  // with how often each struck

 private:
  struct Armed {
    Fault fault;
    std::uint64_t id;
    Random random;
    std::int64_t seen = 0, struck = 0;
  };
  std::uint64_t seed_;
  mutable std::mutex mutex_;
  std::atomic<bool> any_{false};
  std::vector<Armed> armed_;
  std::uint64_t last_ = 0;
};

}  // namespace fairway::sandbox

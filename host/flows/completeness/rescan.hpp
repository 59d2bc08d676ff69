// A window of a store's orders that a person wants to have looked at again.
#pragma once
#include "host/flows/flow.hpp"
#include "host/flows/verbs.hpp"

namespace fairway::flows {

struct RescanRequest {
  std::string account, store;
  Instant from, to;  // of the channel's last change of an order
};

// The window as a row and the job that works on it, which goes the way of the check: what the pull never showed is a finding
// and is taken on. Its id. INVALID: no such store; REJECTED: it takes no orders on, is paused, or the window is no window.
Result<std::int64_t> ask_rescan(Context& context, const RescanRequest& request, const Person& person);

// What it would come to: the channel is asked, nothing is stored.
struct RescanPreview {
  std::int64_t counted = 0, known = 0, unread = 0;
  std::vector<std::string> missing;                 // not in the ledger though the pull should have shown it
  std::vector<std::string> would_take;              // that would be taken on, or reserved
  std::map<std::string, std::int64_t> passed_over;  // that would not: by reason
  std::string problem;                              // why not all of the window was seen; empty: it was
};
Result<RescanPreview> preview_rescan(Context& context, const RescanRequest& request, Millis deadline);

}  // namespace fairway::flows

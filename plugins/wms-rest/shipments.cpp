// The stream `shipments`: what was shipped since the last pull, less an overlap for what is booked late.
#include <algorithm>

#include "pages.hpp"
#include "parcels.hpp"
#include "wms_rest.hpp"

namespace wms_rest {
namespace {

constexpr std::int64_t kOverlapMs = 6 * 3'600'000;
constexpr std::int64_t kFirstMs = 7 * 24 * 3'600'000ll;  // where the host names no beginning

// The cursor: a window and the page in it.
struct Progress {
  fairway::Time since;
  std::string page;
  std::optional<fairway::Time> newest;  // shipped_at seen in this window, by the warehouse's clock
};
BOOST_DESCRIBE_STRUCT(Progress, (), (since, page, newest))

struct Params {
  std::optional<fairway::Time> since;
};
BOOST_DESCRIBE_STRUCT(Params, (), (since))

Progress progress_of(const fairway::PullRequest& request, fairway::Time now) {
  Progress progress;
  fairway::JsonError error;
  if (request.cursor.empty()) progress.since = request.params_as<Params>().since.value_or(fairway::Time{now.ms - kFirstMs});
  else if (!fairway::read_json(request.cursor, progress, error))
    throw fairway::Error(FW_E_INVALID, "cursor: " + error.message, error.pointer);
  return progress;
}

void finish(Progress& progress) {
  if (progress.newest) progress.since = std::max(progress.since, fairway::Time{progress.newest->ms - kOverlapMs});
  progress.newest.reset();
}

}  // namespace

void WmsRest::pull_shipments(const fairway::Call& call, const fairway::PullRequest& request, fairway::PullOut& out) {
  Progress progress = progress_of(request, host().now());
  const std::string path = "/shipments?shipped_since=" + fairway::url_encode(to_text(progress.since));
  std::uint32_t seen = 0;
  for (bool more = true; more;) {
    call.check();
    try {
      const auto page = fetch_page(client_, call, path, progress.page, "listShipments");
      for (const auto& row : *page.items)
        if (const auto at = emit_shipment(row, out)) progress.newest = std::max(progress.newest.value_or(*at), *at);
      progress.page = page.next;
      seen += static_cast<std::uint32_t>(page.items->size());
    } catch (const PageLost&) {  // the window begins again
      progress.page.clear();
      continue;
    }
    more = !progress.page.empty() && (request.max_docs == 0 || seen < request.max_docs);
    if (progress.page.empty()) finish(progress);
    out.checkpoint(fairway::to_json(progress));
  }
}

}  // namespace wms_rest

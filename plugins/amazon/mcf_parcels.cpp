// The stream `shipments`: what Amazon sent of its fulfilment orders.
//
// A list tells whose state changed; the packages stand in the single order. An order in work is read again with each pull, for
// a first package leaves without a change of state. So a pull lists, then reads what is due, and both go on where a call ended.
#include <algorithm>

#include "amazon.hpp"

namespace amazon {
namespace {

constexpr std::int64_t kListOverlapMs = 3'600'000;
constexpr std::int64_t kFirstListMs = 7 * 24 * 3'600'000ll;     // where the host names no beginning
constexpr std::int64_t kTrackingWaitMs = 3 * 24 * 3'600'000ll;  // how long an order that ended may lack a tracking number
constexpr std::size_t kReadsACheckpoint = 10;
constexpr const char* kException = "order-exception";
constexpr const char* kRefused = "acknowledgement-result";  // taken, and then refused as a whole

struct McfSeen {
  std::string reference;
  fairway::Time at;
};
BOOST_DESCRIBE_STRUCT(McfSeen, (), (reference, at))

// The cursor.
struct McfProgress {
  fairway::Time since;                  // the list begins here
  std::string page;                     // its next page
  std::optional<fairway::Time> newest;  // change of state seen in this list, by Amazon's clock
  bool listed = false;                  // to its end: now what is due is read
  std::vector<std::string> due;         // references to be read
  std::vector<std::string> open;        // read, and more may come of them
  std::vector<McfSeen> seen;            // changes that the next list may show again
};
BOOST_DESCRIBE_STRUCT(McfProgress, (), (since, page, newest, listed, due, open, seen))

struct McfParams {
  std::optional<fairway::Time> since;
};
BOOST_DESCRIBE_STRUCT(McfParams, (), (since))

void add_once(std::vector<std::string>& all, const std::string& one) {
  if (std::find(all.begin(), all.end(), one) == all.end()) all.push_back(one);
}

class McfPull {
 public:
  McfPull(const fairway::Host& host, const Outbound& outbound, const fairway::Call& call,
          const fairway::PullRequest& request, fairway::PullOut& out)
      : host_(host), outbound_(outbound), call_(call), request_(request), out_(out) {
    fairway::JsonError error;
    if (request.cursor.empty())
      progress_.since = request.params_as<McfParams>().since.value_or(fairway::Time{host.now().ms - kFirstListMs});
    else if (!fairway::read_json(request.cursor, progress_, error))
      throw fairway::Error(FW_E_INVALID, "cursor: " + error.message, error.pointer);
  }

  void run() {
    if (!progress_.listed) list();
    if (read_due()) finish();
    checkpoint();
  }

 private:
  void checkpoint() { out_.checkpoint(fairway::to_json(progress_)); }

  void list() {
    std::string first_listed;  // on the page before
    do {
      call_.check();
      const auto page = fetch();
      for (const auto& order : page.orders) note(order);
      const std::string first = page.orders.empty() ? std::string() : page.orders.front().reference;
      const bool in_circles = page.next == progress_.page || (!first.empty() && first == first_listed);
      progress_.page = in_circles ? std::string() : page.next;
      first_listed = first;
      checkpoint();
    } while (!progress_.page.empty());
    for (const auto& reference : progress_.open) add_once(progress_.due, reference);
    progress_.open.clear();
    progress_.listed = true;
  }

  // A page token that Amazon does not know any more costs the list's progress.
  OutboundPage fetch() {
    try {
      return outbound_.list(call_, progress_.since, progress_.page);
    } catch (const fairway::Error& error) {
      if (error.code() != FW_E_REJECTED || progress_.page.empty()) throw;
      progress_.page.clear();
      return outbound_.list(call_, progress_.since, {});
    }
  }

  void note(const OutboundFound& order) {
    const fairway::Time at = order.changed.value_or(fairway::Time{});
    progress_.newest = std::max(progress_.newest.value_or(at), at);
    const auto same = [&](const McfSeen& one) { return one.reference == order.reference && one.at == at; };
    if (std::any_of(progress_.seen.begin(), progress_.seen.end(), same)) return;
    progress_.seen.push_back({order.reference, at});
    // What a person cancelled at Amazon is nothing that the host may send elsewhere by itself.
    const bool refused = order.state == OutboundState::unfulfillable || order.state == OutboundState::invalid;
    if (ships_nothing(order.state))
      say(order, refused ? kRefused : kException, "error", "Amazon ships nothing of it: the order is " + order.state_text);
    if (order.state == OutboundState::partial)
      say(order, kException, "error", "Amazon ships a part of it only: " + order.state_text);
    if (order.state != OutboundState::waiting && !ships_nothing(order.state)) add_once(progress_.due, order.reference);
  }

  // False: enough for this call.
  bool read_due() {
    for (std::size_t reads = 0; !progress_.due.empty(); ++reads) {
      call_.check();
      if (request_.max_docs != 0 && emitted_ >= request_.max_docs) return false;
      if (reads % kReadsACheckpoint == 0) checkpoint();
      if (const auto order = look(progress_.due.front())) take(*order);
      progress_.due.erase(progress_.due.begin());
    }
    return true;
  }

  // Amazon lists orders that it will not show, those of other tools with odd references among them. They hold up nothing.
  std::optional<OutboundFound> look(const std::string& reference) const {
    try {
      return outbound_.find(call_, reference);
    } catch (const fairway::Error& error) {
      if (error.code() != FW_E_REJECTED && error.code() != FW_E_AUTH) throw;
      host_.warn("Amazon does not show a fulfilment order that it lists",
                 {{"reference", reference}, {"said", error.what()}});
      return std::nullopt;
    }
  }

  void take(const OutboundFound& order) {
    for (const auto& parcel : order.parcels) {
      fairway::Shipment shipment;
      shipment.id = parcel.id;
      shipment.reference = shipment.fulfilment_id = order.reference;
      shipment.carrier = parcel.carrier, shipment.tracking_number = parcel.tracking_number;
      shipment.shipped_at = parcel.shipped_at;
      shipment.backorder = !has_ended(order.state);
      for (const auto& line : parcel.lines) shipment.lines.push_back({line.id, line.sku, line.quantity});
      out_.emit(shipment);
      ++emitted_;
    }
    const bool ended = has_ended(order.state);
    const bool patient = order.changed && host_.now().ms - order.changed->ms < kTrackingWaitMs;
    if (!ended || (order.untracked && patient)) progress_.open.push_back(order.reference);
    else if (order.untracked)
      say(order, kException, "warning", "Amazon has sent something of it three days ago and tells no tracking number");
  }

  void say(const OutboundFound& order, const char* kind, const char* severity, const std::string& message) {
    fairway::Notice notice;
    notice.kind = kind;
    notice.reference = order.reference;
    notice.severity = severity;
    notice.message = message;
    notice.at = order.changed;
    out_.emit(notice);
    ++emitted_;
  }

  void finish() {
    if (progress_.newest) progress_.since = std::max(progress_.since, fairway::Time{progress_.newest->ms - kListOverlapMs});
    progress_.newest.reset();
    progress_.listed = false;
    std::erase_if(progress_.seen, [&](const McfSeen& one) { return one.at < progress_.since; });
  }

  fairway::Host host_;
  const Outbound& outbound_;
  const fairway::Call& call_;
  const fairway::PullRequest& request_;
  fairway::PullOut& out_;
  McfProgress progress_;
  std::uint32_t emitted_ = 0;
};

}  // namespace

void Amazon::pull_shipments(const fairway::Call& call, const fairway::PullRequest& request, fairway::PullOut& out) {
  McfPull(host(), *outbound_, call, request, out).run();
}

}  // namespace amazon

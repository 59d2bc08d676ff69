// The stream `notices`: how the feeds of acknowledgements and of cancellations ended. Its cursor is empty when none is pending.
#include <map>
#include <set>

#include "ack_feed.hpp"
#include "amazon.hpp"
#include "pending_feeds.hpp"

namespace amazon {
namespace {

struct PendingCursor {
  std::int64_t pending = 0;
};
BOOST_DESCRIBE_STRUCT(PendingCursor, (), (pending))

class FeedResults {
 public:
  FeedResults(const fairway::Host& host, const Client& client, const fairway::Call& call, fairway::PullOut& out)
      : host_(host), client_(client), call_(call), out_(out) {}

  void run() {
    const PendingFeeds acks(host_, call_, kAckFeeds), cancels(host_, call_, kCancelFeeds);
    left_ = static_cast<std::int64_t>(acks.ids().size() + cancels.ids().size());
    for (const auto* pending : {&cancels, &acks})
      for (const auto& feed : pending->ids()) {
        call_.check();
        if (!finish(feed, *pending, pending == &cancels)) continue;
        pending->remove(feed);
        checkpoint(--left_);
      }
    checkpoint(left_);
  }

 private:
  void checkpoint(std::int64_t left) { out_.checkpoint(left == 0 ? "" : fairway::to_json(PendingCursor{left})); }

  // False while Amazon is still at it.
  bool finish(const std::string& feed, const PendingFeeds& pending, bool of_cancellations) {
    const auto orders = pending.orders(feed);
    const auto found = feed_state(client_, call_, feed);
    if (!found && of_cancellations) return say_of_all(feed, orders, "warning", kFeedForgotten, {}), true;
    if (!found) return say(feed, "warning", kFeedForgotten, {}), true;
    const auto& state = *found;
    const std::string& status = state.processing_status;
    if (!state.over()) return false;
    const auto& document = state.result_feed_document_id;
    const FeedReport report = document.empty() ? FeedReport{} : read_report(feed_result(host_, client_, call_, document));
    if (of_cancellations) return say_of_cancellations(feed, orders, report, state), true;
    say_each(feed, orders, report, state);
    if (status == "FATAL")
      say(feed, "error", "Amazon gave the feed up (FATAL); some orders may be acknowledged all the same",
          state.processing_end_time);
    else if (status == "CANCELLED") say(feed, "warning", "the feed was cancelled", state.processing_end_time);
    else if (report.results.empty()) say(feed, "info", counts(report), state.processing_end_time);
    return true;
  }

  // Of which order a result speaks: by its id, else by the number of the message. Empty: nobody can tell.
  static std::string order_of(const FeedResult& result, const std::vector<std::string>& orders) {
    const auto message = static_cast<std::size_t>(std::atoll(result.message_id.c_str()));
    return !result.order_id.empty() ? result.order_id : message >= 1 && message <= orders.size() ? orders[message - 1] : "";
  }

  void say_each(const std::string& feed, const std::vector<std::string>& orders, const FeedReport& report,
                const FeedState& state) {
    for (const FeedResult& result : report.results) {
      fairway::Notice notice = about(feed, result.code == "Warning" ? "warning" : "error",
                                     result.message_code + ": " + result.description, state.processing_end_time);
      notice.channel_order_id = order_of(result, orders);
      out_.emit(notice);
    }
  }

  // Of each order: done, refused, or to be told again since nobody knows.
  void say_of_cancellations(const std::string& feed, const std::vector<std::string>& orders, const FeedReport& report,
                            const FeedState& state) {
    const auto& ended = state.processing_end_time;
    if (state.processing_status != "DONE")
      return say_of_all(feed, orders, "warning", "Amazon gave the feed up (" + state.processing_status + ")", ended);
    std::map<std::string, std::string> refused;
    for (const FeedResult& result : report.results)
      if (result.code != "Warning") refused[order_of(result, orders)] = result.message_code + ": " + result.description;
    for (const auto& order : std::set<std::string>(orders.begin(), orders.end())) {
      const auto why = refused.find(order);
      say_of_all(feed, {order}, why == refused.end() ? "info" : "error", why == refused.end() ? "done" : why->second, ended);
    }
  }
  void say_of_all(const std::string& feed, const std::vector<std::string>& orders, const std::string& severity,
                  const std::string& message, std::optional<fairway::Time> at) {
    for (const auto& order : std::set<std::string>(orders.begin(), orders.end())) {
      fairway::Notice notice;
      notice.kind = "cancellation-result";
      notice.channel_order_id = order;
      notice.severity = severity;
      notice.message = "cancellation feed " + feed + ": " + message;
      notice.at = at;
      out_.emit(notice);
    }
  }

  static std::string counts(const FeedReport& report) {
    if (report.processed.empty()) return "done";
    return "done: " + report.processed + " orders, " + report.successful + " taken, " + report.with_error +
           " with errors, " + report.with_warning + " with warnings";
  }

  static fairway::Notice about(const std::string& feed, std::string severity, const std::string& message,
                               std::optional<fairway::Time> at) {
    fairway::Notice notice;
    notice.kind = "acknowledgement-result";
    notice.severity = std::move(severity);
    notice.message = "acknowledgement feed " + feed + ": " + message;
    notice.at = at;
    return notice;
  }
  void say(const std::string& feed, std::string severity, const std::string& message, std::optional<fairway::Time> at) {
    out_.emit(about(feed, std::move(severity), message, at));
  }

  fairway::Host host_;
  const Client& client_;
  const fairway::Call& call_;
  fairway::PullOut& out_;
  std::int64_t left_ = 0;
};

}  // namespace

void Amazon::pull_notices(const fairway::Call& call, const fairway::PullRequest&, fairway::PullOut& out) {
  FeedResults(host(), client_, call, out).run();
}

}  // namespace amazon

#include <set>

#include "inbox.hpp"

namespace wms_x12 {

std::vector<fairway::Notice> Replies::hear(const std::vector<Reply>& replies) {
  std::set<std::pair<std::uint64_t, std::size_t>> named;
  for (const auto& reply : replies) named.emplace(reply.number, reply.set);
  for (const auto& reply : replies) {
    if (reply.group == "FA") continue;  // of a 997 of ours, which asks for no answer
    // A TA1 that takes the envelope says nothing of the orders in it: their 997 is still waited for.
    if (reply.group.empty() && reply.verdict == Verdict::accepted) continue;
    outbox_.replied(call_, reply.number);
    const auto keys = outbox_.keys_of(call_, reply.number);
    const auto number = std::to_string(reply.number);
    if (keys.empty() && reply.verdict != Verdict::accepted)
      add("acknowledgement-result", "", Verdict::with_errors,
          "the warehouse's system refuses interchange " + number + ", which we do not know (any more): " + reply.text);
    if (reply.set > keys.size() && !keys.empty())
      add("acknowledgement-result", "", Verdict::with_errors,
          "the warehouse's system speaks of set " + std::to_string(reply.set) + " of interchange " + number +
              ", which has no such set");
    for (std::size_t set = 1; set <= keys.size(); ++set)
      if (reply.set == set || (reply.set == 0 && !named.contains({reply.number, set}))) hear_of(keys[set - 1], reply);
    // Taken as a whole, nothing more will be said of it.
    if (reply.set == 0 && reply.verdict == Verdict::accepted && out_.empty()) outbox_.forget(call_, reply.number);
  }
  return std::move(out_);
}

void Replies::hear_of(const std::string& key, const Reply& reply) {
  const auto reference = reference_of(key);
  const auto in = " (interchange " + std::to_string(reply.number) + ")";
  if (reference.empty()) {
    if (reply.verdict != Verdict::accepted)
      add("acknowledgement-result", "", Verdict::with_errors,
          "the warehouse's system refuses an answer of ours" + in + ": " + reply.text);
    return;
  }
  if (is_cancel(key)) {
    if (reply.verdict == Verdict::refused)
      add("cancellation-refused", "", Verdict::refused,
          "the warehouse's system refused to cancel order " + reference + in + ", so it may ship: call the warehouse. " +
              reply.text);
    else add("cancellation-taken", reference, Verdict::accepted, "the warehouse's system took the cancellation" + in);
    return;
  }
  switch (reply.verdict) {
    case Verdict::accepted:
      return add("acknowledgement-result", reference, reply.verdict, "the warehouse's system took the order" + in);
    case Verdict::with_errors:
      return add("acknowledgement-result", reference, reply.verdict,
                 "the warehouse's system took the order with errors" + in + ": " + reply.text);
    case Verdict::refused: break;
  }
  if (key != order_key(reference, outbox_.refusals(call_, reference))) return;  // of an earlier try, which has been told
  outbox_.refused(call_, reference);
  add("acknowledgement-result", reference, reply.verdict,
      "the warehouse's system refused the order" + in + ": " + reply.text);
}

void Replies::add(const std::string& kind, const std::string& reference, Verdict verdict, const std::string& message) {
  fairway::Notice notice;
  notice.kind = kind, notice.reference = reference, notice.message = message;
  notice.severity = verdict == Verdict::accepted ? "info" : verdict == Verdict::with_errors ? "warning" : "error";
  notice.at = at_;
  out_.push_back(std::move(notice));
}

}  // namespace wms_x12

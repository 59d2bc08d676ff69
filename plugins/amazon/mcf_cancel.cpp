// Cancellations of fulfilment orders: possible until Amazon packs.
#include "amazon.hpp"

namespace amazon {
namespace {

std::string too_late(const OutboundFound& order) {
  return "too late: Amazon has order " + order.reference + " as " + order.state_text;
}

void cancel_one(const Outbound& outbound, const fairway::Call& call, const fairway::Cancellation& cancellation) {
  if (!cancellation.lines.empty()) throw fairway::Error::rejected("Amazon cancels whole orders only", "/lines");
  const auto found = outbound.find(call, cancellation.reference);
  if (!found) throw fairway::Error::rejected("Amazon knows no order " + cancellation.reference, "/reference");
  if (ships_nothing(found->state)) return;  // by an earlier try, or by Amazon: as we want it
  if (has_ended(found->state)) throw fairway::Error::rejected(too_late(*found));
  try {
    outbound.cancel(call, cancellation.reference);
  } catch (const fairway::Error& error) {
    if (error.code() != FW_E_REJECTED) throw;
    const auto now = outbound.find(call, cancellation.reference);
    if (now && ships_nothing(now->state)) return;
    throw fairway::Error::rejected(too_late(now ? *now : *found) + " (" + error.what() + ')');
  }
}

}  // namespace

void Amazon::cancel(const fairway::Call& call, std::span<const fairway::Item<fairway::Cancellation>> items,
                    fairway::Results& results) {
  for (const auto& item : items) {
    call.check();
    try {
      cancel_one(*outbound_, call, item.document);
      results.accepted(item, item.document.reference);
    } catch (const fairway::Error& error) {
      if (error.code() != FW_E_REJECTED && error.code() != FW_E_UNAVAILABLE) throw;
      results.failed(item, error);
    }
  }
}

}  // namespace amazon

// Fulfilment orders to Amazon, each once: the reference is unique for ever at the seller, so it is the key. Amazon is asked
// first whether it would ship; what it would not is refused with the SKU and why, and the order can go elsewhere.
#include "amazon.hpp"
#include "outbound_order.hpp"

namespace amazon {
namespace {

// An order under our reference is ours only if it says the same; then a try of before has reached Amazon.
void expect_same(const OutboundOrder& ours, const OutboundFound& theirs) {
  if (ships_nothing(theirs.state))
    throw fairway::Error::rejected("Amazon has order " + ours.reference + " already, and it is " + theirs.state_text,
                                   "/reference");
  if (const std::string field = difference(ours, theirs); !field.empty())
    throw fairway::Error::rejected("Amazon has another order " + ours.reference + " already: it differs here", field);
}

void submit_one(const Outbound& outbound, const fairway::Call& call, const fairway::Item<fairway::FulfilmentOrder>& item) {
  const OutboundOrder order = outbound_order(item.document);
  if (item.maybe_sent)
    if (const auto found = outbound.find(call, order.reference)) return expect_same(order, *found);
  outbound.preview(call, order);
  try {
    outbound.create(call, order);
  } catch (const fairway::Error& error) {
    if (error.code() != FW_E_REJECTED) throw;
    const auto found = outbound.find(call, order.reference);  // refused because it is there?
    if (!found) throw;
    expect_same(order, *found);
  }
}

}  // namespace

void Amazon::submit(const fairway::Call& call, std::span<const fairway::Item<fairway::FulfilmentOrder>> items,
                    fairway::Results& results) {
  for (const auto& item : items) {
    call.check();
    try {
      submit_one(*outbound_, call, item);
      results.accepted(item, item.document.reference);
    } catch (const fairway::JsonError& error) {  // it may stand all the same: looked up before the next try
      results.failed(item, fairway::Error::unavailable("an answer that is not what Amazon promises: " + error.message));
    } catch (const fairway::Error& error) {
      if (error.code() != FW_E_REJECTED && error.code() != FW_E_UNAVAILABLE) throw;
      results.failed(item, {error.code(), told_of(error.what(), item.document), error.pointer(), error.retry_after()});
    }
  }
}

}  // namespace amazon

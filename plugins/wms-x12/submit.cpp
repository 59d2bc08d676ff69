// Orders and cancellations as 940s. What was prepared before goes out again as it is; what is new gets numbers of its own.
#include <algorithm>

#include "wms_x12.hpp"

namespace wms_x12 {
void WmsX12::submit(const fairway::Call& call, std::span<const fairway::Item<fairway::FulfilmentOrder>> items,
                    fairway::Results& results) {
  outbox_.tidy(call);
  std::vector<std::string> keys(items.size());
  std::vector<Draft> drafts;
  for (std::size_t i = 0; i < items.size(); ++i) {
    const auto& order = items[i].document;
    try {
      keys[i] = order_key(order.reference, outbox_.refusals(call, order.reference));
      if (outbox_.knows(keys[i])) continue;
      auto segments = order_segments(order, settings());
      check_940(segments, text_rule(settings()).separators);
      drafts.push_back({keys[i], std::move(segments)});
    } catch (const fairway::Error& error) {
      if (error.code() != FW_E_REJECTED) throw;
      results.failed(items[i], error);
    }
  }
  prepare_all(call, drafts);
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (results.given(items[i].index)) continue;
    call.check();
    outbox_.put(call, keys[i]);
    results.accepted(items[i]);
  }
}

void WmsX12::prepare_all(const fairway::Call& call, const std::vector<Draft>& drafts) {
  if (drafts.empty()) return;
  const auto each = static_cast<std::size_t>(settings().orders_per_file);
  auto number = outbox_.take_numbers(call, (drafts.size() + each - 1) / each);
  for (std::size_t at = 0; at < drafts.size(); at += each, ++number) {
    std::vector<std::string> keys;
    std::vector<Segments> orders;
    for (std::size_t i = at; i < std::min(at + each, drafts.size()); ++i)
      keys.push_back(drafts[i].key), orders.push_back(drafts[i].segments);
    const auto envelope = outbox_.envelope(number);
    outbox_.prepare(keys, "940", envelope, write_940(orders, envelope));
  }
}

// X12 has no answer to a cancellation that a host could rely on. So by default it is refused, and the order stays what it is
// until a person has called the warehouse.
void WmsX12::cancel(const fairway::Call& call, std::span<const fairway::Item<fairway::Cancellation>> items,
                    fairway::Results& results) {
  outbox_.tidy(call);
  for (const auto& item : items) {
    call.check();
    try {
      cancel_one(call, item.document);
      results.accepted(item);
    } catch (const fairway::Error& error) {
      if (error.code() != FW_E_REJECTED) throw;
      results.failed(item, error);
    }
  }
}

void WmsX12::cancel_one(const fairway::Call& call, const fairway::Cancellation& cancellation) {
  const auto& reference = cancellation.reference;
  const auto order = order_key(reference, outbox_.refusals(call, reference));
  if (!outbox_.knows(order))
    throw fairway::Error::rejected("order " + reference + " was not sent to the warehouse", "/reference");
  outbox_.put(call, order);  // nobody else would, and a cancellation must not be there before its order
  if (settings().cancel != "ask")
    throw fairway::Error::rejected("X12 cannot tell whether a cancellation came in time: call the warehouse about order " +
                                   reference);
  if (!cancellation.lines.empty()) throw fairway::Error::rejected("whole orders only can be cancelled", "/lines");
  const auto key = cancel_key(reference);
  if (!outbox_.knows(key)) {
    const auto segments = cancel_segments(cancellation, settings());
    check_940(segments, text_rule(settings()).separators);
    const auto envelope = outbox_.envelope(outbox_.take_numbers(call, 1));
    outbox_.prepare({key}, "940", envelope, write_940({segments}, envelope));
  }
  outbox_.put(call, key);
}

}  // namespace wms_x12

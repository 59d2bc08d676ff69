// Verb 2, push: documents written to the remote, one result each. One mixin for each kind.
#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "fairway/documents.hpp"
#include "fairway/host.hpp"

namespace fairway {

template <class D>
struct Item {
  D document;
  std::string key;          // the idempotency key: the same on every retry
  bool maybe_sent = false;  // an earlier try may have reached the remote: look before creating
  std::uint64_t index = 0;  // in the host's call
};

// One result per item. An item without one counts as unknown: it is sent again, with maybe_sent.
class Results {
 public:
  Results(const fw_push_out* raw, std::uint64_t count) : raw_(raw), given_(count, false) {}

  // The remote has it, or will find it; `remote_id` is the remote's own name for it, where it answered with one. None where
  // nobody answered yet, as with a file that was laid down: of an order with an id the host takes it that the fulfiller knows
  // it, and that its next stock level accounts for it.
  template <class D>
  void accepted(const Item<D>& item, std::string_view remote_id = {}) {
    give(item.index, FW_OK, remote_id, {}, nullptr);
  }
  // Any other outcome: REJECTED for good, THROTTLED and UNAVAILABLE for another try.
  template <class D>
  void failed(const Item<D>& item, const Error& why) {
    fail(item.index, why);
  }

  // The same with what the remote says beside its verdict: of listing-change/1 a ListingAnswer.
  template <class D, class A>
  void accepted_as(const Item<D>& item, const A& answer) {
    give(item.index, FW_OK, {}, to_json(answer), nullptr);
  }
  template <class D, class A>
  void refused(const Item<D>& item, const Error& why, const A& answer) {
    const fw_error error = why.raw();
    give(item.index, why.code(), {}, to_json(answer), &error);
  }

  void fail(std::uint64_t index, const Error& why) {
    const fw_error error = why.raw();
    give(index, why.code(), {}, {}, &error);
  }
  bool given(std::uint64_t index) const { return given_.at(index); }

 private:
  void give(std::uint64_t index, fw_rc rc, std::string_view remote_id, std::string_view answer, const fw_error* error) {
    if (given_.at(index)) throw Error(FW_E_INTERNAL, "a second result for one document");
    given_[index] = true;
    const fw_push_result result{sizeof result, rc, index, view(remote_id), view(answer), error};
    expect_ok(raw_->result(raw_, &result), "the host did not take the result");
  }
  const fw_push_out* raw_;
  std::vector<bool> given_;
};

// Holds stock and ships: takes fulfilment-order/1 and cancellation/1. The remote id of a submitted order is the
// fulfiller's own order id. A cancellation that comes too late is REJECTED.
class Fulfiller {
 public:
  virtual ~Fulfiller() = default;
  virtual void submit(const Call&, std::span<const Item<FulfilmentOrder>>, Results&) = 0;
  virtual void cancel(const Call&, std::span<const Item<Cancellation>>, Results&) = 0;
};

// Takes shipment/1: tells the channel that parcels were sent.
class ShipmentSink {
 public:
  virtual ~ShipmentSink() = default;
  virtual void confirm(const Call&, std::span<const Item<Shipment>>, Results&) = 0;
};

// Takes order-cancellation/1: tells the channel that orders, or lines of them, are given up by the seller. Telling it twice must
// do no harm: what is cancelled already is accepted.
class OrderCanceller {
 public:
  virtual ~OrderCanceller() = default;
  virtual void cancel_orders(const Call&, std::span<const Item<OrderCancellation>>, Results&) = 0;
};

// Takes listing-change/1: tells the channel what shall become of listings. What the channel refuses is REJECTED, whatever HTTP
// status it says so with. The result carries a ListingAnswer.
class ListingSink {
 public:
  virtual ~ListingSink() = default;
  virtual void change_listings(const Call&, std::span<const Item<ListingChange>>, Results&) = 0;
};

// Takes listing-bulk-change/1: many changes, each of another listing, in a submission that the channel works through later. The
// result carries a ListingAnswer whose `submission` names it: one for all of a call, or few. What does not fit in is THROTTLED. The
// host submits publish, delist, hide and unhide, and asks ListingVerdicts what became of them; until then it tells the channel
// nothing else of these listings.
class ListingBulkSink {
 public:
  virtual ~ListingBulkSink() = default;
  virtual void submit_changes(const Call&, std::span<const Item<ListingBulkChange>>, Results&) = 0;
};

// Takes order-ack/1: tells the channel that orders are being worked on.
class Acknowledger {
 public:
  virtual ~Acknowledger() = default;
  virtual void acknowledge(const Call&, std::span<const Item<OrderAck>>, Results&) = 0;
};

// Takes notice/1: tells the channel what became of an order beside its acknowledgement and its parcels. `kind` is
// order-held, order-released, order-needs-mapping, order-rejected, order-cancelled, order-cancellation-refused,
// order-dropped or order-failed; the key is the same on every retry and never comes twice.
class NoticeSink {
 public:
  virtual ~NoticeSink() = default;
  virtual void notify(const Call&, std::span<const Item<Notice>>, Results&) = 0;
};

}  // namespace fairway

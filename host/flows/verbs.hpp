// What a person does by CLI, API and page. What is done to an order or a shipment is one transaction and one event with the
// person as cause: REJECTED with the reason where the state does not allow it, INVALID where there is no such order.
#pragma once
#include "fairway/documents/questions.hpp"
#include "host/flows/flow.hpp"

namespace fairway::flows {

struct Person {
  std::string name;
};  // of the API token: "admin"

Status retry(
    Context&, const std::string& account, std::int64_t order_id,
    const Person&);  // rejected, failed, needs-mapping: from the start of the step; a refused part: it is sent again
Status hold(Context&, const std::string& account, std::int64_t order_id, const std::string& reason, const Person&);
// Goes on. Where the buyer asks to cancel, that declines it: the same request holds it no more.
Status release(Context&, const std::string& account, std::int64_t order_id, const Person&);

// All of an order, or some lines. Where a warehouse may have it, that is asked first; then the channel is told.
struct CancelWish {
  struct Line {
    std::string line;                      // the channel's id of it, or its SKU: all lines of that
    std::optional<std::int64_t> quantity;  // none: what is left of it
  };
  std::string reason = {};       // of names(CancelReason); other words are a note.
                                 // Empty: buyer-cancelled where the buyer asks, else general
  std::string note = {};         // kept in the history
  std::vector<Line> lines = {};  // none: all of it
  bool lost = false;             // the person says that the warehouse does not have it: it is not waited for
};
// UNSUPPORTED, naming the nearest, where reason or line are not known.
Status cancel(Context&, const std::string& account, std::int64_t order_id, const CancelWish&, const Person&);

// Destroys the key of the order's personal data now, and those of rejects and webhook deliveries that name it. Once: asked again
// it is done already. REJECTED while the order may still have to be shipped, unless `cancel`: then it is cancelled first, and
// where a warehouse has to be asked, redacted once that has answered.
Status redact_order(Context&, const std::string& account, std::int64_t order_id, bool cancel, const Person&);

// A refused confirmation: other carrier, service or number, then sent again. Empty fields stay as they are.
struct ShipmentEdit {
  std::string carrier, service, tracking_number;
};
Status edit_shipment(Context&, const std::string& account, std::int64_t shipment_id, const ShipmentEdit&, const Person&);
// The same as it is: one that was refused, or that the channel does not show. REJECTED for one that it shows.
Status send_shipment(Context&, const std::string& account, std::int64_t shipment_id, const Person&);

// "Run now": every job of that flow at that store or warehouse is due. flow: orders | check | shipments | stock | acknowledge
Status run_now(Context&, const std::string& account, const std::string& target, const std::string& flow);
Status replay(Context&, std::int64_t job_id, const Person&);  // a dead letter is due again, and says who wished it
Status pause_store(Context&, const std::string& account, const std::string& store, bool paused);

// What would ship it, without sending: the shipping map's answer and where it stands.
struct ShipAs {
  std::string service, file, rule;
  int line = 0;
};  // service empty: not mapped
Result<ShipAs> ship_as(const config::Account&, plugins::Supervisor&, const ShippingQuestion&);

// A verified webhook delivery, stored once by its id; then a job handles it. False: it was known already.
struct Delivery {
  std::string account, target, id;
  json::object headers;
  std::string body;
};
Result<bool> accept_delivery(Context&, const Delivery&);

}  // namespace fairway::flows

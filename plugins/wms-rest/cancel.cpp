// Cancellations, guarded by the order's version: what changed since it was read is not cancelled unseen.
#include "find.hpp"
#include "wms_rest.hpp"

namespace wms_rest {
namespace {

// The pointer tells the host that nothing of it can ship.
fairway::Error unknown(const fairway::Cancellation& cancellation) {
  return fairway::Error::rejected("the warehouse knows no order " + cancellation.reference, "/reference");
}

void cancel_one(const Client& client, const fairway::Call& call, const fairway::Cancellation& cancellation) {
  if (!cancellation.lines.empty()) throw fairway::Error::rejected("this warehouse cancels whole orders only", "/lines");
  std::string id = cancellation.fulfilment_id;
  if (id.empty()) {
    const auto found = find_by_reference(client, call, cancellation.reference);
    if (!found) throw unknown(cancellation);
    id = found->id;
  }
  const std::string path = "/orders/" + fairway::url_encode(id);
  for (int attempt = 0; attempt < 2; ++attempt) {
    auto answer = client.get(call, path, "getOrder");
    if (answer.status == 404) throw unknown(cancellation);
    const auto current = expect_success(std::move(answer), "getOrder");
    const auto order = current.as<remote::Order>();
    if (order.status == "cancelled") return;  // by an earlier try, or by the warehouse: as we want it
    fairway::HttpRequest request;
    request.method = "POST";
    request.url = path + "/cancel";
    request.operation = "cancelOrder";
    const auto etag = current.header("etag");
    request.headers = {{"if-match", etag.empty() ? "*" : std::string(etag)}};
    auto response = client.send(call, std::move(request));
    if (response.status == 412) continue;
    if (response.status == 409)
      throw fairway::Error::rejected("too late: the warehouse has order " + order.reference + " as " + order.status);
    expect_success(std::move(response), "cancelOrder");
    return;
  }
  throw fairway::Error::unavailable("cancelOrder: the order changes at the warehouse all the time");
}

}  // namespace

void WmsRest::cancel(const fairway::Call& call, std::span<const fairway::Item<fairway::Cancellation>> items,
                     fairway::Results& results) {
  for (const auto& item : items) {
    call.check();
    try {
      cancel_one(client_, call, item.document);
      results.accepted(item, item.document.fulfilment_id);
    } catch (const fairway::Error& error) {
      if (error.code() != FW_E_REJECTED && error.code() != FW_E_UNAVAILABLE) throw;
      results.failed(item, error);
    }
  }
}

}  // namespace wms_rest

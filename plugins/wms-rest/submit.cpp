// Orders to the warehouse, each once. The reference is the key, unique for ever; no other one is ever made up.
#include "find.hpp"
#include "order.hpp"
#include "wms_rest.hpp"

namespace wms_rest {
namespace {

// An order under our reference is ours only if it says the same; then a try of before has reached the warehouse.
std::string same_or_refused(const remote::OrderCreate& ours, const remote::Order& theirs) {
  if (theirs.id.empty()) throw fairway::Error::unavailable("findOrders: an order without an id");
  if (theirs.status == "cancelled")
    throw fairway::Error::rejected("the warehouse has order " + theirs.reference + " already, and it is cancelled there",
                                   "/reference");
  if (const std::string field = difference(ours, theirs); !field.empty())
    throw fairway::Error::rejected("the warehouse has another order " + theirs.reference + " already: it differs here",
                                   field);
  return theirs.id;
}

bool speaks_of_a_duplicate(const fairway::HttpResponse& response) {
  if (response.status == 409) return true;
  return response.status == 422 && (!problem_of(response).existing_order_id.empty() || problem_of(response).errors.empty());
}

// The warehouse's order id.
std::string submit_one(const Client& client, const fairway::Call& call, const fairway::Item<fairway::FulfilmentOrder>& item,
                       const std::string& warehouse) {
  const remote::OrderCreate order = translate(item.document, warehouse);
  if (item.maybe_sent)
    if (const auto found = find_by_reference(client, call, order.reference)) return same_or_refused(order, *found);
  auto request = fairway::HttpRequest::json("POST", "/orders", order);
  request.operation = "createOrder";
  auto response = client.send(call, std::move(request));
  if (speaks_of_a_duplicate(response)) {
    if (const auto found = find_by_reference(client, call, order.reference)) return same_or_refused(order, *found);
    if (response.status == 409)
      throw fairway::Error::unavailable("createOrder: the warehouse says that the order exists, and does not find it");
  }
  const auto created = expect_success(std::move(response), "createOrder").as<remote::Order>();
  if (created.id.empty()) throw fairway::Error::unavailable("createOrder: an answer without an order id");
  return created.id;
}

}  // namespace

void WmsRest::submit(const fairway::Call& call, std::span<const fairway::Item<fairway::FulfilmentOrder>> items,
                     fairway::Results& results) {
  for (const auto& item : items) {
    call.check();
    try {
      results.accepted(item, submit_one(client_, call, item, settings().warehouse));
    } catch (const fairway::JsonError& error) {  // it may stand all the same: looked up before the next try
      results.failed(item, fairway::Error::unavailable("an answer that is not what the API promises: " + error.message));
    } catch (const fairway::Error& error) {
      if (error.code() != FW_E_REJECTED && error.code() != FW_E_UNAVAILABLE) throw;
      results.failed(
          item, {error.code(), without_personal_data(error.what(), item.document), error.pointer(), error.retry_after()});
    }
  }
}

}  // namespace wms_rest

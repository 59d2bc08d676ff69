#include "host/flows/intake/read_orders.hpp"

#include <set>

#include <fmt/format.h>

#include "fairway/json.hpp"
#include "fairway/pii.hpp"
#include "host/base/text.hpp"
#include "host/flows/intake/judge.hpp"
#include "host/flows/units.hpp"

namespace fairway::flows {
namespace {

const IntakeStore* store_of(const Intake& intake, const Order& order) {
  if (order.store.empty()) return intake.stores.size() == 1 ? &intake.stores.begin()->second : nullptr;
  const auto found = intake.stores.find(order.store);
  return found == intake.stores.end() ? nullptr : &found->second;
}

// Without lines nothing could be sent, and the order would end unseen.
bool would_ship(const Order& order, const config::Store& store) {
  return may_ship(order, store) &&
         (order.fulfilled_by.empty() || store.orders.fulfilled_by.contains(order.fulfilled_by.value));
}

// Reads one document; what cannot be an order of this pull is a reject with its cause.
Result<Incoming> read_order(const Intake& intake, const plugins::Document& document) {
  if (document.schema != Order::kSchema)
    return fail(FW_E_INVALID, "a pull of orders emitted " + printable(document.schema, 60));
  Incoming in;
  if (JsonError error; !read_json(document.body, in.order, error)) return fail(FW_E_INVALID, error.message, error.pointer);
  if (in.order.channel_order_id.empty()) return fail(FW_E_INVALID, "an order without its id", "/channel_order_id");
  in.store = store_of(intake, in.order);
  if (!in.store)
    return fail(FW_E_INVALID, fmt::format("no store \"{}\" in this pull", printable(in.order.store, 60)), "/store");
  if (in.order.lines.empty() && would_ship(in.order, *in.store->config))
    return fail(FW_E_INVALID, "an order without lines: nothing says what to ship", "/lines");
  std::set<std::string_view> ids;
  for (std::size_t i = 0; i < in.order.lines.size(); ++i) {
    const auto& line = in.order.lines[i];
    for (const auto& [name, units] : {std::pair{"quantity", line.quantity},
                                      {"quantity_shipped", line.quantity_shipped},
                                      {"quantity_cancelled", line.quantity_cancelled}})
      if (units < 0 || units > kMostUnits)
        return fail(FW_E_INVALID, units < 0 ? "a negative quantity" : fmt::format("more than {} units", kMostUnits),
                    fmt::format("/lines/{}/{}", i, name));
    if (!ids.insert(line.id).second) return fail(FW_E_INVALID, "two lines of one id", fmt::format("/lines/{}/id", i));
  }
  const auto bag = cut_pii(in.order);
  if (!bag.empty()) in.personal = to_json(bag);
  in.order.store.clear();  // the row says it, under the name that the store has then
  in.document = to_json(in.order);
  return in;
}

}  // namespace

std::vector<Incoming> read_batch(const Intake& intake, const plugins::Batch& batch,
                                 std::vector<plugins::Rejected>& rejects) {
  std::vector<Incoming> all;
  all.reserve(batch.documents.size());
  for (const auto& document : batch.documents) {
    auto in = read_order(intake, document);
    if (in) all.push_back(std::move(*in));
    else rejects.push_back({document.body, document.schema, in.error().pointer, in.error().message});
  }
  return all;
}

}  // namespace fairway::flows

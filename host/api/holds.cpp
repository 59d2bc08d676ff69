#include "host/api/holds.hpp"

#include "host/base/text.hpp"
#include "host/flows/routing/holds.hpp"

namespace fairway::api {
namespace {

json::object shown_hold(const ledger::Hold& hold) {
  return {{"at", format_time(hold.at)}, {"by", hold.author}, {"reason", hold.reason}};
}

Response show_hold(engine::Engine& engine, const Request& request, const char* kind) {
  auto tx = engine.db().read();
  if (!tx) return problem(tx.error());
  const auto holds = ledger::holds_of(**tx, request.at("account"));
  if (!holds) return problem(holds.error());
  return ok(json::object{{kind, request.at(kind)}, {"held", hold_json(*holds, request.at(kind))}});
}

Response hold_it(engine::Engine& engine, const Request& request, const char* kind, flows::PlaceKind place) {
  auto context = engine.context();
  if (auto done = flows::hold_place(context, request.at("account"), place, request.at(kind), request.said("reason"),
                                    {author_of(request)});
      !done)
    return problem(done.error());
  return show_hold(engine, request, kind);
}

Response release_it(engine::Engine& engine, const Request& request, const char* kind) {
  auto context = engine.context();
  if (auto done = flows::release_place(context, request.at("account"), request.at(kind)); !done)
    return problem(done.error());
  return show_hold(engine, request, kind);
}

}  // namespace

json::value hold_json(const ledger::HoldsByTarget& holds, const std::string& target) {
  const auto found = holds.find(target);
  return found == holds.end() ? json::value() : json::value(shown_hold(found->second));
}

Response hold_store(engine::Engine& engine, const Request& request) {
  return hold_it(engine, request, "store", flows::PlaceKind::store);
}
Response release_store(engine::Engine& engine, const Request& request) { return release_it(engine, request, "store"); }
Response hold_warehouse(engine::Engine& engine, const Request& request) {
  return hold_it(engine, request, "warehouse", flows::PlaceKind::warehouse);
}
Response release_warehouse(engine::Engine& engine, const Request& request) {
  return release_it(engine, request, "warehouse");
}

}  // namespace fairway::api

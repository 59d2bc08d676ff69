#include "host/api/windows.hpp"

#include <fmt/format.h>

#include "host/api/page.hpp"
#include "host/base/text.hpp"
#include "host/flows/completeness/rescan.hpp"
#include "host/ledger/store.hpp"

namespace fairway::api {
namespace {

using storage::Rows;

constexpr Millis kPreviewDeadline = std::chrono::seconds(25);
constexpr std::size_t kListedOrders = 1000;

// Nicknames of the stores by the ids of their rows; of removed ones nothing.
std::map<std::string, std::string> nicknames_of(engine::Engine& engine, const std::string& account) {
  std::map<std::string, std::string> out;
  auto tx = engine.db().read();
  if (!tx) return out;
  auto rows = ledger::stores_of(**tx, account);
  if (!rows) return out;
  for (const auto& row : *rows) out.emplace(fmt::format("{}", row.id), row.nickname);
  return out;
}

json::array names_in(const std::string& ids, const std::map<std::string, std::string>& nicknames) {
  json::array out;
  for (const auto& id : split(ids, ','))
    if (const auto found = nicknames.find(id); found != nicknames.end()) out.emplace_back(found->second);
  return out;
}

json::array listed(const std::vector<std::string>& ids) {
  json::array out;
  for (const auto& id : ids)
    if (out.size() < kListedOrders) out.emplace_back(id);
  return out;
}

json::object preview_json(const flows::RescanPreview& preview) {
  json::array passed;
  for (const auto& [reason, orders] : preview.passed_over)
    passed.push_back(json::object{{"reason", reason}, {"orders", orders}});
  return {{"dry_run", true},
          {"counted", preview.counted},
          {"known", preview.known},
          {"unread", preview.unread},
          {"missing", listed(preview.missing)},
          {"would_take", listed(preview.would_take)},
          {"not_listed", std::max(preview.missing.size(), kListedOrders) +
                             std::max(preview.would_take.size(), kListedOrders) - 2 * kListedOrders},
          {"passed_over", std::move(passed)},
          {"whole", preview.problem.empty()},
          {"problem", preview.problem}};
}

}  // namespace

Response list_windows(engine::Engine& engine, const Request& request) {
  PageQuery query{
      "SELECT id, source, stores, since, until, view, asked_by, state, begun_at, ended_at, counted, missing, fetched, "
      "unread, "
      "note FROM order_window",
      "id",
      {},
      {}};
  query.filter("account = ?", request.at("account"));
  if (const auto state = request.ask("state")) query.filter("state = ?", *state);
  const auto nicknames = nicknames_of(engine, request.at("account"));
  return page(engine.db(), request, std::move(query), [&](const Rows& rows, std::size_t i) {
    return json::object{{"id", fmt::format("{}", rows.integer(i, 0))},
                        {"group", rows.text(i, 1)},
                        {"stores", names_in(rows.text(i, 2), nicknames)},
                        {"since", time_text(rows.integer(i, 3))},
                        {"until", time_text(rows.integer(i, 4))},
                        {"source", rows.text(i, 5)},
                        {"asked_by", rows.text(i, 6)},
                        {"state", rows.text(i, 7)},
                        {"begun_at", time_text(rows.integer(i, 8))},
                        {"at", time_or_null(rows, i, 9)},
                        {"counted", rows.integer(i, 10)},
                        {"missing", rows.integer(i, 11)},
                        {"fetched", rows.integer(i, 12)},
                        {"unread", rows.integer(i, 13)},
                        {"note", rows.text(i, 14)}};
  });
}

Response rescan_store(engine::Engine& engine, const Request& request) {
  const auto from = parse_time(request.said("from"));
  const auto to = request.said("to").empty() ? std::optional(engine.clock().now()) : parse_time(request.said("to"));
  if (!from || !to)
    return problem(400, "Bad request",
                   fmt::format("{}: allowed is a time such as 2026-11-01 or 2026-11-01T12:00:00Z", from ? "to" : "from"));
  auto context = engine.context();
  const flows::RescanRequest wanted{request.at("account"), request.at("store"), *from, *to};
  const auto body = parse_json(request.body.empty() ? "{}" : request.body).value_or(json::object());
  if (flag_at(body, "dry_run")) {
    const auto preview = flows::preview_rescan(context, wanted, kPreviewDeadline);
    return preview ? ok(preview_json(*preview)) : problem(preview.error());
  }
  const auto window = flows::ask_rescan(context, wanted, {author_of(request)});
  if (!window) return problem(window.error());
  return ok(json::object{{"dry_run", false}, {"window", fmt::format("{}", *window)}}, 202);
}

}  // namespace fairway::api

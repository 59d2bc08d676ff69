#include "host/api/findings.hpp"

#include <fmt/format.h>

#include "host/api/page.hpp"

namespace fairway::api {

using storage::Rows;

Response list_findings(engine::Engine& engine, const Request& request) {
  PageQuery query{"SELECT id, account, target, kind, message, at, resolved_at FROM finding", "id", {}, {}};
  if (const auto account = request.ask("account")) query.filter("account = ?", *account);
  if (const auto kind = request.ask("kind")) query.filter("kind = ?", *kind);
  if (request.ask("all").value_or("false") != "true") query.where.push_back("resolved_at IS NULL");
  return page(engine.db(), request, std::move(query), [](const Rows& rows, std::size_t i) {
    return json::object{{"id", fmt::format("{}", rows.integer(i, 0))},
                        {"account", rows.text(i, 1)},
                        {"target", rows.text(i, 2)},
                        {"kind", rows.text(i, 3)},
                        {"message", rows.text(i, 4)},
                        {"at", time_text(rows.integer(i, 5))},
                        {"resolved_at", time_or_null(rows, i, 6)}};
  });
}

Response list_rejects(engine::Engine& engine, const Request& request) {
  PageQuery query{"SELECT id, source, stream, schema, pointer, error, at FROM reject", "id", {}, {}};
  query.filter("account = ?", request.at("account"));
  return page(engine.db(), request, std::move(query), [](const Rows& rows, std::size_t i) {
    return json::object{{"id", fmt::format("{}", rows.integer(i, 0))},
                        {"source", rows.text(i, 1)},
                        {"stream", rows.text(i, 2)},
                        {"schema", rows.text(i, 3)},
                        {"pointer", rows.text(i, 4)},
                        {"error", rows.text(i, 5)},
                        {"at", time_text(rows.integer(i, 6))}};
  });
}

}  // namespace fairway::api

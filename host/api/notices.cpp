#include "host/api/notices.hpp"

#include <fmt/format.h>

#include "host/api/page.hpp"

namespace fairway::api {
namespace {

using storage::Rows;

json::array ways_json(storage::Transaction& tx, std::int64_t notice) {
  json::array ways;
  const auto rows =
      tx.query("SELECT way, account, state, error, at FROM notice_way WHERE notice_id = ? ORDER BY id", {notice});
  for (std::size_t i = 0; rows && i < rows->size(); ++i)
    ways.push_back(json::object{{"way", rows->text(i, 0)},
                                {"told_by", rows->text(i, 1)},
                                {"state", rows->text(i, 2)},
                                {"error", rows->text(i, 3)},
                                {"at", time_text(rows->integer(i, 4))}});
  return ways;
}

}  // namespace

Response list_notices(engine::Engine& engine, const Request& request) {
  PageQuery query{"SELECT id, account, target, kind, title, text, at FROM notice", "id", {}, {}};
  for (const auto* name : {"account", "kind"})
    if (const auto wanted = request.ask(name)) query.filter(std::string(name) + " = ?", *wanted);
  auto tx = engine.db().read();
  if (!tx) return problem(tx.error());
  return page(engine.db(), request, std::move(query), [&](const Rows& rows, std::size_t i) {
    return json::object{{"id", fmt::format("{}", rows.integer(i, 0))},
                        {"account", rows.text(i, 1)},
                        {"target", rows.text(i, 2)},
                        {"kind", rows.text(i, 3)},
                        {"title", rows.text(i, 4)},
                        {"text", rows.text(i, 5)},
                        {"at", time_text(rows.integer(i, 6))},
                        {"told", ways_json(**tx, rows.integer(i, 0))}};
  });
}

}  // namespace fairway::api

#include "host/api/jobs.hpp"

#include <fmt/format.h>

#include "host/api/page.hpp"
#include "host/flows/verbs.hpp"

namespace fairway::api {

using storage::Rows;

Response list_jobs(engine::Engine& engine, const Request& request) {
  PageQuery query{
      "SELECT id, account, kind, target, subject, state, due_at, attempts, tries, last_code, last_error, last_started, "
      "last_ended, every FROM job",
      "id",
      {},
      {}};
  for (const auto* name : {"state", "account", "kind", "target"})
    if (const auto value = request.ask(name)) query.filter(std::string(name) + " = ?", *value);
  return page(engine.db(), request, std::move(query), [](const Rows& rows, std::size_t i) {
    return json::object{{"id", fmt::format("{}", rows.integer(i, 0))},
                        {"account", rows.text(i, 1)},
                        {"kind", rows.text(i, 2)},
                        {"target", rows.text(i, 3)},
                        {"subject", rows.integer(i, 4)},
                        {"state", rows.text(i, 5)},
                        {"due", time_text(rows.integer(i, 6))},
                        {"attempts", rows.integer(i, 7)},
                        {"tries", rows.integer(i, 8)},
                        {"last_code", rows.text(i, 9)},
                        {"last_error", rows.text(i, 10)},
                        {"last_started", time_or_null(rows, i, 11)},
                        {"last_ended", time_or_null(rows, i, 12)},
                        {"recurring", !rows.is_null(i, 13)}};
  });
}

Response replay_job(engine::Engine& engine, const Request& request) {
  const auto id = number(request.at("id"));
  if (!id) return problem(404, "Not found", "a job's id is a number");
  auto tx = engine.db().read();
  if (!tx) return problem(tx.error());
  const auto rows = (*tx)->query("SELECT account FROM job WHERE id = ?", {*id});
  if (!rows) return problem(rows.error());
  if (!rows->empty() && !request.who.sees(rows->text(0, 0)))  // as where there is none: it is not theirs to know
    return problem(404, "Not found", fmt::format("no dead letter {}", *id));
  auto context = engine.context();
  if (auto done = flows::replay(context, *id, {request.who.name}); !done) return problem(done.error());
  return ok(json::object{{"id", request.at("id")}, {"state", "ready"}});
}

}  // namespace fairway::api

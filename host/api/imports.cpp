#include "host/api/imports.hpp"

#include <fmt/format.h>

#include "fairway/json.hpp"
#include "host/api/csv.hpp"
#include "host/api/page.hpp"
#include "host/base/text.hpp"
#include "host/flows/listings/import_verbs.hpp"
#include "host/ledger/completion.hpp"

namespace fairway::api {
namespace {

using ledger::Import;
using storage::Rows;

constexpr std::int64_t kRowsAtOnce = 5000;

json::value number_or_null(const std::optional<std::int64_t>& value) { return value ? json::value(*value) : json::value(); }
json::value instant_or_null(const std::optional<Instant>& at) { return at ? json::value(format_time(*at)) : json::value(); }

json::object counts_json(const std::map<std::string, std::int64_t>& counts) {
  json::object out;
  for (const auto* outcome : {"created", "updated", "linked", "skipped", "failed"}) {
    const auto found = counts.find(outcome);
    out[outcome] = found == counts.end() ? 0 : found->second;
  }
  return out;
}

std::string nickname_of(storage::Transaction& tx, std::int64_t store) {
  auto rows = tx.query("SELECT nickname FROM store WHERE id = ?", {store});
  return rows && !rows->empty() ? rows->text(0, 0) : std::string();
}

// How fast rows come in, and how long at that rate the rest takes.
void add_speed(json::object& out, const Import& import, Instant now) {
  out["rows_per_second"] = out["seconds_left"] = nullptr;
  if (!import.read_from) return;
  const auto took = std::max<std::int64_t>(1, (import.ended_at.value_or(now) - *import.read_from).count());
  const auto rate = import.rows * 1000 / took;
  out["rows_per_second"] = rate;
  if (!import.ended_at && import.total && rate > 0)
    out["seconds_left"] = std::max<std::int64_t>(0, *import.total - import.told) / rate;
}

// What is asked of the catalogue for the listings that came in; null: nothing.
Status add_completion(storage::Transaction& tx, std::int64_t import, json::object& out) {
  const auto completion = ledger::completion_of(tx, import);
  if (!completion) return fail(completion.error());
  out["completing"] = nullptr;
  if (completion->state == ledger::CompletionState::none) return {};
  const auto& far = completion->so_far;
  out["completing"] = json::object{{"state", ledger::text(completion->state)},
                                   {"total", far.total},
                                   {"asked", far.asked},
                                   {"filled", far.filled},
                                   {"left_out", far.left_out},
                                   {"unknown", far.unknown},
                                   {"note", far.note}};
  return {};
}

Response show_it(engine::Engine& engine, const std::string& account, std::int64_t id, int status) {
  auto tx = engine.db().read();
  if (!tx) return problem(tx.error());
  auto import = ledger::import_by_id(**tx, id);
  if (!import) return problem(import.error());
  if (!*import || (*import)->account != account) return problem(404, "Not found");
  auto shown = import_json(**tx, **import, engine.clock().now());
  return shown ? ok(std::move(*shown), status) : problem(shown.error());
}

// The rows after `n`, which moves on; empty: there are no more.
Result<std::string> csv_after(storage::Database& db, std::int64_t import, const std::string& outcome, std::int64_t& n) {
  auto tx = db.read();
  if (!tx) return fail(std::move(tx.error()));
  auto rows = (*tx)->query(
      "SELECT n, place, sku, parent, outcome, reason, detail FROM import_row WHERE import_id = ? AND n > ? AND (? = '' OR "
      "outcome = ?) ORDER BY n LIMIT ?",
      {import, n, outcome, outcome, kRowsAtOnce});
  if (!rows) return fail(std::move(rows.error()));
  std::string text;
  for (std::size_t i = 0; i < rows->size(); ++i) {
    n = rows->integer(i, 0);
    text += fmt::format("{},", n);
    append_csv(text, rows->text(i, 1)), text += ',';
    append_csv(text, rows->text(i, 2));
    text += fmt::format(",{},{},{},", rows->integer(i, 3) != 0 ? "parent" : "variant", rows->text(i, 4), rows->text(i, 5));
    append_csv(text, flows::reason_text(rows->text(i, 5), rows->text(i, 6))), text += "\r\n";
  }
  return text;
}

}  // namespace

Result<json::object> import_json(storage::Transaction& tx, const Import& import, Instant now) {
  flows::ImportRules rules;
  if (JsonError error; !read_json(import.rules, rules, error)) rules = {};
  json::object out{{"id", fmt::format("{}", import.id)},
                   {"account", import.account},
                   {"store", nickname_of(tx, import.store_id)},
                   {"state", ledger::text(import.state)},
                   {"mode", rules.overwrite ? "create-and-overwrite" : "create-only"},
                   {"dry_run", import.dry_run},
                   {"rerun_of", import.rerun_of ? json::value(fmt::format("{}", *import.rerun_of)) : json::value()},
                   {"asked_by", import.asked_by},
                   {"requested_at", format_time(import.requested_at)},
                   {"started_at", instant_or_null(import.started_at)},
                   {"ended_at", instant_or_null(import.ended_at)},
                   {"file", import.file ? json::value(import.file->name) : json::value()},
                   {"rows", import.rows},
                   {"read", import.told},
                   {"total", number_or_null(import.total)},
                   {"parents", counts_json(import.counts.parents)},
                   {"variants", counts_json(import.counts.variants)},
                   {"kept", import.kept},
                   {"note", import.note},
                   {"place", nullptr}};
  add_speed(out, import, now);
  if (auto ok = add_completion(tx, import.id, out); !ok) return fail(std::move(ok.error()));
  if (import.state != ledger::ImportState::requested) return out;
  auto before = ledger::waiting_before(tx, import.id);
  if (!before) return fail(std::move(before.error()));
  out["place"] = *before + 1;
  return out;
}

Result<Import> find_import(storage::Transaction& tx, const Request& request) {
  const auto id = number(request.at("id"));
  auto found = id ? ledger::import_by_id(tx, *id) : Result<std::optional<Import>>(std::nullopt);
  if (!found) return fail(std::move(found.error()));
  if (!*found || (*found)->account != request.at("account"))
    return fail(FW_E_INVALID, fmt::format("no import {}", printable(request.at("id"), 40)));
  return std::move(**found);
}

Response start_import(engine::Engine& engine, const Request& request) {
  const auto body = parse_json(request.body.empty() ? "{}" : request.body).value_or(json::object());
  auto context = engine.context();
  const auto id = flows::ask_import(context,
                                    {request.at("account"), request.at("store"), request.said("mode"),
                                     flag_at(body, "dry_run"), request.said("file"), request.said("name")},
                                    {author_of(request)});
  return id ? show_it(engine, request.at("account"), *id, 202) : problem(id.error());
}

Response list_imports(engine::Engine& engine, const Request& request) {
  PageQuery query{"SELECT id FROM import", "id", {}, {}};
  query.filter("account = ?", request.at("account"));
  if (const auto state = request.ask("state")) query.filter("state = ?", *state);
  if (const auto store = request.ask("store"))
    query.filter("store_id IN (SELECT id FROM store WHERE account = import.account AND nickname = ? AND retired = 0)",
                 *store);
  auto tx = engine.db().read();
  if (!tx) return problem(tx.error());
  const auto now = engine.clock().now();
  return page(engine.db(), request, std::move(query), [&](const Rows& rows, std::size_t i) {
    const auto import = ledger::import_by_id(**tx, rows.integer(i, 0));
    const bool there = import && *import;
    auto shown = there ? import_json(**tx, **import, now) : Result<json::object>(json::object());
    return shown ? std::move(*shown) : json::object();
  });
}

Response show_import(engine::Engine& engine, const Request& request) {
  const auto id = number(request.at("id"));
  return id ? show_it(engine, request.at("account"), *id, 200) : problem(404, "Not found");
}

Response list_import_rows(engine::Engine& engine, const Request& request) {
  auto tx = engine.db().read();
  if (!tx) return problem(tx.error());
  const auto import = find_import(**tx, request);
  if (!import) return problem(404, "Not found", import.error().message);
  PageQuery query{
      "SELECT n, place, sku, parent, outcome, reason, detail FROM import_row JOIN import ON import.id = import_id",
      "n",
      {},
      {}};
  query.filter("import_id = ?", import->id);
  for (const auto* name : {"outcome", "reason", "sku"})
    if (const auto wanted = request.ask(name)) query.filter(std::string(name) + " = ?", *wanted);
  return page(engine.db(), request, std::move(query), [](const Rows& rows, std::size_t i) {
    return json::object{{"n", rows.integer(i, 0)},    {"row", rows.text(i, 1)},
                        {"sku", rows.text(i, 2)},     {"parent", rows.integer(i, 3) != 0},
                        {"outcome", rows.text(i, 4)}, {"reason", rows.text(i, 5)},
                        {"detail", rows.text(i, 6)},  {"text", flows::reason_text(rows.text(i, 5), rows.text(i, 6))}};
  });
}

Response import_csv(engine::Engine& engine, const Request& request) {
  auto tx = engine.db().read();
  if (!tx) return problem(tx.error());
  const auto import = find_import(**tx, request);
  if (!import) return problem(404, "Not found", import.error().message);
  Response answer{200, "n,row,sku,kind,outcome,reason,text\r\n", "text/csv; charset=utf-8", {}};
  answer.headers["Content-Disposition"] = fmt::format("attachment; filename=\"import-{}.csv\"", import->id);
  answer.more = [&db = engine.db(), id = import->id, outcome = request.ask("outcome").value_or(""),
                 n = std::int64_t{0}]() mutable { return csv_after(db, id, outcome, n); };
  return answer;
}

Response act_on_import(engine::Engine& engine, const Request& request) {
  const auto id = number(request.at("id"));
  if (!id) return problem(404, "Not found");
  const auto verb = request.verb();
  const auto& account = request.at("account");
  const flows::Person person{author_of(request)};
  auto context = engine.context();
  if (verb == "rerun") {
    const auto again = flows::rerun_import(context, account, *id, person);
    return again ? show_it(engine, account, *again, 202) : problem(again.error());
  }
  const auto done = verb == "undo" ? flows::undo_import(context, account, *id, person)
                                   : flows::cancel_import(context, account, *id, person);
  return done ? show_it(engine, account, *id, verb == "undo" ? 202 : 200) : problem(done.error());
}

}  // namespace fairway::api

#include "host/api/reloads.hpp"

#include <fmt/format.h>

#include "host/api/page.hpp"
#include "host/base/text.hpp"
#include "host/ledger/values.hpp"

namespace fairway::api {
namespace {

Result<engine::ReloadRequest> read_request(const Request& request) {
  engine::ReloadRequest asked;
  asked.author = author_of(request);
  if (request.body.empty()) return asked;
  const auto body = parse_json(request.body).value_or(json::object());
  asked.allow_removals = flag_at(body, "allow_removals");
  if (const auto* accounts = find(body, "accounts"); accounts && accounts->is_array()) {
    for (const auto& name : accounts->get_array()) asked.accounts.emplace(name.as_string());
    if (asked.accounts.empty()) return fail(FW_E_INVALID, "accounts: name at least one, or leave it out");
  }
  return asked;
}

json::array seen_by(const Identity& who, const json::value& accounts) {
  json::array out;
  if (accounts.is_array())
    for (const auto& one : accounts.get_array())
      if (who.sees(std::string(text_at(one, "account")))) out.push_back(one);
  return out;
}

Response finished(engine::Engine& engine, const Request& request, std::int64_t attempt) {
  auto ended = engine.await_reload(attempt);
  if (!ended) return problem(ended.error());
  auto body = engine::to_json(*ended);
  body["accounts"] = seen_by(request.who, body.at("accounts"));
  return ok(body);
}

// Nothing: a reload of which the token sees no account is none of its business.
std::optional<json::object> reload_row(const Identity& who, const storage::Rows& rows, std::size_t i) {
  const auto all = parse_json(rows.text(i, 7)).value_or(json::value());
  auto accounts = seen_by(who, all);
  const bool whole = who.accounts.empty();
  if (!whole && accounts.empty()) return std::nullopt;
  // What is said of the whole may name others.
  return json::object{{"attempt", rows.integer(i, 0)},
                      {"at", time_text(rows.integer(i, 1))},
                      {"ended", time_or_null(rows, i, 2)},
                      {"author", rows.text(i, 3)},
                      {"cause", rows.text(i, 4)},
                      {"status", rows.text(i, 5)},
                      {"message", whole ? rows.text(i, 6) : std::string()},
                      {"accounts", std::move(accounts)}};
}

Response unseen(const Request& request) {
  return problem(404, "Not found", fmt::format("no account {}", printable(request.at("account"), 60)));
}

}  // namespace

Response start_reload(engine::Engine& engine, const Request& request) {
  if (!request.who.accounts.empty()) return problem(403, "Forbidden", "a reload is for a token of all accounts");
  auto asked = read_request(request);
  if (!asked) return problem(400, "Bad request", asked.error().message);
  const auto attempt = engine.ask_reload(std::move(*asked));
  if (!attempt) return problem(attempt.error());
  const auto wait = request.ask("wait");
  if (wait && *wait != "false") return finished(engine, request, *attempt);
  return ok(json::object{{"attempt", *attempt}}, 202);
}

Response list_reloads(engine::Engine& engine, const Request& request) {
  const auto limit = number(request.ask("limit").value_or("100"));
  const auto before = number(request.ask("cursor").value_or("9223372036854775807"));
  if (!limit || *limit < 1 || *limit > 1000) return problem(400, "Bad request", "limit is a number from 1 to 1000");
  if (!before) return problem(400, "Bad request", "cursor is `next` of the page before");
  auto tx = engine.db().read();
  if (!tx) return problem(tx.error());
  json::array items;
  json::value next;
  const auto most = static_cast<std::size_t>(*limit);
  for (auto last = *before;;) {
    const auto rows = (*tx)->query(
        "SELECT attempt, at, ended_at, author, cause, status, message, accounts FROM reload WHERE attempt < ? "
        "ORDER BY attempt DESC LIMIT ?",
        {last, *limit});
    if (!rows) return problem(rows.error());
    std::size_t seen = 0;
    for (; seen < rows->size() && items.size() < most; ++seen) {
      last = rows->integer(seen, 0);
      if (auto item = reload_row(request.who, *rows, seen)) items.push_back(std::move(*item));
    }
    const bool more = seen < rows->size() || rows->size() == most;
    if (more && items.size() < most) continue;
    if (more) next = fmt::format("{}", last);
    break;
  }
  return ok(json::object{{"items", items}, {"next", next}});
}

Response list_versions(engine::Engine& engine, const Request& request) {
  const auto& account = request.at("account");
  if (!request.who.sees(account)) return unseen(request);
  auto tx = engine.db().read();
  if (!tx) return problem(tx.error());
  engine::History history(engine.vault());
  const auto versions = history.versions(**tx, account);
  if (!versions) return problem(versions.error());
  if (versions->empty()) return unseen(request);
  const auto pins = history.pins(**tx);
  if (!pins) return problem(pins.error());
  const auto pinned = std::find_if(pins->begin(), pins->end(), [&](const auto& pin) { return pin.account == account; });
  const auto running = pinned == pins->end() ? versions->front().generation : pinned->generation;
  json::array items;
  for (const auto& version : *versions) {
    json::object item{{"generation", version.generation},
                      {"at", format_time(version.at)},
                      {"author", version.author},
                      {"cause", version.cause},
                      {"running", version.generation == running},
                      {"pinned", false},
                      {"changes", version.changes}};
    if (pinned != pins->end() && pinned->generation == version.generation)
      item["pinned"] = true,
      item["pin"] = json::object{{"at", format_time(pinned->at)}, {"author", pinned->author}, {"reason", pinned->reason}};
    items.push_back(std::move(item));
  }
  return ok(json::object{{"items", items}, {"next", nullptr}});
}

Response show_version(engine::Engine& engine, const Request& request) {
  const auto& account = request.at("account");
  const auto generation = number(request.at("generation"));
  if (!request.who.sees(account) || !generation || *generation < 1) return unseen(request);
  auto tx = engine.db().read();
  if (!tx) return problem(tx.error());
  const auto sources = engine::History(engine.vault()).sources(**tx, account, *generation);
  if (!sources) return problem(404, "Not found", sources.error().message);
  json::object files;
  for (const auto& [name, text] : sources->texts) files[name] = *text;
  return ok(json::object{{"account", account}, {"generation", *generation}, {"file", sources->file}, {"files", files}});
}

Response rollback(engine::Engine& engine, const Request& request) {
  const auto& account = request.at("account");
  if (!request.who.sees(account)) return unseen(request);
  const auto body = parse_json(request.body);
  const auto* generation = body ? find(*body, "generation") : nullptr;
  if (!generation || !generation->is_int64() || generation->get_int64() < 1)
    return problem(400, "Bad request", "the body names the generation: {\"generation\": 3}");
  engine::ReloadRequest asked;
  asked.cause = "rollback";
  asked.author = author_of(request);
  asked.accounts = {account};
  asked.rollback = {account, generation->get_int64()};
  const auto attempt = engine.ask_reload(std::move(asked));
  if (!attempt) return problem(attempt.error());
  return finished(engine, request, *attempt);
}

}  // namespace fairway::api

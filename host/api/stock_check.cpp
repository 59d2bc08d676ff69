#include "host/api/stock_check.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "host/api/page.hpp"
#include "host/base/text.hpp"
#include "host/flows/stock/stock_check.hpp"

namespace fairway::api {
namespace {

constexpr Millis kUsualDeadline = std::chrono::seconds(2), kLongestDeadline = std::chrono::seconds(10);
constexpr std::size_t kLongestSku = 256;  // far above what any channel allows
constexpr Millis kForTheAnswer{50};       // of the deadline: reading what is known, and the way back

struct Check {
  std::string sku, store;
  std::optional<std::int64_t> quantity;
  Millis deadline = kUsualDeadline;
};

Result<Check> read_check(const Request& request) {
  Check check;
  check.sku = request.ask("sku").value_or("");
  check.store = request.ask("store").value_or("");
  if (check.sku.empty()) return fail(FW_E_INVALID, "sku says which item is meant");
  if (check.sku.size() > kLongestSku) return fail(FW_E_INVALID, fmt::format("a sku has at most {} bytes", kLongestSku));
  if (const auto quantity = request.ask("quantity")) {
    check.quantity = number(*quantity);
    if (!check.quantity || *check.quantity < 1) return fail(FW_E_INVALID, "quantity is a number from 1");
  }
  if (const auto deadline = request.ask("deadline")) {
    const auto time = *deadline == "0" ? std::optional(Millis(0)) : parse_duration(*deadline);
    if (!time || *time > kLongestDeadline) return fail(FW_E_INVALID, "deadline is a time such as 500ms or 2s, at most 10s");
    check.deadline = *time;
  }
  return check;
}

// One place with what is known of it, and whether that was asked for just now.
struct Level {
  const flows::StockPlace* place;
  flows::StockKnown known;
  bool live;
};

Result<std::vector<Level>> levels_of(engine::Engine& engine, StockSources& stock, const std::string& account,
                                     const std::vector<flows::StockPlace>& places, Millis deadline) {
  std::vector<LiveStock::Question> questions;
  for (const auto& place : places)
    if (place.can_be_asked) questions.push_back({account, place.who->name, place.sku});
  std::set<LiveStock::Question> answered;
  if (deadline > Millis(0))
    answered = stock.live.ask(questions, deadline - std::min(kForTheAnswer, deadline / 10), stock.seats);
  const auto known = stock.known.read(engine.db(), account, places);
  if (!known) return fail(known.error());
  std::vector<Level> levels;
  for (std::size_t i = 0; i < places.size(); ++i)
    levels.push_back({&places[i], (*known)[i], answered.contains({account, places[i].who->name, places[i].sku})});
  return levels;
}

// What all of them come to.
struct Sum {
  std::int64_t available = 0, most = 0;  // together; of the one that has most, for a line is never split
  std::optional<Instant> as_of;          // of the oldest
  bool known = false, live = true;
};

Sum sum_of(const std::vector<Level>& levels) {
  Sum sum;
  sum.live = std::any_of(levels.begin(), levels.end(), [](const Level& level) { return level.live; });
  for (const auto& level : levels) {
    if (level.known.available || level.place->can_be_asked) sum.live = sum.live && level.live;
    if (!level.known.available) continue;
    const auto has = std::max<std::int64_t>(*level.known.available, 0);
    sum.known = true;
    sum.available += has;
    sum.most = std::max(sum.most, has);
    sum.as_of = std::min(sum.as_of.value_or(Instant::max()), level.known.as_of);
  }
  return sum;
}

const char* source_of(bool live) { return live ? "live" : "known"; }

json::object level_json(const Level& level) {
  const auto& [available, as_of] = level.known;
  return {{"warehouse", level.place->who->name},
          {"sku", level.place->sku},
          {"available", available ? json::value(*available) : json::value()},
          {"as_of", available ? json::value(format_time(as_of)) : json::value()},
          {"source", source_of(level.live)}};
}

json::object check_json(const Check& check, const std::vector<Level>& levels, Instant now) {
  const auto sum = sum_of(levels);
  json::object body{
      {"sku", check.sku},
      {"available", sum.known ? json::value(sum.available) : json::value()},
      {"as_of", sum.known ? json::value(format_time(*sum.as_of)) : json::value()},
      {"age_seconds", sum.known ? json::value(std::max<std::int64_t>((now - *sum.as_of).count() / 1000, 0)) : json::value()},
      {"source", source_of(sum.live)}};
  if (check.quantity) body["enough"] = sum.known ? json::value(sum.most >= *check.quantity) : json::value();
  if (levels.empty()) body["reason"] = "nobody in this account may ship it";
  else if (!sum.known) body["reason"] = "nobody who ships for this account has told a level of it";
  json::array places;
  for (const auto& level : levels) places.push_back(level_json(level));
  body["warehouses"] = std::move(places);
  return body;
}

}  // namespace

Response check_stock(engine::Engine& engine, const Request& request) {
  const auto check = read_check(request);
  if (!check) return problem(400, "Bad request", check.error().message);
  const auto snapshot = engine.snapshot();
  const auto account = snapshot->accounts.find(request.at("account"));
  if (account == snapshot->accounts.end())
    return problem({FW_E_UNAVAILABLE, "the account " + request.at("account") + " does not run"});
  if (!check->store.empty() && !account->second->store(check->store))
    return problem(404, "Not found", "no store " + printable(check->store, 80));
  const auto catalogue = engine.catalogue();
  const auto places = flows::stock_places(*account->second, *catalogue, check->sku, check->store);
  const auto levels = levels_of(engine, *request.stock, account->first, places, check->deadline);
  if (!levels) return problem(levels.error());
  return ok(check_json(*check, *levels, engine.clock().now()));
}

}  // namespace fairway::api

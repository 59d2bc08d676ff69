#include "host/api/plugin_log.hpp"

#include <algorithm>

#include "host/api/page.hpp"
#include "host/base/text.hpp"

namespace fairway::api {
namespace {

constexpr std::int64_t kUsualLines = 100, kMostLines = 1000;

bool may_see(const Identity& who, const plugins::PluginLine& line) {
  if (who.accounts.empty()) return true;
  const auto accounts = split(who.accounts, ',');
  const auto account = line.instance.substr(0, line.instance.find('/'));
  return std::find(accounts.begin(), accounts.end(), account) != accounts.end();
}

json::object shown_line(const plugins::PluginLine& line) {
  return {{"number", line.number}, {"at", format_time(line.at)}, {"level", line.level},    {"instance", line.instance},
          {"lane", line.lane},     {"trace", line.trace},        {"message", line.message}};
}

}  // namespace

Response plugin_log(engine::Engine& engine, const Request& request) {
  const auto& name = request.at("name");
  if (!engine.catalogue()->plugins.contains(name)) return problem(404, "Not found", "no plugin " + printable(name, 80));
  const auto limit = number(request.ask("limit").value_or(fmt::format("{}", kUsualLines)));
  if (!limit || *limit < 1 || *limit > kMostLines)
    return problem(400, "Bad request", fmt::format("limit is a number from 1 to {}", kMostLines));
  const auto after = number(request.ask("cursor").value_or("0"));
  if (!after) return problem(400, "Bad request", "this cursor was not given out here");
  const auto lines = engine.supervisor().lines(name, *after, static_cast<std::size_t>(*limit) + 1);
  const auto count = std::min(lines.size(), static_cast<std::size_t>(*limit));
  json::array items;
  for (std::size_t i = 0; i < count; ++i)
    if (may_see(request.who, lines[i])) items.push_back(shown_line(lines[i]));
  json::value next;
  if (lines.size() > count) next = fmt::format("{}", lines[count - 1].number);
  return ok(json::object{{"items", std::move(items)}, {"next", next}});
}

}  // namespace fairway::api

#include "host/api/page.hpp"

#include <charconv>

#include <fmt/format.h>

#include "host/base/text.hpp"

namespace fairway::api {
namespace {

constexpr std::int64_t kDefaultLimit = 100, kMostLimit = 1000;

// A token for some accounts sees only their rows, whatever the endpoint asks for.
void see_only(const Identity& who, PageQuery& query) {
  if (who.accounts.empty()) return;
  std::string places;
  for (const auto& account : split(who.accounts, ',')) {
    places += places.empty() ? "?" : ", ?";
    query.values.push_back(account);
  }
  query.where.push_back("account IN (" + places + ")");
}

}  // namespace

std::optional<std::int64_t> number(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size() ? std::optional(value) : std::nullopt;
}

void PageQuery::filter(const std::string& condition, storage::Value value) {
  where.push_back(condition);
  values.push_back(std::move(value));
}

Response page(storage::Database& db, const Request& request, PageQuery query,
              const std::function<json::object(const storage::Rows&, std::size_t)>& item) {
  const auto limit = number(request.ask("limit").value_or(fmt::format("{}", kDefaultLimit)));
  if (!limit || *limit < 1 || *limit > kMostLimit)
    return problem(400, "Bad request", fmt::format("limit is a number from 1 to {}", kMostLimit));
  if (const auto cursor = request.ask("cursor")) {
    const auto before = number(*cursor);
    if (!before) return problem(400, "Bad request", "this cursor was not given out here");
    query.filter(query.key + " < ?", *before);
  }
  see_only(request.who, query);
  auto sql = query.select;
  for (std::size_t i = 0; i < query.where.size(); ++i) sql += (i == 0 ? " WHERE " : " AND ") + query.where[i];
  sql += fmt::format(" ORDER BY {} DESC LIMIT {}", query.key, *limit + 1);

  auto tx = db.read();
  if (!tx) return problem(tx.error());
  auto rows = (*tx)->query(sql, query.values);
  if (!rows) return problem(rows.error());
  json::array items;
  const auto count = std::min<std::size_t>(rows->size(), static_cast<std::size_t>(*limit));
  for (std::size_t i = 0; i < count; ++i) items.push_back(item(*rows, i));
  json::value next;
  if (rows->size() > count && count > 0) next = fmt::format("{}", rows->integer(count - 1, 0));
  return ok(json::object{{"items", std::move(items)}, {"next", next}});
}

std::string time_text(std::int64_t ms) { return format_time(Instant(Millis(ms))); }

json::value time_or_null(const storage::Rows& rows, std::size_t row, std::size_t column) {
  const auto ms = rows.maybe_integer(row, column);
  return ms ? json::value(time_text(*ms)) : json::value();
}

}  // namespace fairway::api

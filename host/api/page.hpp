// Lists are paged by cursor: ?limit= (100, at most 1000) &cursor= -> {"items": […], "next": "…" | null}. The cursor is the
// key of the last item; lists go from new to old.
#pragma once
#include <functional>

#include "host/api/http.hpp"
#include "host/storage/database.hpp"

namespace fairway::api {

struct PageQuery {
  std::string select;              // up to FROM and its joins
  std::string key = "id";          // integer column that orders the list
  std::vector<std::string> where;  // each with one `?` per value
  std::vector<storage::Value> values;
  void filter(const std::string& condition, storage::Value value);
};

// A page of `query` for this request, each row turned into an item. The key must be the first column, and the table has a
// column `account`: rows of accounts that the token does not see are left out.
Response page(storage::Database& db, const Request& request, PageQuery query,
              const std::function<json::object(const storage::Rows&, std::size_t)>& item);

// Ids and limits of a request; nothing where the text is anything but a number.
std::optional<std::int64_t> number(std::string_view text);

// Times in answers; null where there is none.
json::value time_or_null(const storage::Rows& rows, std::size_t row, std::size_t column);
std::string time_text(std::int64_t ms);

}  // namespace fairway::api

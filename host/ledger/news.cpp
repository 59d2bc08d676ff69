#include "host/ledger/news.hpp"

namespace fairway::ledger {

// The types stand in the words of the index order_event_news, which SQLite takes only then.
Result<std::vector<News>> news_after(storage::Transaction& tx, std::int64_t event_id, std::size_t limit) {
  auto rows = tx.query(
      "SELECT e.id, e.order_id, e.at, e.type, e.cause, e.data, o.account, o.store, o.plugin, o.seller, o.channel_order_id "
      "FROM order_event e JOIN orders o ON o.id = e.order_id WHERE e.type IN ('held', 'released', 'unmapped', 'refused', "
      "'cancelled', 'cancellation-refused', 'dropped', 'failed') AND e.id > ? ORDER BY e.id LIMIT ?",
      {event_id, static_cast<std::int64_t>(limit)});
  if (!rows) return fail(std::move(rows.error()));
  std::vector<News> news;
  for (std::size_t i = 0; i < rows->size(); ++i)
    news.push_back({{rows->integer(i, 0), rows->integer(i, 1), from_ms(rows->integer(i, 2)), rows->text(i, 3),
                     rows->text(i, 4), rows->text(i, 5)},
                    rows->text(i, 6),
                    rows->text(i, 7),
                    rows->text(i, 8),
                    rows->text(i, 9),
                    rows->text(i, 10)});
  return news;
}

}  // namespace fairway::ledger

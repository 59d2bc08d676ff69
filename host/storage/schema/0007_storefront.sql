-- Orders that a shop handed in, by what a repetition is known by: hashes of its Idempotency-Key and of what the order said. They
-- stay as long as the order's own key.
CREATE TABLE posted_order (
  plugin TEXT NOT NULL, seller TEXT NOT NULL, key_hash TEXT NOT NULL, content_hash TEXT NOT NULL, order_id INTEGER NOT NULL,
  at INTEGER NOT NULL, PRIMARY KEY (plugin, seller, key_hash)
) WITHOUT ROWID;
CREATE INDEX posted_order_order ON posted_order (order_id);
-- What a channel is told of its orders, in the order in which it happened. ledger/news.cpp asks in the same words.
CREATE INDEX order_event_news ON order_event (id)
  WHERE type IN ('held', 'released', 'unmapped', 'refused', 'cancelled', 'cancellation-refused', 'dropped', 'failed');

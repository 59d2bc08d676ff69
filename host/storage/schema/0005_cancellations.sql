-- What the seller gives up of an order, and how far its warehouse and its channel know of that.
CREATE TABLE cancellation (
  id INTEGER PRIMARY KEY, order_id INTEGER NOT NULL, reason TEXT NOT NULL, lines TEXT NOT NULL, whole INTEGER NOT NULL,
  state TEXT NOT NULL,                   -- asked | due | telling | told | verified | refused | moot
  remote_id TEXT NOT NULL DEFAULT '', error TEXT NOT NULL DEFAULT '', tries INTEGER NOT NULL DEFAULT 0,
  created_at INTEGER NOT NULL, told_at INTEGER
);
CREATE INDEX cancellation_order ON cancellation (order_id);
CREATE INDEX cancellation_state ON cancellation (state, told_at);

ALTER TABLE orders ADD COLUMN read_at INTEGER NOT NULL DEFAULT 0;          -- when the channel's copy was last read
ALTER TABLE orders ADD COLUMN gate_since INTEGER;                          -- since when it could not be read again before it goes on
ALTER TABLE orders ADD COLUMN cancel_request TEXT NOT NULL DEFAULT '';     -- the lines that the buyer asks to cancel, as they were acted upon
ALTER TABLE orders ADD COLUMN cancel_declined INTEGER NOT NULL DEFAULT 0;  -- and a person declined
ALTER TABLE orders ADD COLUMN given_up TEXT NOT NULL DEFAULT '';           -- lines that the seller gave up

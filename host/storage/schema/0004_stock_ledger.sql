-- What of each SKU a warehouse has to give away: the sum of its movements. `reserved`: units of orders that `level` does not
-- account for. Unknown until a warehouse told it: `told` and `as_of` are NULL then.
CREATE TABLE stock_balance (
  id INTEGER PRIMARY KEY, account TEXT NOT NULL, warehouse TEXT NOT NULL, sku TEXT NOT NULL,
  level INTEGER NOT NULL, reserved INTEGER NOT NULL,
  told INTEGER,                          -- the last snapshot that was applied, over all locations
  as_of INTEGER                          -- of that: by the warehouse's clock where it told
);
CREATE UNIQUE INDEX stock_balance_sku ON stock_balance (account, sku, warehouse);
CREATE INDEX stock_balance_page ON stock_balance (account, id);
CREATE INDEX stock_balance_place ON stock_balance (account, warehouse);

CREATE TABLE stock_movement (            -- append-only; old ones are folded into one `opening` for each balance
  id INTEGER PRIMARY KEY, balance_id INTEGER NOT NULL, at INTEGER NOT NULL,
  kind TEXT NOT NULL,                    -- opening | snapshot | received | reserved | released | sold
  quantity INTEGER NOT NULL,             -- what was told, or how much it is about
  level INTEGER NOT NULL, reserved INTEGER NOT NULL,   -- by how much the balance changed
  applied INTEGER NOT NULL DEFAULT 1,    -- 0: a snapshot, or a receipt, older than what was known
  as_of INTEGER,                         -- of snapshots and receipts, by the warehouse's clock
  order_id INTEGER,
  cause TEXT NOT NULL                    -- job, order or notice
);
CREATE INDEX stock_movement_balance ON stock_movement (balance_id);
CREATE INDEX stock_movement_receipt ON stock_movement (balance_id) WHERE kind = 'received';
CREATE UNIQUE INDEX stock_movement_old ON stock_movement (balance_id, kind, as_of, quantity) WHERE applied = 0;
CREATE INDEX stock_movement_fold ON stock_movement (at) WHERE kind <> 'opening';

CREATE TABLE stock_reservation (         -- units of an order's line at one warehouse that no snapshot accounts for yet
  id INTEGER PRIMARY KEY, order_id INTEGER NOT NULL, line_id TEXT NOT NULL, balance_id INTEGER NOT NULL,
  fulfilment_id INTEGER NOT NULL,        -- 0: not routed yet
  quantity INTEGER NOT NULL,             -- of which
  sold INTEGER NOT NULL,                 -- left the warehouse
  contained INTEGER NOT NULL DEFAULT 0,  -- a snapshot accounts for it
  ended INTEGER NOT NULL DEFAULT 0,      -- its order is closed
  known_at INTEGER,                      -- since when the warehouse knows it, where its answer to the order did not say so
  sold_at INTEGER,                       -- when we knew of the first parcel
  at INTEGER NOT NULL
);
CREATE UNIQUE INDEX stock_reservation_line ON stock_reservation (order_id, line_id, balance_id);
CREATE INDEX stock_reservation_balance ON stock_reservation (balance_id, contained);
CREATE INDEX stock_reservation_ended ON stock_reservation (at) WHERE ended = 1;
CREATE INDEX stock_reservation_unpaid ON stock_reservation (at) WHERE fulfilment_id = 0;

INSERT INTO stock_balance (account, warehouse, sku, level, reserved, told, as_of)
  SELECT account, warehouse, sku, SUM(available), 0, SUM(available), MIN(COALESCE(as_of, seen_at)) FROM stock_level
  GROUP BY account, warehouse, sku;
INSERT INTO stock_movement (balance_id, at, kind, quantity, level, reserved, as_of, cause)
  SELECT id, as_of, 'opening', told, told, 0, as_of, 'the levels that were known' FROM stock_balance;

-- The proof that no order is missing: windows of the channel's time, each seen by a second view and compared with the ledger.
CREATE TABLE order_window (
  id INTEGER PRIMARY KEY, account TEXT NOT NULL,
  source TEXT NOT NULL,                  -- the group of stores that one pull serves
  stores TEXT NOT NULL,                  -- which of them it speaks of: ids of their rows, "3,4"
  since INTEGER NOT NULL, until INTEGER NOT NULL,
  view TEXT NOT NULL,                    -- order-ids (the channel's own list) | rescan (the pull once more)
  asked_by TEXT NOT NULL DEFAULT '',     -- the person; '': the schedule
  state TEXT NOT NULL,                   -- asking | fetching | proved | incomplete
  begun_at INTEGER NOT NULL, ended_at INTEGER,
  tries INTEGER NOT NULL DEFAULT 0,      -- of the view, that came to nothing
  looks INTEGER NOT NULL DEFAULT 0,      -- since the last of them
  counted INTEGER NOT NULL DEFAULT 0,    -- orders that the view showed
  missing INTEGER NOT NULL DEFAULT 0,    -- of them that were not in the ledger
  fetched INTEGER NOT NULL DEFAULT 0,    -- of those that are now
  unread INTEGER NOT NULL DEFAULT 0,     -- rows of the view that could not be read, see reject
  note TEXT NOT NULL DEFAULT ''
);
CREATE INDEX order_window_open ON order_window (account, source) WHERE ended_at IS NULL;
CREATE INDEX order_window_account ON order_window (account, id);
CREATE INDEX order_window_ended ON order_window (ended_at) WHERE ended_at IS NOT NULL;

CREATE TABLE order_gap (                 -- an order that a window showed and the ledger did not have
  id INTEGER PRIMARY KEY, window_id INTEGER NOT NULL, channel_order_id TEXT NOT NULL,
  tries INTEGER NOT NULL DEFAULT 0,      -- to fetch it by its id
  fetched_at INTEGER                     -- since when it is in the ledger
);
CREATE UNIQUE INDEX order_gap_once ON order_gap (window_id, channel_order_id);

-- Times are milliseconds since 1970, UTC. JSON is text. Nothing here holds personal data in the clear: `pii` and `raw`
-- are sealed under the key that `pii_key` names in keys.db.

CREATE TABLE host (                      -- one row: who owns this database, and how often it was owned
  id INTEGER PRIMARY KEY CHECK (id = 1), epoch INTEGER NOT NULL, started_at INTEGER NOT NULL, clean INTEGER NOT NULL
);

CREATE TABLE sequence (name TEXT PRIMARY KEY, last INTEGER NOT NULL) WITHOUT ROWID;   -- the highest id given out, by table

CREATE TABLE account (                   -- what was applied of each account file
  name TEXT PRIMARY KEY, hash TEXT NOT NULL, generation INTEGER NOT NULL, applied_at INTEGER NOT NULL, absent INTEGER NOT NULL DEFAULT 0
);

CREATE TABLE config_text (               -- texts of configuration files, each once; sealed, for a file may hold a secret
  hash TEXT PRIMARY KEY, key TEXT NOT NULL, sealed BLOB NOT NULL
) WITHOUT ROWID;

CREATE TABLE config_version (            -- what was applied of an account: enough to run it again
  account TEXT NOT NULL, generation INTEGER NOT NULL, at INTEGER NOT NULL, author TEXT NOT NULL, cause TEXT NOT NULL,
  file TEXT NOT NULL, folder_hash TEXT NOT NULL,   -- the account file; over all its files
  changes TEXT NOT NULL,                 -- against the version before, without secrets
  PRIMARY KEY (account, generation)
) WITHOUT ROWID;

CREATE TABLE config_file (               -- the files of a version; `template`: the name under which one is extended
  account TEXT NOT NULL, generation INTEGER NOT NULL, name TEXT NOT NULL, template TEXT, text TEXT NOT NULL,
  PRIMARY KEY (account, generation, name)
) WITHOUT ROWID;
CREATE INDEX config_file_text ON config_file (text);

CREATE TABLE config_pin (                -- an account that stays at a version until its files are others than now
  account TEXT PRIMARY KEY, generation INTEGER NOT NULL, folder_hash TEXT NOT NULL, at INTEGER NOT NULL, author TEXT NOT NULL, reason TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE reload (                    -- every attempt to apply the files
  attempt INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, ended_at INTEGER, author TEXT NOT NULL, cause TEXT NOT NULL,
  status TEXT NOT NULL,                  -- running | applied | unchanged | rejected | rolled-back
  message TEXT NOT NULL DEFAULT '', accounts TEXT NOT NULL DEFAULT '[]'
);

CREATE TABLE store (                     -- a store as the reports know it: another identity is another row
  id INTEGER PRIMARY KEY, account TEXT NOT NULL, nickname TEXT NOT NULL, plugin TEXT NOT NULL,
  seller TEXT NOT NULL, identity TEXT NOT NULL, first_seen INTEGER NOT NULL,
  live_since INTEGER,                    -- since when orders are taken on: `start: now` means after this
  paused INTEGER NOT NULL DEFAULT 0,
  removed_at INTEGER,                    -- since when the nickname has another identity, or none
  retired INTEGER NOT NULL DEFAULT 0     -- a person removed it: what has its nickname later is another store
);
CREATE UNIQUE INDEX store_current ON store (account, nickname, plugin, identity) WHERE removed_at IS NULL;

CREATE TABLE seller (                    -- a seller identity belongs to one account at a time
  plugin TEXT NOT NULL, identity TEXT NOT NULL, account TEXT NOT NULL, since INTEGER NOT NULL, PRIMARY KEY (plugin, identity)
) WITHOUT ROWID;

CREATE TABLE orders (
  id INTEGER PRIMARY KEY,                -- in order of arrival
  account TEXT NOT NULL, store TEXT NOT NULL, store_id INTEGER NOT NULL,
  plugin TEXT NOT NULL, seller TEXT NOT NULL, channel_order_id TEXT NOT NULL,
  state TEXT NOT NULL, reason TEXT NOT NULL DEFAULT '', held_from TEXT NOT NULL DEFAULT '',
  channel_status TEXT NOT NULL, fulfilled_by TEXT NOT NULL, marketplace TEXT NOT NULL,
  ship_service TEXT NOT NULL, ship_category TEXT NOT NULL, country TEXT NOT NULL,
  service TEXT NOT NULL DEFAULT '', service_rule TEXT NOT NULL DEFAULT '',
  ship_by INTEGER, created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL, taken_at INTEGER NOT NULL, closed_at INTEGER,
  ack_state TEXT NOT NULL DEFAULT '',    -- '' | due | sent
  late_alarm INTEGER NOT NULL DEFAULT 0, -- the ship-by alarm was given
  confirmation_needed INTEGER NOT NULL DEFAULT 1,
  document TEXT NOT NULL,                -- order/1 less personal data
  pii BLOB, pii_key TEXT
);
CREATE UNIQUE INDEX orders_channel ON orders (channel_order_id, plugin, seller);   -- the key taken before any side effect
CREATE INDEX orders_state ON orders (account, state, id);
CREATE INDEX orders_ack ON orders (account, store, id) WHERE ack_state = 'due';
CREATE INDEX orders_ship_by ON orders (ship_by) WHERE closed_at IS NULL AND ship_by IS NOT NULL;
CREATE INDEX orders_account ON orders (account, id);
CREATE INDEX orders_redact ON orders (account, closed_at) WHERE closed_at IS NOT NULL AND pii_key IS NOT NULL;
CREATE INDEX orders_open ON orders (account, taken_at) WHERE closed_at IS NULL AND pii_key IS NOT NULL;
CREATE INDEX orders_prune ON orders (closed_at) WHERE closed_at IS NOT NULL AND document <> '{}';

CREATE TABLE order_count (               -- how many orders are in a state
  account TEXT NOT NULL, state TEXT NOT NULL, orders INTEGER NOT NULL, PRIMARY KEY (account, state)
) WITHOUT ROWID;

CREATE TABLE order_event (               -- the ledger: append-only
  id INTEGER PRIMARY KEY, order_id INTEGER NOT NULL, at INTEGER NOT NULL, type TEXT NOT NULL, cause TEXT NOT NULL, data TEXT NOT NULL DEFAULT ''
);
CREATE INDEX order_event_order ON order_event (order_id, id);

CREATE TABLE fulfilment (                -- an order, or a part of one, at one warehouse
  id INTEGER PRIMARY KEY, order_id INTEGER NOT NULL, account TEXT NOT NULL, warehouse TEXT NOT NULL,
  scope TEXT NOT NULL,                   -- the warehouse's own name space of references
  reference TEXT NOT NULL, part INTEGER NOT NULL, state TEXT NOT NULL, service TEXT NOT NULL,
  remote_id TEXT NOT NULL DEFAULT '', lines TEXT NOT NULL, created_at INTEGER NOT NULL, submitted_at INTEGER
);
CREATE UNIQUE INDEX fulfilment_reference ON fulfilment (scope, reference);
CREATE INDEX fulfilment_order ON fulfilment (order_id);

CREATE TABLE shipment (                  -- one parcel
  id INTEGER PRIMARY KEY, order_id INTEGER NOT NULL, fulfilment_id INTEGER NOT NULL, account TEXT NOT NULL, store TEXT NOT NULL,
  remote_id TEXT NOT NULL, package_reference TEXT NOT NULL,   -- stored before the first send, the same on every retry
  carrier TEXT NOT NULL, service TEXT NOT NULL, tracking_number TEXT NOT NULL, shipped_at INTEGER, lines TEXT NOT NULL,
  state TEXT NOT NULL,                   -- known | confirmed | verified | failed | not-needed
  error TEXT NOT NULL DEFAULT '', known_at INTEGER NOT NULL, confirmed_at INTEGER, verified_at INTEGER
);
CREATE UNIQUE INDEX shipment_remote ON shipment (fulfilment_id, remote_id);
CREATE UNIQUE INDEX shipment_package ON shipment (order_id, package_reference);
CREATE INDEX shipment_state ON shipment (account, state, id);
CREATE INDEX shipment_account ON shipment (account, id);

CREATE TABLE job (
  id INTEGER PRIMARY KEY AUTOINCREMENT,  -- never given twice: events name it as their cause
  key TEXT NOT NULL UNIQUE,
  account TEXT NOT NULL, kind TEXT NOT NULL, target TEXT NOT NULL, subject INTEGER NOT NULL DEFAULT 0, payload TEXT NOT NULL DEFAULT '',
  every INTEGER,                         -- of a recurring job; NULL: done once
  state TEXT NOT NULL,                   -- ready | running | dead | parked
  due_at INTEGER NOT NULL, rerun_at INTEGER,   -- rerun_at: queued again while it ran
  epoch INTEGER NOT NULL DEFAULT 0, attempts INTEGER NOT NULL DEFAULT 0, tries INTEGER NOT NULL DEFAULT 0,
  last_code TEXT NOT NULL DEFAULT '', last_error TEXT NOT NULL DEFAULT '', last_started INTEGER, last_ended INTEGER, created_at INTEGER NOT NULL
);
CREATE INDEX job_due ON job (due_at) WHERE state = 'ready';
CREATE INDEX job_group ON job (account, kind, target, due_at) WHERE state = 'ready';
CREATE INDEX job_state ON job (state, id);
CREATE INDEX job_recurring ON job (account) WHERE every IS NOT NULL;

CREATE TABLE cursor (scope TEXT PRIMARY KEY, cursor TEXT NOT NULL, updated_at INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE plugin_state (scope TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (scope, key)) WITHOUT ROWID;
CREATE TABLE token (scope TEXT PRIMARY KEY, refresh BLOB, access BLOB, expires_at INTEGER NOT NULL DEFAULT 0, source TEXT NOT NULL DEFAULT '',
                    version INTEGER NOT NULL DEFAULT 0, lease_until INTEGER NOT NULL DEFAULT 0, lease_holder TEXT NOT NULL DEFAULT '') WITHOUT ROWID;
CREATE TABLE bucket (key TEXT PRIMARY KEY, level REAL NOT NULL, rate REAL NOT NULL, at INTEGER NOT NULL) WITHOUT ROWID;

CREATE TABLE reject (                    -- what came in wrong, with its cause; its neighbours went on
  id INTEGER PRIMARY KEY, account TEXT NOT NULL, source TEXT NOT NULL, stream TEXT NOT NULL, schema TEXT NOT NULL,
  pointer TEXT NOT NULL, error TEXT NOT NULL, at INTEGER NOT NULL, raw BLOB, pii_key TEXT,
  hash TEXT                              -- of stream and bytes, while those are kept: overlapping pulls bring the same row again
);
CREATE UNIQUE INDEX reject_once ON reject (account, source, hash);
CREATE INDEX reject_account ON reject (account, id);
CREATE INDEX reject_raw ON reject (at) WHERE pii_key IS NOT NULL;

CREATE TABLE finding (                   -- loud in lists and health until resolved: a duplicate under another account, a gap
  id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, account TEXT NOT NULL, target TEXT NOT NULL, kind TEXT NOT NULL, message TEXT NOT NULL,
  order_id INTEGER,                      -- the order that it is about: resolved once that has shipped or ended
  at INTEGER NOT NULL, resolved_at INTEGER
);

CREATE INDEX finding_open ON finding (kind) WHERE resolved_at IS NULL;
CREATE INDEX finding_account ON finding (account, id);

CREATE TABLE stock_level (
  id INTEGER PRIMARY KEY, account TEXT NOT NULL, warehouse TEXT NOT NULL, sku TEXT NOT NULL, location TEXT NOT NULL, available INTEGER NOT NULL,
  on_hand INTEGER, committed INTEGER, as_of INTEGER, seen_at INTEGER NOT NULL
);
CREATE UNIQUE INDEX stock_level_key ON stock_level (account, warehouse, sku, location);
CREATE INDEX stock_level_sku ON stock_level (account, sku);
CREATE INDEX stock_level_page ON stock_level (account, id);

CREATE TABLE hook (                      -- a delivery, stored once by its id before it is answered
  id INTEGER PRIMARY KEY, account TEXT NOT NULL, target TEXT NOT NULL, delivery_id TEXT NOT NULL, at INTEGER NOT NULL,
  headers TEXT NOT NULL, body BLOB, pii_key TEXT
);
CREATE UNIQUE INDEX hook_delivery ON hook (account, target, delivery_id);
CREATE INDEX hook_at ON hook (at);

CREATE TABLE api_token (hash TEXT PRIMARY KEY, name TEXT NOT NULL, role TEXT NOT NULL, accounts TEXT NOT NULL DEFAULT '', created_at INTEGER NOT NULL) WITHOUT ROWID;

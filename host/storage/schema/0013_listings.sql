-- The catalogue of an account, what its stores list of it, and the imports that brought it, with the outcome of each row.
-- Columns named *_import hold ids of `import`; NULL: it was none.
CREATE TABLE catalogue_item (
  id INTEGER PRIMARY KEY, account TEXT NOT NULL, sku TEXT NOT NULL,
  title TEXT NOT NULL, description TEXT NOT NULL, images TEXT NOT NULL,   -- images: a JSON list of URLs, the main one first
  product_id TEXT NOT NULL, barcode TEXT NOT NULL,                        -- as the channel told them
  gtin TEXT,                             -- the barcode as 14 digits while the item holds it; NULL: none, no true one, or freed
  mpn TEXT NOT NULL, family TEXT NOT NULL, parent INTEGER NOT NULL,       -- family: the SKU of the parent
  condition TEXT NOT NULL, category TEXT NOT NULL,
  created_import INTEGER
);
CREATE UNIQUE INDEX catalogue_item_sku ON catalogue_item (account, sku);
CREATE INDEX catalogue_item_gtin ON catalogue_item (account, gtin) WHERE gtin IS NOT NULL;

CREATE TABLE listing (                   -- of a store, as the channel showed it last
  id INTEGER PRIMARY KEY, store_id INTEGER NOT NULL, item_id INTEGER NOT NULL, sku TEXT NOT NULL,   -- sku: the channel's
  state TEXT NOT NULL,                   -- active | paused | linked | broken-link | closed
  back_to TEXT NOT NULL DEFAULT '',      -- of the last two: what it was, and is again when the channel shows it again
  listing_id TEXT NOT NULL, product_id TEXT NOT NULL, title TEXT NOT NULL, description TEXT NOT NULL, images TEXT NOT NULL,
  condition TEXT NOT NULL, condition_note TEXT NOT NULL, price TEXT NOT NULL, currency TEXT NOT NULL,
  quantity INTEGER, pending_quantity INTEGER, hidden INTEGER NOT NULL, opened_at INTEGER, shipping_template TEXT NOT NULL,
  fulfilled_by TEXT NOT NULL,
  ships TEXT NOT NULL DEFAULT '',        -- a person's word on who ships; '': as fulfilled_by says
  observed_at INTEGER NOT NULL,
  created_import INTEGER,
  live_import INTEGER,                   -- that created it or found it again: what it holds may yet go to a better one
  written_import INTEGER                 -- the last that wrote it; NULL: somebody else has since
);
CREATE UNIQUE INDEX listing_sku ON listing (store_id, sku);
CREATE INDEX listing_product ON listing (store_id, product_id) WHERE product_id <> '';
CREATE INDEX listing_item ON listing (item_id);

CREATE TABLE import (
  id INTEGER PRIMARY KEY, account TEXT NOT NULL, store_id INTEGER NOT NULL,
  state TEXT NOT NULL,                   -- requested | waiting | reading | restarting | settling | done | failed | cancelled | undoing | undone
  rules TEXT NOT NULL,                   -- as they stood when it was asked for: JSON
  dry_run INTEGER NOT NULL, rerun_of INTEGER, asked_by TEXT NOT NULL,   -- '': the schedule
  requested_at INTEGER NOT NULL, started_at INTEGER, read_from INTEGER, moved_at INTEGER NOT NULL, ended_at INTEGER,
  cursor TEXT NOT NULL DEFAULT '',       -- of the stream
  tries INTEGER NOT NULL DEFAULT 0,      -- of the channel's answer, that came to nothing
  looks INTEGER NOT NULL DEFAULT 0,      -- since the last of them, for an answer that is not there yet
  row_count INTEGER NOT NULL DEFAULT 0, told INTEGER NOT NULL DEFAULT 0, total INTEGER,   -- told, total: as the plugin counts
  counts TEXT NOT NULL DEFAULT '{}', note TEXT NOT NULL DEFAULT '', 
  undone INTEGER NOT NULL DEFAULT 0, kept INTEGER NOT NULL DEFAULT 0   -- the row that undoing has come to; listings that it left
);
CREATE INDEX import_open ON import (store_id) WHERE ended_at IS NULL;
CREATE INDEX import_account ON import (account, id);

CREATE TABLE import_row (                -- what became of each row, in order of arrival
  import_id INTEGER NOT NULL, n INTEGER NOT NULL, place TEXT NOT NULL, sku TEXT NOT NULL, parent INTEGER NOT NULL,
  outcome TEXT NOT NULL, reason TEXT NOT NULL, detail TEXT NOT NULL,
  PRIMARY KEY (import_id, n)
) WITHOUT ROWID;

CREATE TABLE import_change (             -- what a listing was before an import changed it
  import_id INTEGER NOT NULL, listing_id INTEGER NOT NULL, before TEXT NOT NULL, PRIMARY KEY (import_id, listing_id)
) WITHOUT ROWID;

CREATE TABLE import_rival (              -- listings that want what another row of the same import has; gone when it ends
  import_id INTEGER NOT NULL, n INTEGER NOT NULL, taken INTEGER NOT NULL,   -- taken: by a dry run, which has no listings
  sku TEXT NOT NULL, product_id TEXT NOT NULL, gtin TEXT NOT NULL, document TEXT NOT NULL,
  PRIMARY KEY (import_id, n)
) WITHOUT ROWID;
CREATE INDEX import_rival_product ON import_rival (import_id, product_id);
CREATE INDEX import_rival_gtin ON import_rival (import_id, gtin);
CREATE INDEX import_rival_sku ON import_rival (import_id, sku);

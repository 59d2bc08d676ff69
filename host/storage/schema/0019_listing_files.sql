-- Imports of files that persons hand in; what an import lacks and the channel's catalogue is asked for; images that are asked for anew.
ALTER TABLE import ADD COLUMN file TEXT NOT NULL DEFAULT '';          -- the file that was handed in: JSON; '': the channel is asked
ALTER TABLE import ADD COLUMN completing TEXT NOT NULL DEFAULT '';    -- running | done | stopped; '': nothing was asked for
ALTER TABLE import ADD COLUMN completion TEXT NOT NULL DEFAULT '{}';  -- how far that is: JSON
CREATE INDEX import_completing ON import (store_id) WHERE completing = 'running';

CREATE TABLE import_left_out (           -- listings of which the rules leave out what the catalogue says, and the channel's list does not
  store_id INTEGER NOT NULL, sku TEXT NOT NULL, category TEXT NOT NULL, condition TEXT NOT NULL,
  import_id INTEGER NOT NULL,            -- whose completion learnt it last
  PRIMARY KEY (store_id, sku)
) WITHOUT ROWID;

CREATE TABLE listing_images (            -- the last time that a listing's images were asked for anew
  listing_id INTEGER PRIMARY KEY REFERENCES listing (id) ON DELETE CASCADE,
  store_id INTEGER NOT NULL,
  asked_by TEXT NOT NULL, asked_at INTEGER NOT NULL,
  ended_at INTEGER,
  images INTEGER NOT NULL DEFAULT 0,     -- how many came
  error TEXT NOT NULL DEFAULT ''         -- why none did
);
CREATE INDEX listing_images_due ON listing_images (store_id, listing_id) WHERE ended_at IS NULL;

-- What a seller says of its items beside what imports brought, which listings are activated, and what channels were told of content.
CREATE TABLE item_content (
  item_id INTEGER NOT NULL REFERENCES catalogue_item (id) ON DELETE CASCADE,
  store_id INTEGER NOT NULL,             -- 0: for all stores
  language TEXT NOT NULL,                -- ISO 639-1, of stores in that language; '': whatever theirs is
  document TEXT NOT NULL,                -- its fields, each with its values: JSON
  said_by TEXT NOT NULL, said_at INTEGER NOT NULL,
  PRIMARY KEY (item_id, store_id, language)
) WITHOUT ROWID;

CREATE TABLE listing_content (
  listing_id INTEGER PRIMARY KEY REFERENCES listing (id) ON DELETE CASCADE,
  asked TEXT NOT NULL,                   -- hash of the content that was worked out last; '': to be worked out anew
  told TEXT NOT NULL                     -- a hash of each part that the channel took last: JSON
);

ALTER TABLE listing_want ADD COLUMN activated INTEGER;   -- a person's word; NULL: none, and imported ones are
CREATE INDEX catalogue_item_family ON catalogue_item (account, family) WHERE family <> '';
CREATE INDEX item_content_store ON item_content (store_id);

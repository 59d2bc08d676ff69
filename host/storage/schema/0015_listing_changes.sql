-- What persons want of listings, how far the channel was told of it, and what it shows.
ALTER TABLE catalogue_item ADD COLUMN price TEXT NOT NULL DEFAULT '';        -- decimals in `currency`; '': none
ALTER TABLE catalogue_item ADD COLUMN list_price TEXT NOT NULL DEFAULT '';
ALTER TABLE catalogue_item ADD COLUMN currency TEXT NOT NULL DEFAULT '';

CREATE TABLE listing_want (              -- what holds until a person says otherwise
  listing_id INTEGER PRIMARY KEY REFERENCES listing (id) ON DELETE CASCADE,
  hidden INTEGER NOT NULL,               -- out of stock there, whatever there is
  quantity INTEGER                       -- what was in stock there before; NULL: not known
);

CREATE TABLE listing_change (
  id INTEGER PRIMARY KEY,
  listing_id INTEGER NOT NULL REFERENCES listing (id) ON DELETE CASCADE,
  verb TEXT NOT NULL,                    -- publish | delist | hide | unhide | overwrite
  document TEXT NOT NULL,                -- listing-change/1
  state TEXT NOT NULL,                   -- due | telling | told | verified | refused | unseen | superseded
  asked_by TEXT NOT NULL, asked_at INTEGER NOT NULL,
  told_at INTEGER,                       -- handed over for the first time
  ended_at INTEGER,
  submission TEXT NOT NULL DEFAULT '',   -- the channel's name for it
  error TEXT NOT NULL DEFAULT ''
);
CREATE INDEX listing_change_listing ON listing_change (listing_id);
CREATE INDEX listing_change_open ON listing_change (listing_id) WHERE ended_at IS NULL;

CREATE TABLE listing_look (              -- as the channel showed it when it was asked of this listing
  listing_id INTEGER PRIMARY KEY REFERENCES listing (id) ON DELETE CASCADE,
  store_id INTEGER NOT NULL,
  due_at INTEGER,                        -- of the next look; NULL: none
  looks INTEGER NOT NULL,                -- since the last change was told
  looked_at INTEGER,
  document TEXT NOT NULL DEFAULT ''      -- listing-state/1
);
CREATE INDEX listing_look_due ON listing_look (store_id, due_at) WHERE due_at IS NOT NULL;

CREATE TABLE listing_issue (             -- what the channel finds wrong, a row for each attribute
  listing_id INTEGER NOT NULL REFERENCES listing (id) ON DELETE CASCADE,
  origin TEXT NOT NULL,                  -- answer: to what it was told last | look
  n INTEGER NOT NULL, attribute TEXT NOT NULL,   -- attribute '': it names none
  code TEXT NOT NULL, severity TEXT NOT NULL, document TEXT NOT NULL,   -- a ListingIssue
  PRIMARY KEY (listing_id, origin, n, attribute)
) WITHOUT ROWID;
CREATE INDEX listing_issue_code ON listing_issue (code);

-- Changes of listings that were told together and that the channel works through later.
CREATE TABLE listing_submission (
  id INTEGER PRIMARY KEY, store_id INTEGER NOT NULL,
  name TEXT NOT NULL,                    -- the channel's
  changes INTEGER NOT NULL,
  at INTEGER NOT NULL, ended_at INTEGER,
  fate TEXT NOT NULL DEFAULT ''          -- done | lost: nobody knows what became of it
);
CREATE INDEX listing_submission_store ON listing_submission (store_id, id);
CREATE INDEX listing_submission_open ON listing_submission (store_id) WHERE ended_at IS NULL;
CREATE INDEX listing_change_submission ON listing_change (submission) WHERE state = 'submitted';
CREATE INDEX listing_change_waiting ON listing_change (id) WHERE state IN ('submitting', 'due');

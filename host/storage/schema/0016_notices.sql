-- What persons are told of, and how far telling them came; and which orders wait for a listing that is paused.
CREATE TABLE notice (
  id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE,   -- key: of what happened: the same is told once
  account TEXT NOT NULL, target TEXT NOT NULL,        -- account '': of the host itself
  kind TEXT NOT NULL,                    -- import-done | authorisation | dead-letters | config-rejected
  title TEXT NOT NULL, text TEXT NOT NULL, at INTEGER NOT NULL
);
CREATE INDEX notice_account ON notice (account, id);
CREATE INDEX notice_at ON notice (at);
CREATE INDEX notice_kind ON notice (account, kind, target, at);

CREATE TABLE notice_way (                -- each way on which one is told; without any it stands in the list alone
  id INTEGER PRIMARY KEY, notice_id INTEGER NOT NULL,
  way TEXT NOT NULL,                     -- email | webhook
  account TEXT NOT NULL,                 -- whose `notify` says to whom; '': fairway.yaml
  state TEXT NOT NULL,                   -- waiting | sending | told | failed | dropped; sending: it may have been told
  error TEXT NOT NULL DEFAULT '', at INTEGER NOT NULL
);
CREATE INDEX notice_way_notice ON notice_way (notice_id);

ALTER TABLE job ADD COLUMN told INTEGER NOT NULL DEFAULT 0;   -- of a dead letter: a notice tells of it
CREATE INDEX job_untold ON job (account, kind, target) WHERE state = 'dead' AND told = 0;
CREATE INDEX job_unauthorised ON job (account, target) WHERE last_code = 'AUTH';
CREATE INDEX import_ended ON import (ended_at) WHERE ended_at IS NOT NULL;

CREATE INDEX listing_paused ON listing (store_id, sku) WHERE state = 'paused' OR back_to = 'paused';   -- whose orders wait

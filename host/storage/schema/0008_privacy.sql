-- Proof of each redaction: which key was destroyed, of what, when and why. A restore lets no key come back that is named here.
CREATE TABLE redaction (
  id INTEGER PRIMARY KEY, account TEXT NOT NULL,
  kind TEXT NOT NULL,                    -- order | reject | delivery
  subject INTEGER NOT NULL,              -- its id
  order_id INTEGER,                      -- of an order
  key_id TEXT NOT NULL,                  -- of the key in keys.db that is no more
  at INTEGER NOT NULL,
  why TEXT NOT NULL,                     -- retention | request | unlinked | removed
  cause TEXT NOT NULL                    -- the job or the person
);
CREATE INDEX redaction_account ON redaction (account, id);
CREATE INDEX redaction_order ON redaction (order_id) WHERE order_id IS NOT NULL;

CREATE TABLE redaction_request (         -- a person wished it while a warehouse was still asked not to ship
  order_id INTEGER PRIMARY KEY, account TEXT NOT NULL, at INTEGER NOT NULL, author TEXT NOT NULL
);

-- Raw bytes go by their account's own time.
CREATE INDEX reject_account_raw ON reject (account, at) WHERE pii_key IS NOT NULL;
CREATE INDEX hook_account ON hook (account, at);

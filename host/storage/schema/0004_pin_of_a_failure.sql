-- A change that was taken back is tried again when what it comes to is another, though its files are not: a mended secret.
ALTER TABLE config_pin ADD COLUMN account_hash TEXT NOT NULL DEFAULT '';

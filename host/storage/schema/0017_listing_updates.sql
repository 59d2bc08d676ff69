ALTER TABLE store ADD COLUMN listing_updates INTEGER NOT NULL DEFAULT 0;   -- how often listings of it that were there were changed

-- Stores are asked for by account at each edit of one.
CREATE INDEX store_account ON store (account, nickname);

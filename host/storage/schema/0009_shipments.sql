-- What speaks against a parcel's tracking number, what of it is beyond the order, and how often the channel was looked at in
-- vain for its confirmation: 0 never, 1 sent again by the store's rule, 2 a person was told.
ALTER TABLE shipment ADD COLUMN warning TEXT NOT NULL DEFAULT '';
ALTER TABLE shipment ADD COLUMN surplus TEXT NOT NULL DEFAULT '[]';
ALTER TABLE shipment ADD COLUMN unseen INTEGER NOT NULL DEFAULT 0;
CREATE INDEX shipment_warned ON shipment (account, id) WHERE warning <> '';
CREATE INDEX shipment_unseen ON shipment (account, store, confirmed_at) WHERE state = 'confirmed' AND unseen < 2;

-- What a person put right about an order: what may be read by all as JSON, what is about a person sealed under the order's key.
-- resubmit: the warehouses are asked not to ship it, and then it goes out anew.
ALTER TABLE orders ADD COLUMN correction TEXT NOT NULL DEFAULT '';
ALTER TABLE orders ADD COLUMN correction_pii BLOB;
ALTER TABLE orders ADD COLUMN resubmit INTEGER NOT NULL DEFAULT 0;

CREATE TABLE hold (                      -- a store or a warehouse that a person stopped: nothing new goes out until it is released
  account TEXT NOT NULL, target TEXT NOT NULL, at INTEGER NOT NULL, author TEXT NOT NULL, reason TEXT NOT NULL,
  PRIMARY KEY (account, target)
) WITHOUT ROWID;

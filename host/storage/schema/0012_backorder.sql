-- Whether more of its order was to come when the parcel was told: part of what its package reference stands for at the channel.
-- What is known already keeps what it would be told with now.
ALTER TABLE shipment ADD COLUMN backorder INTEGER NOT NULL DEFAULT 0;
UPDATE shipment SET backorder = 1 WHERE order_id IN (SELECT id FROM orders WHERE state = 'partially-shipped');

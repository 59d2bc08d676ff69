-- A hash of who the buyer is lay here in the open and outlived the order's key. What is compared is sealed under that key now; of
-- what was posted before there is nothing to compare with: the same key is answered with its order.
ALTER TABLE posted_order DROP COLUMN content_hash;
ALTER TABLE posted_order ADD COLUMN content BLOB;

-- The catalogue is looked up by SKUs, barcodes and product ids, which come in no order: each commit of an import wrote again most
-- pages of four indexes over them. Now a hash of each is kept, entered by the ten thousand and sorted; rows above `last` have none
-- yet and are looked through. A key says where to look, not what is there: it may be of a row that has changed or gone.
CREATE TABLE catalogue_key (
  kind INTEGER NOT NULL, hash INTEGER NOT NULL, id INTEGER NOT NULL,   -- kind: KeyKind of host/ledger/catalogue_keys.hpp
  PRIMARY KEY (kind, hash, id)
) WITHOUT ROWID;
CREATE TABLE catalogue_keyed (of_table TEXT PRIMARY KEY, last INTEGER NOT NULL) WITHOUT ROWID;
INSERT INTO catalogue_keyed (of_table, last) VALUES ('catalogue_item', 0), ('listing', 0);

DROP INDEX catalogue_item_sku;
DROP INDEX catalogue_item_gtin;
DROP INDEX listing_sku;
DROP INDEX listing_product;
CREATE INDEX catalogue_item_account ON catalogue_item (account);
CREATE INDEX listing_store ON listing (store_id);

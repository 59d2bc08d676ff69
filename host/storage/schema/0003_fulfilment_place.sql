-- What one warehouse was asked for: holding it, renaming it, its store or its account reads no other's rows.
CREATE INDEX fulfilment_place ON fulfilment (account, warehouse);

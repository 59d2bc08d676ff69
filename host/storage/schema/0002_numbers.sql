CREATE TABLE number_sequence (           -- numbers given out once for ever, such as control numbers of interchanges
  plugin TEXT NOT NULL, sequence TEXT NOT NULL, next INTEGER NOT NULL, PRIMARY KEY (plugin, sequence)
) WITHOUT ROWID;

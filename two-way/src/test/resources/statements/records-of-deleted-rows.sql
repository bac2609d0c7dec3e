SELECT key FROM tandem.tombstones WHERE table_schema = ? AND table_name = ? AND row_key = ANY (?::text[]);

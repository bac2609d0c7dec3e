SELECT EXISTS (SELECT FROM tandem.tombstones WHERE table_schema = ? AND table_name = ?);

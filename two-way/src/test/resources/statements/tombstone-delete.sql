DELETE FROM tandem.tombstones WHERE table_schema = ? AND table_name = ? AND key = ?;

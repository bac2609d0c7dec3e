SELECT FROM tandem.read_only_tables WHERE table_schema = ? AND table_name = ?;

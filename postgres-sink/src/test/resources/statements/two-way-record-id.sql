SELECT options ->> 'id' FROM tandem.two_way_tables WHERE table_schema = ? AND table_name = ?;

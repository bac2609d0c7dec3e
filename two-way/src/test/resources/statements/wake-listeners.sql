SELECT pg_notify('tandem_wake_up', table_schema || '.' || table_name) FROM tandem.two_way_tables
WHERE table_schema = ? AND table_name = ? AND options ->> 'wake_up' = 'notify';

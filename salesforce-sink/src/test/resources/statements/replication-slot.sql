SELECT wal_status = 'lost', active_pid, confirmed_flush_lsn - '0/0'::pg_lsn, pg_current_wal_flush_lsn() - '0/0'::pg_lsn
FROM pg_replication_slots WHERE slot_name = ? AND database = current_database();

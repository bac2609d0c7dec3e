SELECT to_regclass('tandem.two_way_tables') IS NOT NULL;

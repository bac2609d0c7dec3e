SELECT to_regclass('tandem.pending') IS NOT NULL;

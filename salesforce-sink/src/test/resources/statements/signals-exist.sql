SELECT to_regclass('tandem.signals') IS NOT NULL;

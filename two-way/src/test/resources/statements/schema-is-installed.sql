SELECT to_regprocedure('tandem.two_way_version()') IS NOT NULL;

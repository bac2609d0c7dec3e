SELECT conname, convalidated FROM pg_constraint WHERE conrelid = ?::regclass AND contype = 'c' ORDER BY 1;

SELECT ?::regclass::oid;

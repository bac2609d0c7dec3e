WITH target AS (SELECT ?::regclass AS relid),
triggers AS (SELECT tgrelid, tgname FROM pg_trigger WHERE tgname LIKE '~tandem%' AND tgenabled = 'A')
SELECT t.tgname FROM triggers t JOIN target ON t.tgrelid = target.relid
WHERE t.tgname NOT IN ('~tandem_truncate', '~tandem_notify') OR NOT EXISTS (
    SELECT FROM pg_partition_tree(target.relid) p WHERE p.relid <> target.relid
    AND NOT EXISTS (SELECT FROM triggers o WHERE o.tgrelid = p.relid AND o.tgname = t.tgname))
ORDER BY 1;

SELECT key, NULL, NULL FROM tandem.tombstones WHERE table_schema = ? AND table_name = ? AND key = ANY (?)
UNION ALL SELECT r."Id"::text, CASE WHEN r._sync_state = 'failed' AND r._sync_pending ?? 'Name' THEN r._sync_pending -> 'Name' ->> 'base' ELSE r."Name"::text END, CASE WHEN r._sync_state = 'failed' AND r._sync_pending ?? 'ParentId' THEN r._sync_pending -> 'ParentId' ->> 'base' ELSE r."ParentId"::text END
FROM "salesforce"."Account" r WHERE r."Id" = ANY (?::text[]);

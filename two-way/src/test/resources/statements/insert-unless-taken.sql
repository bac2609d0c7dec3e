INSERT INTO "salesforce"."Account" ("Name", "Phone", "_sync_key", "Id", _sync_version, _sync_pending, _sync_request, _sync_state, _sync_error) OVERRIDING SYSTEM VALUE
SELECT r."Name", r."Phone", r."_sync_key", ?, ?, ?::jsonb, ?::jsonb, ?, ?
FROM jsonb_populate_record(NULL::"salesforce"."Account", ?::jsonb) AS r
ON CONFLICT DO NOTHING;

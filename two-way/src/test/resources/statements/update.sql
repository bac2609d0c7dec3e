UPDATE "salesforce"."Account" AS t
SET "Name" = s.c0::text, "Phone" = s.c1::text, "Id" = s.id, _sync_version = s.v::bigint, _sync_pending = s.p::jsonb, _sync_request = s.r::jsonb, _sync_state = s.state, _sync_error = s.error
FROM unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[]) AS s(key, id, v, p, r, state, error, c0, c1)
WHERE t."_sync_key" = s.key::bigint;

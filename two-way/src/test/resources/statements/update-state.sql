UPDATE "salesforce"."Account" AS t
SET "Id" = s.id, _sync_version = s.v::bigint, _sync_pending = s.p::jsonb, _sync_request = s.r::jsonb, _sync_state = s.state, _sync_error = s.error
FROM unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[]) AS s(key, id, v, p, r, state, error)
WHERE t."_sync_key" = s.key::bigint;

UPDATE "salesforce"."Line__c" AS t
SET "Code" = s.c0::character varying, "sfid" = s.id, _sync_version = s.v::bigint, _sync_pending = s.p::jsonb, _sync_request = s.r::jsonb, _sync_state = s.state, _sync_error = s.error
FROM unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[]) AS s(key, id, v, p, r, state, error, c0)
WHERE t."order" = (s.key::jsonb ->> 0)::uuid AND t."line" = (s.key::jsonb ->> 1)::integer;

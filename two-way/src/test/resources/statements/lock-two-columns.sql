SELECT jsonb_build_array(t."order", t."line")::text, t."sfid"::text, to_jsonb(t)::text
FROM "salesforce"."Line__c" AS t
WHERE (t."order", t."line") IN (SELECT (k.key::jsonb ->> 0)::uuid, (k.key::jsonb ->> 1)::integer FROM unnest(?::text[]) AS k(key))
ORDER BY t."order", t."line"
FOR UPDATE OF t;

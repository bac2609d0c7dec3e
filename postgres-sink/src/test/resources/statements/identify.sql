SELECT i, dense_rank() OVER (ORDER BY k0)
FROM (SELECT t."Id", NULL::integer FROM "salesforce"."Account" t WHERE false
    UNION ALL SELECT s.k0, s.i FROM (SELECT generate_series(0, 0) AS i, unnest(?::text[]) AS k0) AS s) AS u (k0, i);

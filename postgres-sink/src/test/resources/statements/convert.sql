SELECT CAST(s.c0 AS text),
    CAST(s.c1 AS text),
    CAST(s.c2::integer AS integer)
FROM (SELECT unnest(?::text[]) AS c0,
    unnest(?::text[]) AS c1,
    unnest(?::bigint[]) AS c2) AS s;

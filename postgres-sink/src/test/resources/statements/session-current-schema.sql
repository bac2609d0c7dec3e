SELECT coalesce((SELECT name FROM unnest(current_schemas(false)) WITH ORDINALITY AS path (name, place)
    WHERE name <> ALL ('{tandem,pg_catalog,information_schema}') ORDER BY place LIMIT 1), 'public');

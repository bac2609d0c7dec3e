SELECT set_config('quote_all_identifiers', 'off', true);

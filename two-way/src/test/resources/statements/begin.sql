SELECT set_config('tandem.applying', 'on', true), set_config('TimeZone', 'UTC', true),
    set_config('extra_float_digits', '1', true), set_config('bytea_output', 'hex', true),
    set_config('lock_timeout', '1000ms', true);

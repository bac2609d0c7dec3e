INSERT INTO tandem.clocks (org, measured_at, salesforce_ahead_ms, accuracy_ms)
VALUES (?, now(), ?, ?)
ON CONFLICT (org) DO UPDATE SET measured_at = excluded.measured_at,
    salesforce_ahead_ms = excluded.salesforce_ahead_ms, accuracy_ms = excluded.accuracy_ms;

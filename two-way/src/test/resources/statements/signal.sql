INSERT INTO tandem.signals (id, type, data) VALUES (?, 'execute-snapshot', ?);

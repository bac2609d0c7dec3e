CREATE SCHEMA IF NOT EXISTS "salesforce";
CREATE TABLE IF NOT EXISTS "salesforce"."Account" (id serial PRIMARY KEY, "sfid" text, "systemmodstamp" timestamp);
CREATE UNIQUE INDEX IF NOT EXISTS "hcu_idx_Account_sfid" ON "salesforce"."Account" ("sfid");
CREATE INDEX IF NOT EXISTS "hc_idx_Account_systemmodstamp" ON "salesforce"."Account" ("systemmodstamp");

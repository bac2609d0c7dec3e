CREATE SCHEMA IF NOT EXISTS "salesforce";
CREATE TABLE IF NOT EXISTS "salesforce"."Account" ("Id" text, "Name" text, PRIMARY KEY ("Id"));

CREATE SCHEMA IF NOT EXISTS "salesforce";
CREATE TABLE IF NOT EXISTS "salesforce"."Account" ("Id" text, "Name" text, "City" text, "Employees" integer, "_sync_version" bigint, "_sync_origin" text, "_sync_fields" jsonb, PRIMARY KEY ("Id"));

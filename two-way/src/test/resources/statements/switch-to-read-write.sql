-- one transaction
ALTER TABLE "salesforce"."Account" ADD COLUMN "_sync_pending" jsonb, ADD COLUMN "_sync_request" jsonb, ADD COLUMN "_sync_state" text, ADD COLUMN "_sync_error" text, ADD COLUMN "_sync_key" bigint;

-- one transaction
CREATE SEQUENCE IF NOT EXISTS "salesforce"."Account__sync_key" OWNED BY "salesforce"."Account"."_sync_key";
GRANT USAGE ON SEQUENCE "salesforce"."Account__sync_key" TO PUBLIC;
SELECT setval('"salesforce"."Account__sync_key"', coalesce(max(greatest(CASE WHEN "Tandem_Key__c"::text ~ '^[0-9]{1,12}$' THEN "Tandem_Key__c"::text::bigint END, NULL::bigint)), 1), max(greatest(CASE WHEN "Tandem_Key__c"::text ~ '^[0-9]{1,12}$' THEN "Tandem_Key__c"::text::bigint END, NULL::bigint)) IS NOT NULL) FROM "salesforce"."Account";

-- one transaction
ALTER TABLE "salesforce"."Account" ALTER COLUMN "_sync_key" SET DEFAULT nextval('"salesforce"."Account__sync_key"');

-- one transaction for each range of pages
UPDATE "salesforce"."Account"
SET _sync_key = nextval('"salesforce"."Account__sync_key"')
WHERE _sync_key IS NULL AND ctid >= '(0,0)' AND ctid < '(200,0)';

-- one transaction
ALTER TABLE "salesforce"."Account" ADD CONSTRAINT "tandem__sync_key_is_set" CHECK ("_sync_key" IS NOT NULL) NOT VALID;

-- one transaction
ALTER TABLE "salesforce"."Account" VALIDATE CONSTRAINT "tandem__sync_key_is_set";

-- one transaction
ALTER TABLE "salesforce"."Account" ALTER COLUMN "_sync_key" SET NOT NULL;
ALTER TABLE "salesforce"."Account" DROP CONSTRAINT "tandem__sync_key_is_set";

-- outside of a transaction
CREATE UNIQUE INDEX CONCURRENTLY "Account_Id_unique" ON "salesforce"."Account" ("Id");

-- outside of a transaction
CREATE UNIQUE INDEX CONCURRENTLY "Account__sync_key_unique" ON "salesforce"."Account" ("_sync_key");

-- one transaction
ALTER TABLE "salesforce"."Account" DROP CONSTRAINT "Account_pkey";
ALTER TABLE "salesforce"."Account" ADD CONSTRAINT "Account_pkey" PRIMARY KEY USING INDEX "Account__sync_key_unique";

-- one transaction
ALTER TABLE "salesforce"."Account" ALTER COLUMN "Id" DROP NOT NULL;

-- outside of a transaction
CREATE INDEX CONCURRENTLY "Account_sync_pending" ON "salesforce"."Account" ("_sync_key") WHERE _sync_pending IS NOT NULL OR _sync_request IS NOT NULL;

-- one transaction
LOCK TABLE "salesforce"."Account" IN SHARE ROW EXCLUSIVE MODE;
SELECT tandem.forget_edits('"salesforce"."Account"', '{"key":["_sync_key"],"id":"Id","inserts":"accept","wake_up":"wal","on_read_only_write":"refuse","columns":{"Name":{},"Tandem_Key__c":{"read_only":true}},"types":{"Id":"text","Name":"text","Tandem_Key__c":"text"},"table":16384,"numbers":{"Name":2,"Tandem_Key__c":3}}', ARRAY[]::text[], ARRAY[]::text[], '["Account","salesforce.Account"]');
SELECT tandem.create_two_way_triggers('"salesforce"."Account"', '{"key":["_sync_key"],"id":"Id","inserts":"accept","wake_up":"wal","on_read_only_write":"refuse","columns":{"Name":{},"Tandem_Key__c":{"read_only":true}},"types":{"Id":"text","Name":"text","Tandem_Key__c":"text"},"table":16384,"numbers":{"Name":2,"Tandem_Key__c":3}}');

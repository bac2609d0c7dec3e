-- one transaction
LOCK TABLE "salesforce"."Account" IN SHARE ROW EXCLUSIVE MODE;
SELECT tandem.require_nothing_pending('"salesforce"."Account"');
SELECT tandem.drop_two_way_triggers('"salesforce"."Account"');

-- one transaction
ALTER TABLE "salesforce"."Account" ADD CONSTRAINT "tandem_Id_is_set" CHECK ("Id" IS NOT NULL) NOT VALID;

-- one transaction
ALTER TABLE "salesforce"."Account" VALIDATE CONSTRAINT "tandem_Id_is_set";

-- one transaction
ALTER TABLE "salesforce"."Account" ALTER COLUMN "Id" SET NOT NULL;
ALTER TABLE "salesforce"."Account" DROP CONSTRAINT "tandem_Id_is_set";

-- outside of a transaction
CREATE UNIQUE INDEX CONCURRENTLY "Account_Id_unique" ON "salesforce"."Account" ("Id");

-- one transaction
ALTER TABLE "salesforce"."Account" DROP CONSTRAINT "Account_pkey";
ALTER TABLE "salesforce"."Account" ADD CONSTRAINT "Account_pkey" PRIMARY KEY USING INDEX "Account_Id_unique";

-- one transaction
SELECT tandem.require_no_wishes('"salesforce"."Account"');
ALTER TABLE "salesforce"."Account" DROP COLUMN "_sync_pending", DROP COLUMN "_sync_request", DROP COLUMN "_sync_state", DROP COLUMN "_sync_error", DROP COLUMN "_sync_key";

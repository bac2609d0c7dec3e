ALTER TABLE "salesforce"."Account" ALTER COLUMN "City" DROP NOT NULL;

ALTER TABLE "salesforce"."Account" ADD COLUMN IF NOT EXISTS "City" text;

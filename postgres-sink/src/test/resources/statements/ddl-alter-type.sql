ALTER TABLE "salesforce"."Account" ALTER COLUMN "Employees" TYPE bigint USING "Employees"::bigint;

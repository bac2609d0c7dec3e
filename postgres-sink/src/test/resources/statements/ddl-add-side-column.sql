ALTER TABLE "salesforce"."Account" ADD COLUMN "Employees_bigint" bigint;
COMMENT ON COLUMN "salesforce"."Account"."Employees_bigint" IS 'Tandem: values of "Employees" since they are bigint';

-- outside of a transaction
CREATE INDEX CONCURRENTLY "Account_Account__Tandem_Key__c" ON "salesforce"."Account" ("Account__Tandem_Key__c") WHERE "Account__Tandem_Key__c" IS NOT NULL;

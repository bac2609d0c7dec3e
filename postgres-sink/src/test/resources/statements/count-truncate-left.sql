SELECT count(*) FROM "salesforce"."Account" WHERE ("_sync_version" < ?) IS NOT FALSE;

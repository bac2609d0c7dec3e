/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SoqlTest {
    private static SalesforceSimulator org;
    private static OrgClient client;

    @BeforeAll
    static void start() {
        org = SalesforceSimulator.start(SimulatorOptions.defaults());
        client = new OrgClient(org).login();
        client.control("POST", "objects/Account/records", """
                {'records': [
                 {'Id': '001Hs00000A0001', 'Name': 'Alpha', 'Industry': 'Energy', 'NumberOfEmployees': 10, 'AnnualRevenue': 5, 'CreatedDate': '2026-01-01T00:00:00Z'},
                 {'Id': '001Hs00000A0002', 'Name': 'beta 100%', 'Industry': 'Energy', 'NumberOfEmployees': 20, 'CreatedDate': '2026-02-01T12:00:00Z', 'ParentId': '001Hs00000A0001'},
                 {'Id': '001Hs00000A0003', 'Name': 'Gam_ma\\u0027s', 'NumberOfEmployees': 30, 'SLA_Expiration_Date__c': '2026-03-01'}]}
                """);
        client.control(
                "POST",
                "objects/Contact/records",
                "{'records': [{'LastName': 'x', 'AccountId': '001Hs00000A0001', 'Languages__c': 'English;French', 'DoNotCall': true}, {'LastName': 'y', 'AccountId': '001Hs00000A0001', 'Languages__c': 'German'}]}");
    }

    @AfterAll
    static void stop() {
        org.close();
    }

    private static String names(String object, String rest) {
        StringBuilder names = new StringBuilder();
        JsonNode records = client.records("SELECT Name FROM " + object + " " + rest);
        records.forEach(record -> names.append(record.get("Name").textValue().charAt(0)));
        return names.toString();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "WHERE Name = 'ALPHA' | A",
                "WHERE Name != 'alpha' | bG",
                "WHERE Industry = null | G",
                "WHERE Industry != null | Ab",
                "WHERE Industry != 'Energy' | G",
                "WHERE NumberOfEmployees >= 20 | bG",
                "WHERE NumberOfEmployees > 10 AND NumberOfEmployees < 30 | b",
                "WHERE Name = 'Alpha' OR Name LIKE 'b%' | Ab",
                "WHERE NOT (Name = 'Alpha' OR Industry = null) | b",
                "WHERE Name LIKE '%100\\%' | b",
                "WHERE Name LIKE 'Gam\\_ma\\'s' | G",
                "WHERE Name LIKE 'a_pha' | A",
                "WHERE Name IN ('Alpha', 'missing', null) | A",
                "WHERE Industry NOT IN ('Banking') | AbG",
                "WHERE Id = '001Hs00000A0001' | A",
                "WHERE CreatedDate < 2026-01-15T00:00:00Z | A",
                "WHERE CreatedDate >= 2026-01-01T01:00:00+01:00 AND CreatedDate < 2026-02-01T12:00:01.000Z | Ab",
                "WHERE CreatedDate = TODAY | G",
                "WHERE SLA_Expiration_Date__c = 2026-03-01 | G",
                "WHERE Parent.Name = 'Alpha' | b",
                "WHERE AnnualRevenue = 5.00 | A",
                "WHERE Id IN (SELECT AccountId FROM Contact) | A",
                "WHERE Id IN (SELECT AccountId FROM Contact WHERE LastName = 'z') | ",
                "WHERE Id NOT IN (SELECT AccountId FROM Contact WHERE LastName IN ('x', 'z')) AND Industry != null | b",
                "WHERE (Name != 'x' AND Id IN (SELECT AccountId FROM Contact)) | A",
                "WHERE (Id IN (SELECT AccountId FROM Contact)) AND (Name = 'x' OR Name != 'y') | A",
                "WHERE ParentId IN (SELECT Id FROM Account WHERE Name = 'Alpha') | b",
                "ORDER BY NumberOfEmployees DESC | Gba",
                "ORDER BY Industry NULLS LAST, Name DESC | baG",
                "ORDER BY Id LIMIT 1 OFFSET 1 | b"
            })
    void selectsAccounts(String rest, String initials) {
        assertThat(names("Account", rest)).isEqualToIgnoringCase(initials == null ? "" : initials);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "WHERE Languages__c INCLUDES ('English;French') | x",
                "WHERE Languages__c INCLUDES ('English;German', 'German') | y",
                "WHERE Languages__c EXCLUDES ('German') | x",
                "WHERE DoNotCall = true | x",
                "c WHERE c.DoNotCall = false | y",
                "WHERE Owner.Name = 'Integration User' | xy"
            })
    void selectsContacts(String rest, String initials) {
        assertThat(names("Contact", rest)).isEqualTo(initials);
    }

    @Test
    void countsAndGroups() {
        assertThat(client.query("SELECT COUNT() FROM Account")
                        .json()
                        .get("totalSize")
                        .intValue())
                .isEqualTo(3);
        JsonNode groups = client.records(
                "SELECT Industry, COUNT(Id) many, MAX(NumberOfEmployees) FROM Account GROUP BY Industry");
        assertThat(groups).hasSize(2);
        assertThat(groups.at("/0/attributes/type").textValue()).isEqualTo("AggregateResult");
        assertThat(groups.at("/0/many").intValue()).isEqualTo(2);
        assertThat(groups.at("/0/expr0").intValue()).isEqualTo(20);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "COUNT(Id) > 1 | Energy",
                "COUNT(Id) <= 1 | null",
                "COUNT_DISTINCT(Name) = 2 AND MIN(NumberOfEmployees) < 20 | Energy",
                "MAX(CreatedDate) > 2026-03-01T00:00:00Z OR Industry = 'Banking' | null",
                "SUM(AnnualRevenue) = 6 | "
            })
    void keepsGroupsByHaving(String having, String industries) {
        StringBuilder found = new StringBuilder();
        client.records("SELECT Industry FROM Account GROUP BY Industry HAVING " + having)
                .forEach(group -> found.append(group.get("Industry").textValue()));

        assertThat(found.toString()).isEqualTo(industries == null ? "" : industries);
    }

    @Test
    void nestsChildren() {
        JsonNode records = client.records("SELECT Name, (SELECT LastName, Account.Name FROM Contacts c"
                + " WHERE c.DoNotCall = false ORDER BY LastName LIMIT 1), (SELECT Name FROM ChildAccounts)"
                + " FROM Account WHERE Name IN ('Alpha', 'beta 100%') ORDER BY Id");

        JsonNode contacts = records.at("/0/Contacts");
        assertThat(contacts.get("totalSize").intValue()).isEqualTo(1);
        assertThat(contacts.get("done").booleanValue()).isTrue();
        assertThat(contacts.at("/records/0/attributes/type").textValue()).isEqualTo("Contact");
        assertThat(contacts.at("/records/0/LastName").textValue()).isEqualTo("y");
        assertThat(contacts.at("/records/0/Account/Name").textValue()).isEqualTo("Alpha");
        assertThat(records.at("/0/ChildAccounts/records/0/Name").textValue()).isEqualTo("beta 100%");
        assertThat(records.at("/1/Contacts").isNull()).isTrue();
    }

    @Test
    void nestsParents() {
        JsonNode records = client.records("SELECT Name, Parent.Name, Parent.Industry FROM Account ORDER BY Id");

        assertThat(records.at("/0/Parent").isNull()).isTrue();
        assertThat(records.at("/1/Parent/attributes/type").textValue()).isEqualTo("Account");
        assertThat(records.at("/1/Parent/Industry").textValue()).isEqualTo("Energy");
    }

    @Test
    void expandsFields() {
        assertThat(client.records("SELECT FIELDS(STANDARD) FROM Account").get(0).has("BillingAddress"))
                .isTrue();
        assertThat(client.query("SELECT FIELDS(ALL) FROM Account").status()).isEqualTo(400);
        assertThat(client.records("SELECT FIELDS(ALL) FROM Account LIMIT 200")
                        .get(0)
                        .has("Active__c"))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT Id FRM Account",
                "SELECT FROM Account",
                "SELECT Id FROM Account WHERE",
                "SELECT Id FROM Account WHERE Name = 'a' AND Name = 'b' OR Name = 'c'",
                "SELECT Id FROM Account WHERE Name = 'open",
                "SELECT Id, (SELECT Id FROM Contacts FROM Account",
                "SELECT Id FROM Account HAVING COUNT(Id) > 1",
                "SELECT Industry, Name FROM Account GROUP BY Industry",
                "SELECT Id FROM Account GROUP BY Id HAVING COUNT(Id)",
                "SELECT Id FROM Account GROUP BY Id HAVING LEN(Name) > 1",
                "SELECT Id FROM Account WHERE Id IN (SELECT Id FROM Contact)",
                "SELECT Id FROM Account WHERE Id IN (SELECT AccountId, Id FROM Contact)",
                "SELECT Id FROM Account WHERE (NOT (Id IN (SELECT AccountId FROM Contact))) AND Name != null",
                "SELECT Id FROM Account WHERE Name != null AND (Name != 'a' AND Id IN (SELECT AccountId FROM Contact))"
            })
    void rejectsQueriesThatItDoesNotUnderstand(String soql) {
        assertThat(client.query(soql).status()).isEqualTo(400);
        assertThat(client.query(soql).json().at("/0/errorCode").textValue()).isEqualTo("MALFORMED_QUERY");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "SELECT Id FROM Nonsense | INVALID_TYPE",
                "SELECT Id FROM Account WHERE Foo = 1 | INVALID_FIELD",
                "SELECT Id FROM Account WHERE NumberOfEmployees = '1' | INVALID_FIELD",
                "SELECT Id FROM Account WHERE Name = 1 | INVALID_FIELD",
                "SELECT Foo.Name FROM Account | INVALID_FIELD",
                "SELECT (SELECT Id FROM Foos) FROM Account | INVALID_TYPE",
                "SELECT (SELECT Foo FROM Contacts) FROM Account | INVALID_FIELD",
                "SELECT Id FROM Account WHERE BillingAddress = null | INVALID_FIELD"
            })
    void rejectsWhatOrgDoesNotHave(String soql, String code) {
        assertThat(client.query(soql).json().at("/0/errorCode").textValue()).isEqualTo(code);
    }
}

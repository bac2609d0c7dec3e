/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.salesforce.client.RecordId;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SoqlTest {
    @Test
    void writesFieldsAndObjectInSelect() {
        assertThat(Soql.select(List.of("Id", "Owner.Name", "My_Field__c"), new SObjectName("ns__Thing__c")))
                .isEqualTo("SELECT Id, Owner.Name, My_Field__c FROM ns__Thing__c");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Id FROM User", "Name,Id", "a b", "Owner.", "1st", "Name'"})
    void rejectsInvalidFieldNames(String name) {
        assertThatThrownBy(() -> Soql.name(name)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Account WHERE", "Account;", "__c"})
    void rejectsInvalidObjectNames(String name) {
        assertThatThrownBy(() -> new SObjectName(name)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void escapesTextLiterals() {
        assertThat(Soql.literal("O'Neil \\ Söhne\n\"x\"\t\r")).isEqualTo("'O\\'Neil \\\\ Söhne\\n\"x\"\\t\\r'");
    }

    @Test
    void writesTimesInUtcWithMilliseconds() {
        assertThat(Soql.literal(Instant.parse("2026-11-23T15:00:00.5Z"))).isEqualTo("2026-11-23T15:00:00.500Z");
    }

    @Test
    void writesIdsAsListOfLiterals() {
        assertThat(Soql.literals(List.of(new RecordId("001RM000004UF9s"), new RecordId("005B0000005iVeG"))))
                .isEqualTo("('001RM000004UF9sYAG', '005B0000005iVeGIAU')");
    }

    @ParameterizedTest
    @CsvSource({
        "Account, /data/AccountChangeEvent",
        "Employee__c, /data/Employee__ChangeEvent",
        "ns__Foo__c, /data/ns__Foo__ChangeEvent"
    })
    void findsChannelOfEveryObject(String object, String channel) {
        assertThat(new SObjectName(object).changeEventChannel()).isEqualTo(channel);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "Industry = 'Energy' | (Industry = 'Energy')",
                "A = 1 OR B = 2 | (A = 1 OR B = 2)",
                "Id IN (SELECT AccountId FROM Contact) | Id IN (SELECT AccountId FROM Contact)",
                "(A = 1 AND Id IN (SELECT AccountId FROM Contact)) | A = 1 AND Id IN (SELECT AccountId FROM Contact)",
                "(A = 1) AND (Id IN (SELECT Id FROM X)) | (A = 1) AND (Id IN (SELECT Id FROM X))",
                "A = 1 AND Id IN (SELECT Id FROM X WHERE B = 1 OR C = 2) | A = 1 AND Id IN (SELECT Id FROM X WHERE B = 1 OR C = 2)",
                "A = 1 OR Id IN (SELECT Id FROM X) | (A = 1 OR Id IN (SELECT Id FROM X))",
                "NOT A = 1 AND Id IN (SELECT Id FROM X) | (NOT A = 1 AND Id IN (SELECT Id FROM X))",
                "Name = ') OR (select' | (Name = ') OR (select')",
                "Name = 'x\\') OR (' AND Id IN (select Id FROM X) | Name = 'x\\') OR (' AND Id IN (select Id FROM X)",
            })
    void keepsSubqueriesOutOfBracketsNextToAnd(String condition, String conjunct) {
        assertThat(Soql.conjunct(condition)).isEqualTo(conjunct);
    }
}

/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.simulator.soql;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Fragments of queries as Salesforce shows them. Source: messages in public bug reports. */
class SoqlErrorTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`SELECT Id, LastReferencedDate, Jigsaw, JigsawCompanyId, ` | `CleanStatus, AccountSource, DunsNumber, Tier FROM Account` | `LastReferencedDate, Jigsaw, JigsawCompanyId, CleanStatus, AccountSource, DunsNumber` | 45",
                "`SELECT Id,CreatedById,OCE__ActualCap__c,` | `TPI_Product__c,Name,OCE__JobId__c,OwnerId FROM OCE__ActivityPlan__c` | `CreatedById,OCE__ActualCap__c,TPI_Product__c,Name,OCE__JobId__c` | 30",
                "`SELECT Id FROM X WHERE Y=1 AND LastModifiedDate=TODAY AND ` | `LastModifiedBy='0050h00000IW2Jf'` | `AND LastModifiedDate=TODAY AND LastModifiedBy='0050h00000IW2Jf'` | 31",
                "`Select Id, Status, Location, ` | `Body from ApexLog` | `Select Id, Status, Location, Body from ApexLog` | 29",
                "`SELECT Account.Name, Account.Phone, Account.Rating, ` | `Account.RecordTypeId, Account.ShippingCity, Id FROM Contact` | `Account.Phone, Account.Rating, Account.RecordTypeId, Account.ShippingCity` | 31",
                "`SELECT Id, WebEmail__c, Case_Resolution_Summary__c, ` | `MW_Case_ID__c, Escalation_Helper_Contact__c, X__c FROM Case` | `WebEmail__c, Case_Resolution_Summary__c, MW_Case_ID__c, Escalation_Helper_Contact__c` | 41",
            })
    void showsWholeWordsAroundThePlace(String before, String after, String fragment, int caret) {
        SoqlError error = SoqlError.at("INVALID_FIELD", before + after, before.length(), "No such column");

        assertThat(error.getMessage())
                .isEqualTo("\n" + fragment + "\n" + " ".repeat(caret) + "^\nERROR at Row:1:Column:"
                        + (before.length() + 1) + "\nNo such column");
    }

    @Test
    void pointsBehindTheWordBeforeAnUnexpectedOne() {
        Tokens tokens = new Tokens("SELECT Id, FROM Account");
        tokens.expect("SELECT");
        tokens.expectName();
        tokens.expect(",");

        assertThat(tokens.unexpected(tokens.peek()).getMessage())
                .isEqualTo(
                        "\nSELECT Id, FROM Account\n          ^\nERROR at Row:1:Column:11\nunexpected token: 'FROM'");
    }
}

/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.mapping;

import static dev.tandem.salesforce.source.mapping.Descriptions.ALL_FIELDS;
import static dev.tandem.salesforce.source.mapping.Descriptions.field;
import static dev.tandem.salesforce.source.mapping.Descriptions.layout;
import static dev.tandem.salesforce.source.mapping.Descriptions.object;
import static dev.tandem.salesforce.source.mapping.Descriptions.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.salesforce.client.rest.FieldDescription;
import dev.tandem.salesforce.source.settings.FieldSettings;
import dev.tandem.salesforce.source.settings.FieldSettings.DecimalHandling;
import java.util.List;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RowLayoutTest {
    @ParameterizedTest
    @CsvSource({
        "BillingStreet, BillingAddress, Street",
        "BillingStateCode, BillingAddress, StateCode",
        "Street, Address, Street",
        "PersonMailingCity, PersonMailingAddress, City",
        "Site__Latitude__s, Site__c, Latitude",
        "Home__CountryCode__s, Home__c, CountryCode",
        "FirstName, Name, FirstName"
    })
    void partsOfCompoundFieldsHaveTheNamesThatEventsGiveThem(String column, String parent, String part) {
        assertThat(RowLayout.componentName(column, parent)).isEqualTo(part);
    }

    @Test
    void leavesOutCompoundFieldsAndKeepsTheirParts() {
        RowLayout layout = layout(
                "Account",
                text("Name"),
                field("BillingStreet", "textarea")
                        .length(255)
                        .partOf("BillingAddress")
                        .build(),
                field("BillingLatitude", "double")
                        .number(18, 15)
                        .partOf("BillingAddress")
                        .build(),
                field("BillingAddress", "address").notCreateable().build(),
                field("Photo", "base64").build());

        assertThat(layout.columnNames()).containsExactly("Id", "Name", "BillingStreet", "BillingLatitude");
        assertThat(layout.leftOut()).contains("BillingAddress", "Photo");
    }

    @Test
    void leavesOutNameOfPerson() {
        FieldDescription first =
                field("FirstName", "string").length(40).partOf("Name").build();

        RowLayout contact = layout(
                "Contact",
                first,
                field("Name", "string").length(121).notCreateable().build());
        RowLayout accountOfPersons =
                layout("Account", first, field("Name", "string").length(255).build());

        assertThat(contact.columnNames()).containsExactly("Id", "FirstName");
        assertThat(accountOfPersons.columnNames()).containsExactly("Id", "FirstName", "Name");
    }

    @Test
    void leavesOutFieldsWithoutChangeEventsByDefault() {
        ConfigDef definition = new ConfigDef();
        FieldSettings.define(definition);
        FieldSettings defaults = FieldSettings.from(new AbstractConfig(definition, java.util.Map.of()));

        RowLayout layout = RowLayout.of(
                object(
                        "Account",
                        text("Name"),
                        text("PhotoUrl"),
                        field("SystemModstamp", "datetime").build()),
                defaults,
                "salesforce.Account");

        assertThat(layout.columnNames()).containsExactly("Id", "Name");
        assertThat(layout.hasSystemModstamp()).isTrue();
    }

    @Test
    void listsChooseFieldsByPatternAndNeverLoseTheId() {
        FieldSettings chosen = new FieldSettings(
                List.of("Account.*Name", "account.phone"), List.of("*.Nick*"), DecimalHandling.DOUBLE);

        RowLayout layout = RowLayout.of(
                object("Account", text("Name"), text("NickName"), text("Phone"), text("Fax")), chosen, "t");

        assertThat(layout.columnNames()).containsExactly("Id", "Name", "Phone");
    }

    @Test
    void schemasKeepTheirIdentityWhileTheColumnsAreTheSame() {
        RowLayout layout = layout("Account", text("Name"));

        assertThat(layout.next(object("Account", text("Name")), ALL_FIELDS).envelope())
                .isSameAs(layout.envelope());
        assertThat(layout.next(object("Account", text("Name"), text("Fax")), ALL_FIELDS)
                        .sameColumns(layout))
                .isFalse();
    }

    @Test
    void makesRowAndEveryFieldOptional() {
        RowLayout layout = layout("Account", text("Name"));

        assertThat(layout.row().isOptional()).isTrue();
        assertThat(layout.row().fields())
                .allSatisfy(f -> assertThat(f.schema().isOptional()).isTrue());
        assertThat(layout.envelope().name()).isEqualTo("salesforce.Account.Envelope");
        assertThat(layout.row().name()).isEqualTo("salesforce.Account.Value");
    }
}

/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.mapping;

import static dev.tandem.salesforce.source.mapping.Descriptions.field;
import static dev.tandem.salesforce.source.mapping.Descriptions.layout;
import static dev.tandem.salesforce.source.mapping.Descriptions.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tandem.salesforce.client.stream.ChangeEventHeader;
import dev.tandem.salesforce.client.stream.ChangeType;
import dev.tandem.salesforce.client.stream.ReplayId;
import dev.tandem.salesforce.client.stream.StreamItem.ChangeEvent;
import dev.tandem.salesforce.source.mapping.FieldChanges.PartialRow;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EventFieldsTest {
    private static final String ID = "001RM000004UF9sYAG";

    private final RowLayout account = layout(
            "Account",
            text("Name"),
            text("Phone"),
            field("NumberOfEmployees", "int").build(),
            field("Description", "textarea").length(32000).build(),
            field("BillingStreet", "textarea")
                    .length(255)
                    .partOf("BillingAddress")
                    .build(),
            field("BillingCity", "string").length(40).partOf("BillingAddress").build(),
            field("BillingAddress", "address").build(),
            field("Site__Latitude__s", "double").partOf("Site__c").build(),
            field("Site__Longitude__s", "double").partOf("Site__c").build(),
            field("Site__c", "location").build(),
            field("Photo", "base64").build());

    @Test
    void changesOnlyWhatHeaderOfUpdateLists() {
        FieldChanges changes = update("{'Name':'Acme','Phone':null,'NumberOfEmployees':7}", List.of("Name", "Phone"));

        PartialRow row = changes.row(ID, null);
        assertThat(row.changed()).containsExactly("Name", "Phone");
        assertThat(row.row().getString("Name")).isEqualTo("Acme");
        assertThat(row.row().get("Phone")).isNull();
        assertThat(row.row().get("NumberOfEmployees")).isNull();
        assertThat(row.row().getString("Id")).isEqualTo(ID);
    }

    @Test
    void changesFieldsPresentWhereHeaderHasNoList() {
        assertThat(changes(ChangeType.UPDATE, "{'Name':'Acme','Phone':null}", Optional.empty())
                        .row(ID, null)
                        .changed())
                .containsExactly("Name", "Phone");
        assertThat(update("{'Name':'Acme'}", List.of()).row(ID, null).changed()).containsExactly("Name");
        assertThat(changes(ChangeType.CREATE, "{'Name':'Acme'}", Optional.of(List.of()))
                        .row(ID, null)
                        .changed())
                .containsExactly("Name");
        assertThat(changes(ChangeType.UNDELETE, "{'Name':'Acme'}", Optional.of(List.of("Phone")))
                        .row(ID, null)
                        .changed())
                .containsExactly("Name");
    }

    @Test
    void partsOfCompoundFieldsBecomeTheirColumns() {
        FieldChanges created = changes(
                ChangeType.CREATE,
                "{'BillingAddress':{'Street':'1 Main','City':'Rome'},'Site__c':{'Latitude':41.9,'Longitude':12.5}}",
                Optional.empty());
        FieldChanges moved =
                update("{'BillingAddress':{'Street':null,'City':'Bari'}}", List.of("BillingAddress.Street"));

        assertThat(created.row(ID, null).changed())
                .containsExactlyInAnyOrder("BillingStreet", "BillingCity", "Site__Latitude__s", "Site__Longitude__s");
        assertThat(created.row(ID, null).row().getFloat64("Site__Latitude__s")).isEqualTo(41.9);
        assertThat(moved.row(ID, null).changed()).containsExactly("BillingStreet");
        assertThat(moved.row(ID, null).row().get("BillingStreet")).isNull();
    }

    @Test
    void nullsAllPartsOfCompoundFieldThatIsNull() {
        FieldChanges changes = update("{'BillingAddress':null}", List.of("BillingAddress", "BillingAddress.City"));

        assertThat(changes.row(ID, null).changed()).containsExactlyInAnyOrder("BillingStreet", "BillingCity");
        assertThat(changes.unread()).isEmpty();
    }

    @Test
    void partsOfACompoundFieldThatAreListedAndNotThereAreFetched() {
        FieldChanges whole = update("{'BillingAddress':{'City':'Bari'}}", List.of("BillingAddress"));
        FieldChanges part = update("{'BillingAddress':{'City':'Bari'}}", List.of("BillingAddress.Street"));
        FieldChanges text = update("{'BillingAddress':'1 Main, Bari'}", List.of("BillingAddress"));

        assertThat(whole.row(ID, null).changed()).containsExactly("BillingCity");
        assertThat(whole.unread()).containsExactly("BillingStreet");
        assertThat(part.unread()).containsExactly("BillingStreet");
        assertThat(text.unread()).containsExactlyInAnyOrder("BillingStreet", "BillingCity");
    }

    @Test
    void fetchesWhatEventDoesNotCarry() throws JsonProcessingException {
        FieldChanges changes = update(
                "{'Name':'Acme','Description':{'diff':'--- x'},'NumberOfEmployees':'many'}",
                List.of("Name", "Description", "NumberOfEmployees", "Phone"));

        assertThat(changes.unread()).containsExactlyInAnyOrder("Description", "NumberOfEmployees", "Phone");
        ObjectNode current = json("{'Description':'now','NumberOfEmployees':5,'Phone':null}");
        PartialRow row = changes.row(ID, current);
        assertThat(row.changed()).containsExactlyInAnyOrder("Name", "Description", "NumberOfEmployees", "Phone");
        assertThat(row.row().getString("Description")).isEqualTo("now");
        assertThat(row.row().getInt32("NumberOfEmployees")).isEqualTo(5);
    }

    @Test
    void fetchesTextThatComesAsAStructure() throws JsonProcessingException {
        FieldChanges changes =
                update("{'Name':{'FiscalYear':2019,'FiscalQuarter':4},'Phone':['1','2']}", List.of("Name", "Phone"));

        assertThat(changes.unread()).containsExactlyInAnyOrder("Name", "Phone");
        PartialRow row = changes.row(ID, json("{'Name':'2019 4','Phone':'1;2'}"));
        assertThat(row.row().getString("Name")).isEqualTo("2019 4");
    }

    @Test
    void keepsFieldUnknownWhenFetchedRecordIsGone() {
        FieldChanges changes = update("{'Name':'Acme','Description':{'diff':'x'}}", List.of("Name", "Description"));

        assertThat(changes.row(ID, null).changed()).containsExactly("Name");
    }

    @Test
    void namesFieldAndNotValueWhenFetchedTypeDiffers() throws JsonProcessingException {
        FieldChanges changes = update("{'NumberOfEmployees':'many'}", List.of("NumberOfEmployees"));
        ObjectNode current = json("{'NumberOfEmployees':'too many'}");

        assertThatThrownBy(() -> changes.row(ID, current))
                .isInstanceOf(UnreadableValueException.class)
                .hasMessageContaining("Account.NumberOfEmployees")
                .hasMessageNotContaining("many")
                .hasNoCause();
    }

    @Test
    void ignoresExcludedFieldsAndReportsUnknownOnes() {
        FieldChanges changes = update("{'Photo':'x','New__c':1,'Name':'A'}", List.of("Photo", "New__c", "Name"));

        assertThat(changes.unknown()).containsExactly("New__c");
        assertThat(changes.row(ID, null).changed()).containsExactly("Name");
    }

    @Test
    void takesPartsOfPersonNameAndFetchesWholeWhereItIsColumn() {
        RowLayout contact = layout(
                "Contact",
                field("FirstName", "string").length(40).partOf("Name").build(),
                field("LastName", "string").length(80).partOf("Name").build(),
                field("Name", "string").length(121).notCreateable().build());
        RowLayout personAccount = layout(
                "Account", field("LastName", "string").length(80).partOf("Name").build(), text("Name"));
        String payload = "{'Name':{'LastName':'Brown'}}";

        assertThat(EventFields.of(contact, event(ChangeType.UPDATE, payload, Optional.of(List.of("Name.LastName"))))
                        .row(ID, null)
                        .changed())
                .containsExactly("LastName");
        FieldChanges person = EventFields.of(personAccount, event(ChangeType.CREATE, payload, Optional.empty()));
        assertThat(person.unread()).containsExactly("Name");
        FieldChanges business =
                EventFields.of(personAccount, event(ChangeType.CREATE, "{'Name':'Acme'}", Optional.empty()));
        assertThat(business.row(ID, null).changed()).containsExactly("Name");
    }

    @Test
    void setsFlagsThatArrayNamesAndClearsTheOthers() {
        RowLayout user = layout(
                "User",
                field("UserPreferencesHideIt", "boolean").build(),
                field("UserPreferencesShowIt", "boolean").build(),
                field("IsActive", "boolean").build());

        PartialRow row = EventFields.of(
                        user, event(ChangeType.CREATE, "{'UserPreferences':['ShowIt']}", Optional.empty()))
                .row(ID, null);

        assertThat(row.changed()).containsExactlyInAnyOrder("UserPreferencesHideIt", "UserPreferencesShowIt");
        assertThat(row.row().getBoolean("UserPreferencesShowIt")).isTrue();
        assertThat(row.row().getBoolean("UserPreferencesHideIt")).isFalse();
    }

    private FieldChanges update(String payload, List<String> changedFields) {
        return changes(ChangeType.UPDATE, payload, Optional.of(changedFields));
    }

    private FieldChanges changes(ChangeType type, String payload, Optional<List<String>> changedFields) {
        return EventFields.of(account, event(type, payload, changedFields));
    }

    private static ChangeEvent event(ChangeType type, String payload, Optional<List<String>> changedFields) {
        ChangeEventHeader header = new ChangeEventHeader(
                "Account", List.of(ID), type, type.name(), "", "key", 1, Instant.EPOCH, 1, "005", changedFields);
        try {
            return new ChangeEvent("/data/AccountChangeEvent", "schema", new ReplayId("1"), header, json(payload), 1);
        } catch (JsonProcessingException malformed) {
            throw new IllegalArgumentException(malformed);
        }
    }

    private static ObjectNode json(String singleQuoted) throws JsonProcessingException {
        return (ObjectNode) new ObjectMapper().readTree(singleQuoted.replace('\'', '"'));
    }
}

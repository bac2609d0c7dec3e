/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tandem.salesforce.client.Samples;
import dev.tandem.salesforce.client.http.Json;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

class DescribeReaderTest {
    private static final Instant NOW = Instant.parse("2026-11-23T15:00:00Z");

    @Test
    void readsFieldOfRealDescribe() throws Exception {
        FieldDescription owner = read((ArrayNode)
                        Json.MAPPER.readTree(Samples.read("rest/describe_fields_modern_shape_camel_excerpt.json")))
                .field("OwnerId")
                .orElseThrow();

        assertThat(owner.type()).isEqualTo(FieldType.REFERENCE);
        assertThat(owner.label()).isEqualTo("Owner ID");
        assertThat(owner.length()).isEqualTo(18);
        assertThat(owner.nillable()).isFalse();
        assertThat(owner.createable()).isTrue();
        assertThat(owner.updateable()).isTrue();
        assertThat(owner.defaultedOnCreate()).isTrue();
        assertThat(owner.referenceTo()).containsExactly("Group", "User");
        assertThat(owner.relationshipName()).contains("Owner");
        assertThat(owner.extraTypeInfo()).isEmpty();
        assertThat(owner.compoundFieldName()).isEmpty();
    }

    @Test
    void readsNumbersAndCompoundParts() throws Exception {
        SObjectDescription description = read((ArrayNode) Json.MAPPER.readTree("""
                [{"name":"Amount","type":"currency","length":0,"precision":18,"scale":2,"soapType":"xsd:double"},
                 {"name":"BillingAddress","type":"address"},
                 {"name":"BillingStreet","type":"textarea","length":255,"compoundFieldName":"BillingAddress","extraTypeInfo":"plaintextarea"},
                 {"name":"Tier__c","type":"picklist","length":255,"custom":true},
                 {"name":"Number__c","type":"int","digits":8,"externalId":true,"unique":true}]"""));

        assertThat(description.fields())
                .extracting(FieldDescription::name)
                .containsExactly("Amount", "BillingAddress", "BillingStreet", "Tier__c", "Number__c");
        FieldDescription amount = description.field("Amount").orElseThrow();
        assertThat(amount.precision()).isEqualTo(18);
        assertThat(amount.scale()).isEqualTo(2);
        assertThat(description.field("BillingAddress").orElseThrow().type().isCompound())
                .isTrue();
        FieldDescription street = description.field("BillingStreet").orElseThrow();
        assertThat(street.compoundFieldName()).contains("BillingAddress");
        assertThat(street.extraTypeInfo()).contains("plaintextarea");
        FieldDescription number = description.field("Number__c").orElseThrow();
        assertThat(number.digits()).isEqualTo(8);
        assertThat(number.externalId() && number.unique()).isTrue();
        assertThat(description.asOf()).isEqualTo(NOW);
    }

    @ParameterizedTest
    @EnumSource(value = FieldType.class, mode = Mode.EXCLUDE, names = "UNKNOWN")
    void recognizesEveryTypeByName(FieldType type) {
        assertThat(FieldType.ofName(type.name().toLowerCase(java.util.Locale.ROOT)))
                .isEqualTo(type);
    }

    @Test
    void recognizesTypesInAnyCase() {
        assertThat(FieldType.ofName("anyType")).isEqualTo(FieldType.ANYTYPE);
        assertThat(FieldType.ofName("dataCategoryGroupReference")).isEqualTo(FieldType.DATACATEGORYGROUPREFERENCE);
    }

    @Test
    void keepsNameOfUnknownType() throws Exception {
        FieldDescription field = read((ArrayNode) Json.MAPPER.readTree("[{\"name\":\"V__c\",\"type\":\"vector\"}]"))
                .field("V__c")
                .orElseThrow();

        assertThat(field.type()).isEqualTo(FieldType.UNKNOWN);
        assertThat(field.typeName()).isEqualTo("vector");
    }

    @Test
    void takesEmptyKeyPrefixForNone() throws Exception {
        ObjectNode describe = (ObjectNode) Json.MAPPER.readTree(
                "{\"name\":\"Account\",\"keyPrefix\":\"\",\"fields\":[{\"name\":\"Id\",\"type\":\"id\"}]}");

        assertThat(DescribeReader.read(describe, NOW).keyPrefix()).isEmpty();
    }

    private static SObjectDescription read(ArrayNode fields) {
        ObjectNode describe =
                Json.MAPPER.createObjectNode().put("name", "Account").put("label", "Account");
        describe.put("keyPrefix", "001").put("queryable", true).set("fields", fields);
        return DescribeReader.read(describe, NOW);
    }
}

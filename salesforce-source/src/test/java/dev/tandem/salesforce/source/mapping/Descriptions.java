/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.mapping;

import dev.tandem.salesforce.client.rest.FieldDescription;
import dev.tandem.salesforce.client.rest.FieldType;
import dev.tandem.salesforce.client.rest.SObjectDescription;
import dev.tandem.salesforce.client.rest.SObjectName;
import dev.tandem.salesforce.source.settings.FieldSettings;
import dev.tandem.salesforce.source.settings.FieldSettings.DecimalHandling;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Describe results, made of what a test cares about. */
final class Descriptions {
    static final FieldSettings ALL_FIELDS = new FieldSettings(List.of(), List.of(), DecimalHandling.DOUBLE);

    private Descriptions() {}

    static SObjectDescription object(String name, FieldDescription... fields) {
        Map<String, FieldDescription> byName = new LinkedHashMap<>();
        byName.put("Id", field("Id", "id").length(18).build());
        for (FieldDescription field : fields) {
            byName.put(field.name(), field);
        }
        return new SObjectDescription(
                new SObjectName(name),
                name,
                Optional.of("001"),
                false,
                true,
                true,
                true,
                true,
                true,
                true,
                byName,
                Instant.EPOCH);
    }

    static RowLayout layout(String name, FieldDescription... fields) {
        return RowLayout.of(object(name, fields), ALL_FIELDS, "salesforce." + name);
    }

    static Builder field(String name, String type) {
        return new Builder(name, type);
    }

    static FieldDescription text(String name) {
        return field(name, "string").length(80).build();
    }

    static final class Builder {
        private final String name;
        private final String type;
        private int length;
        private int precision;
        private int scale;
        private boolean createable = true;
        private Optional<String> compound = Optional.empty();

        private Builder(String name, String type) {
            this.name = name;
            this.type = type;
        }

        Builder length(int newLength) {
            length = newLength;
            return this;
        }

        Builder number(int newPrecision, int newScale) {
            precision = newPrecision;
            scale = newScale;
            return this;
        }

        Builder notCreateable() {
            createable = false;
            return this;
        }

        Builder partOf(String parent) {
            compound = Optional.of(parent);
            return this;
        }

        FieldDescription build() {
            return new FieldDescription(
                    name,
                    name,
                    FieldType.ofName(type),
                    type,
                    length,
                    precision,
                    scale,
                    0,
                    true,
                    createable,
                    createable,
                    false,
                    name.endsWith("__c"),
                    false,
                    false,
                    false,
                    name.equals("Name"),
                    false,
                    compound,
                    Optional.empty(),
                    List.of(),
                    Optional.empty(),
                    List.of());
        }
    }
}

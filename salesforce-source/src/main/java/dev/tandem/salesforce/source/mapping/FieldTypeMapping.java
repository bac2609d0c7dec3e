/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.mapping;

import dev.tandem.event.SourceColumn;
import dev.tandem.salesforce.client.rest.FieldDescription;
import dev.tandem.salesforce.source.settings.FieldSettings.DecimalHandling;
import java.util.Optional;
import org.apache.kafka.connect.data.Date;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Time;
import org.apache.kafka.connect.data.Timestamp;

/** The mapping of describe's types to Connect's. */
record FieldTypeMapping(Schema schema, ValueReader reader) {
    /** A text area up to this length is an exact varchar; a longer one is counted in bytes and grows by conversion. */
    private static final int LONGEST_PLAIN_TEXT_AREA = 255;

    /** Returns empty for what has no value of its own (compound fields) and for what Bulk cannot read (base64). */
    static Optional<FieldTypeMapping> of(FieldDescription field, DecimalHandling decimals) {
        return switch (field.type()) {
            case ID, REFERENCE, STRING, EMAIL, PHONE, URL, PICKLIST, MULTIPICKLIST, COMBOBOX -> exactText(field);
            case TEXTAREA -> field.length() <= LONGEST_PLAIN_TEXT_AREA ? exactText(field) : text(field);
            // Masked, so no length is certain.
            case ENCRYPTEDSTRING -> text(field);
            // Structured, or of a type yet unknown.
            case ANYTYPE, COMPLEXVALUE, DATACATEGORYGROUPREFERENCE, JSON, FLOATARRAY, UNKNOWN ->
                mapping(SchemaBuilder.string(), field, ValueReader.STRUCTURE);
            case BOOLEAN -> mapping(SchemaBuilder.bool(), field, ValueReader.BOOLEAN);
            case INT -> mapping(SchemaBuilder.int32(), field, ValueReader.INT32);
            case LONG -> mapping(SchemaBuilder.int64(), field, ValueReader.INT64);
            case DOUBLE, CURRENCY, PERCENT -> Optional.of(number(field, decimals));
            case DATE -> mapping(Date.builder(), field, ValueReader.DATE);
            case DATETIME -> mapping(Timestamp.builder(), field, ValueReader.TIMESTAMP);
            case TIME -> mapping(Time.builder(), field, ValueReader.TIME_OF_DAY);
            case ADDRESS, LOCATION, BASE64 -> Optional.empty();
        };
    }

    /** Returns the mapping of a text that is not a field. */
    static FieldTypeMapping text() {
        return new FieldTypeMapping(Schema.OPTIONAL_STRING_SCHEMA, ValueReader.TEXT);
    }

    /** Returns the mapping of a time that is not a field. */
    static FieldTypeMapping timestamp() {
        return new FieldTypeMapping(Timestamp.builder().optional().build(), ValueReader.TIMESTAMP);
    }

    private static Optional<FieldTypeMapping> text(FieldDescription field) {
        return mapping(SchemaBuilder.string(), field, ValueReader.TEXT);
    }

    private static Optional<FieldTypeMapping> exactText(FieldDescription field) {
        if (field.length() <= 0) {
            return text(field);
        }
        SchemaBuilder schema = SourceColumn.describe(SchemaBuilder.string(), field.typeName(), field.length());
        return Optional.of(new FieldTypeMapping(schema.optional().build(), ValueReader.TEXT));
    }

    private static FieldTypeMapping number(FieldDescription field, DecimalHandling decimals) {
        SchemaBuilder schema = switch (decimals) {
            case DOUBLE -> SchemaBuilder.float64();
            case PRECISE -> Decimal.builder(field.scale());
            case STRING -> SchemaBuilder.string();
        };
        if (field.precision() > 0) {
            SourceColumn.describe(schema, field.typeName(), field.precision(), field.scale());
        } else {
            SourceColumn.describe(schema, field.typeName());
        }
        ValueReader reader = switch (decimals) {
            case DOUBLE -> ValueReader.FLOAT64;
            case PRECISE -> ValueReader.decimal(field.scale());
            case STRING -> ValueReader.DECIMAL_TEXT;
        };
        return new FieldTypeMapping(schema.optional().build(), reader);
    }

    private static Optional<FieldTypeMapping> mapping(
            SchemaBuilder schema, FieldDescription field, ValueReader reader) {
        return Optional.of(new FieldTypeMapping(
                SourceColumn.describe(schema, field.typeName()).optional().build(), reader));
    }
}

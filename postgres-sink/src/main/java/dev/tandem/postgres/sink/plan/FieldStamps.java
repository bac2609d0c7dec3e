/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.plan;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The stamp of each field that was written, and the base for all others: that of the last delete before the row, or {@link
 * Stamp#NEVER}. As JSON, fields with the base are not listed: {@code {"base": [7, "eu"], "fields": {"city": [9, "us"]}}}. If most
 * fields have the row's stamp, that is the base instead, and fields that were never written are listed with nulls. There is no
 * JSON if all fields have the row's stamp.
 */
final class FieldStamps {
    private static final JsonFactory JSON = new JsonFactory();

    private final Map<String, Stamp> fields = new TreeMap<>();
    private Stamp base;

    /** @param base the stamp of all fields, of which none was written */
    FieldStamps(Stamp base) {
        this.base = base;
    }

    /**
     * Reads the stamps of a row with this stamp of its own.
     *
     * @param columns the fields that the table has
     */
    static FieldStamps parse(String json, Stamp row, Set<String> columns) {
        FieldStamps stamps = new FieldStamps(row);
        if (json != null) {
            stamps.read(json);
        }
        if (stamps.base.equals(row)) {
            columns.forEach(column -> stamps.fields.putIfAbsent(column, row));
            stamps.fields.values().removeIf(Stamp.NEVER::equals);
            stamps.base = Stamp.NEVER;
        }
        return stamps;
    }

    private void read(String json) {
        try (JsonParser parser = JSON.createParser(json)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                boolean isBase = parser.currentName().equals("base");
                parser.nextToken();
                if (isBase) {
                    base = stamp(parser);
                } else {
                    while (parser.nextToken() == JsonToken.FIELD_NAME) {
                        String field = parser.currentName();
                        parser.nextToken();
                        fields.put(field, stamp(parser));
                    }
                }
            }
        } catch (IOException broken) {
            throw new UncheckedIOException("Failed to read _sync_fields. Set it to NULL in this row.", broken);
        }
    }

    private static Stamp stamp(JsonParser parser) throws IOException {
        Long version = parser.nextToken() == JsonToken.VALUE_NULL ? null : (Long) parser.getLongValue();
        String origin = parser.nextToken() == JsonToken.VALUE_NULL ? null : parser.getText();
        parser.nextToken();
        return new Stamp(version, origin);
    }

    Stamp of(String field) {
        return fields.getOrDefault(field, base);
    }

    Stamp base() {
        return base;
    }

    boolean isWritten(String field) {
        return fields.containsKey(field);
    }

    void put(String field, Stamp stamp) {
        fields.put(field, stamp);
    }

    /** Forgets that the field was written. */
    void erase(String field) {
        fields.remove(field);
    }

    void setBase(Stamp stamp) {
        base = stamp;
    }

    /** Returns the stamps of all fields that were written. */
    Collection<Stamp> ofWritten() {
        return fields.values();
    }

    /**
     * Returns the stamps as JSON; null if all fields have the row's stamp.
     *
     * @param columns the fields that the table has
     */
    String json(Stamp row, Set<String> columns) {
        fields.keySet().retainAll(columns);
        Set<String> unwritten = new TreeSet<>(columns);
        unwritten.removeAll(fields.keySet());
        long older =
                fields.values().stream().filter(stamp -> !stamp.equals(row)).count();
        boolean isShorter = base.equals(Stamp.NEVER) && older + unwritten.size() < fields.size();
        if (unwritten.isEmpty() || isShorter) {
            base = row;
            unwritten.forEach(column -> fields.put(column, Stamp.NEVER));
        }
        Stamp rest = base;
        fields.values().removeIf(stamp -> stamp.equals(rest));
        return fields.isEmpty() && base.equals(row) ? null : text();
    }

    private String text() {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            json.writeFieldName("base");
            write(json, base);
            json.writeObjectFieldStart("fields");
            for (Map.Entry<String, Stamp> field : fields.entrySet()) {
                json.writeFieldName(field.getKey());
                write(json, field.getValue());
            }
            json.writeEndObject();
            json.writeEndObject();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return text.toString();
    }

    private static void write(JsonGenerator json, Stamp stamp) throws IOException {
        json.writeStartArray();
        if (stamp.version() == null) {
            json.writeNull();
        } else {
            json.writeNumber(stamp.version());
        }
        json.writeString(stamp.origin());
        json.writeEndArray();
    }
}

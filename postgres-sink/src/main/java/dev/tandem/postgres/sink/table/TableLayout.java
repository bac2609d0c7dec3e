/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.table;

import dev.tandem.event.SourceColumn;
import dev.tandem.postgres.sink.type.PgType;
import dev.tandem.postgres.sink.type.TypeKind;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.connect.data.Schema;

/** A layout of the tables that the sink creates, and of the names of their columns. */
public enum TableLayout {
    /** The best type for each field; the record's key is the primary key; names as they are in the record. */
    NATIVE {
        @Override
        public String column(String field) {
            return field;
        }

        @Override
        public PgType columnType(Schema schema, PgType suited) {
            return suited;
        }
    },
    /** The tables that Heroku Connect creates, so that an application which knows those keeps working unchanged. */
    HEROKU {
        @Override
        public String table(String name) {
            return name.toLowerCase(Locale.ROOT);
        }

        @Override
        public String column(String field) {
            String name = field.toLowerCase(Locale.ROOT);
            return name.equals("id") ? "sfid" : name;
        }

        @Override
        public PgType columnType(Schema schema, PgType suited) {
            Optional<PgType> usual = SourceColumn.type(schema).map(HEROKU_TYPES::get);
            return usual.filter(type -> !isExact(schema)
                            || !type.isText()
                            || !type.collation().isEmpty())
                    .orElseGet(() -> withoutZone(suited));
        }

        @Override
        public boolean isExact(Schema schema) {
            boolean isText = SourceColumn.type(schema)
                    .map(HEROKU_TYPES::get)
                    .filter(PgType::isText)
                    .isPresent();
            return !isText || SourceColumn.length(schema).isPresent();
        }

        @Override
        public boolean hasSurrogateKey() {
            return true;
        }

        /** A row that exists is not deleted: deletes remove the row. */
        @Override
        public Map<String, String> fallbacks() {
            Map<String, String> fallbacks = new HashMap<>();
            fallbacks.put("isdeleted", "false");
            fallbacks.put("systemmodstamp", null);
            return fallbacks;
        }

        @Override
        public List<SystemColumn> systemColumns() {
            return List.of(
                    new SystemColumn("_hc_err", TypeKind.TEXT.type(), "NULL"),
                    new SystemColumn("_hc_lastop", TypeKind.VARCHAR.type(32), "'SYNCED'"));
        }

        /** Heroku Connect's triggers, and those that applications model on them, pass over writers that set this. */
        @Override
        public Map<String, String> writerSettings() {
            return Map.of("xmlbinary", "hex");
        }

        @Override
        public List<String> indexed() {
            return List.of("systemmodstamp");
        }
    };

    /** Types by that of the field in Salesforce's describe; strings have the length of their field. */
    private static final Map<String, PgType> HEROKU_TYPES = Map.ofEntries(
            Map.entry("id", TypeKind.VARCHAR.type(18).collated("\"ucs_basic\"")),
            Map.entry("reference", TypeKind.VARCHAR.type(18)),
            Map.entry("picklist", TypeKind.VARCHAR.type(255)),
            Map.entry("multipicklist", TypeKind.VARCHAR.type(4099)),
            Map.entry("currency", TypeKind.DOUBLE.type()),
            Map.entry("double", TypeKind.DOUBLE.type()),
            Map.entry("percent", TypeKind.DOUBLE.type()),
            Map.entry("datetime", TypeKind.TIMESTAMP.type()),
            Map.entry("email", TypeKind.VARCHAR.type(80)),
            Map.entry("phone", TypeKind.VARCHAR.type(40)),
            Map.entry("url", TypeKind.VARCHAR.type(255)));

    private static PgType withoutZone(PgType type) {
        return type.kind() == TypeKind.TIMESTAMPTZ ? TypeKind.TIMESTAMP.type() : type;
    }

    /** Returns the table of a name in a topic. */
    public String table(String name) {
        return name;
    }

    /** Returns the column of a field. */
    public abstract String column(String field);

    /** Returns the type of a new column, where {@code suited} is the best one for the values. */
    public abstract PgType columnType(Schema schema, PgType suited);

    /** Returns whether that type is known from the record. If not, it is only usual, and no reason to change an existing column. */
    public boolean isExact(Schema schema) {
        return true;
    }

    /** Returns whether rows have a serial primary key {@code id} besides the record's key, which is then a unique index. */
    public boolean hasSurrogateKey() {
        return false;
    }

    /**
     * Returns what a taken-over table's columns get that records may lack: SQL by column, or null where nothing is known and the
     * column stays null.
     */
    public Map<String, String> fallbacks() {
        return Map.of();
    }

    /** Returns the layout's own columns, which every table has besides those of the records. */
    public List<SystemColumn> systemColumns() {
        return List.of();
    }

    /** Returns the Postgres settings by which triggers know that the sink is writing. */
    public Map<String, String> writerSettings() {
        return Map.of();
    }

    /** Returns the columns that get an index. */
    public List<String> indexed() {
        return List.of();
    }
}

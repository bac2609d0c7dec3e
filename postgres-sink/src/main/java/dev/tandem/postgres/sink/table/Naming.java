/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.table;

import dev.tandem.plugin.option.Words;
import dev.tandem.postgres.session.Identifier;
import dev.tandem.postgres.session.TableId;
import java.util.Locale;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;

/** The names of tables and columns. */
public record Naming(TableLayout layout, boolean lowerCase) {
    public static final String TABLE_LAYOUT = "table.layout";
    public static final String IDENTIFIER_CASE = "identifier.case";
    private static final String GROUP = "Names";
    private static final Words LAYOUTS = Words.of("native", "heroku");
    private static final Words CASES = Words.of("keep", "lower");

    public static void define(ConfigDef def) {
        def.define(
                TABLE_LAYOUT,
                ConfigDef.Type.STRING,
                "native",
                LAYOUTS,
                ConfigDef.Importance.MEDIUM,
                "native: the best types, the record's key as primary key, names as they are in the record. heroku: the tables of Heroku"
                        + " Connect (lower-case names, id serial, sfid, its types, _hc_lastop and _hc_err).",
                GROUP,
                1,
                ConfigDef.Width.SHORT,
                "Table layout",
                LAYOUTS);
        def.define(
                IDENTIFIER_CASE,
                ConfigDef.Type.STRING,
                "keep",
                CASES,
                ConfigDef.Importance.LOW,
                "The case of the names of tables and columns: keep it as it is in topic and record, so that SQL has to quote names with"
                        + " capitals, or lower.",
                GROUP,
                2,
                ConfigDef.Width.SHORT,
                "Case of names",
                CASES);
    }

    public static Naming from(AbstractConfig config) {
        return new Naming(
                TableLayout.valueOf(config.getString(TABLE_LAYOUT).toUpperCase(Locale.ROOT)),
                config.getString(IDENTIFIER_CASE).equals("lower"));
    }

    /** Returns the column of a field. */
    public String column(String field) {
        return identifier(layout.column(field));
    }

    /** Returns whether only the sink itself writes to such a column, so that a field of its name is passed over. */
    public boolean isSystemColumn(String column) {
        return SystemColumn.isOne(column, layout);
    }

    public TableId table(String schema, String name) {
        return new TableId(identifier(schema), identifier(layout.table(name)));
    }

    private String identifier(String name) {
        return Identifier.fit(lowerCase ? name.toLowerCase(Locale.ROOT) : name);
    }
}

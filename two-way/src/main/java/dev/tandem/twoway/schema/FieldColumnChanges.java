/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.twoway.schema;

import dev.tandem.postgres.session.Identifier;
import dev.tandem.postgres.session.Printable;
import dev.tandem.twoway.json.JsonTree;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The columns of fields that are other ones than when the triggers were created last. Pure.
 *
 * @param missing the columns that the table does not have any more: they were dropped, or renamed
 * @param withoutField the columns whose fields are gone, or may not be read any more
 * @param returned the columns that hold a field again, or have taken the place of others
 */
record FieldColumnChanges(TableState table, Set<String> missing, Set<String> withoutField, Set<String> returned) {
    static FieldColumnChanges between(TableState table, String options) {
        Set<String> missing = TriggerOptions.lost(table.options(), options);
        Set<String> withoutField = new TreeSet<>(missing);
        withoutField.retainAll(table.columns().keySet());
        missing.removeAll(withoutField);
        return new FieldColumnChanges(table, missing, withoutField, TriggerOptions.returned(table.options(), options));
    }

    /** Returns SQL that logs the edits of these columns and forgets them, and asks for a read of all records if columns have returned. */
    String sql(String object, String options) {
        Set<String> lost = new TreeSet<>(missing);
        lost.addAll(withoutField);
        return "SELECT tandem.forget_edits(" + Identifier.literal(table.id().quoted()) + ", "
                + Identifier.literal(options) + ", " + array(lost) + ", " + array(returned) + ", "
                + Identifier.literal(JsonTree.write(List.of(object, table.id().toString())))
                + ")";
    }

    private static String array(Collection<String> columns) {
        List<String> literals = columns.stream().map(Identifier::literal).toList();
        return "ARRAY[" + String.join(", ", literals) + "]::text[]";
    }

    /** Returns what people must know, and do, in sentences. */
    List<String> warnings() {
        List<String> warnings = new ArrayList<>();
        if (!missing.isEmpty()) {
            warnings.add(
                    "Table " + table.id() + " has no column " + names(missing) + " any more. Until it has, edits of the"
                            + " field do not reach Salesforce, also if they are made in a column to which it was renamed. Edits that were"
                            + " pending are in tandem.conflicts. Give the column its name back, and offer another name by a view or by a"
                            + " generated column; or leave the field out at the source (field.exclude.list).");
        }
        if (!withoutField.isEmpty()) {
            warnings.add(
                    "Salesforce has no field any more for column " + names(withoutField) + " of table " + table.id()
                            + ", or does not show it to the integration user. The column keeps its last values, and its edits do not reach"
                            + " Salesforce. Those that were pending are in tandem.conflicts.");
        }
        if (!returned.isEmpty()) {
            warnings.add("Column " + names(returned) + " of table " + table.id()
                    + " was added again, or is one of a field again,"
                    + " so its values may be missing or old. All records of the object are read again, through"
                    + " tandem.signals. Edits that were pending are in tandem.conflicts.");
        }
        return warnings;
    }

    private static String names(Set<String> columns) {
        return Printable.of(String.join(", ", columns));
    }
}

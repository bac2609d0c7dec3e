/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.twoway.schema;

import dev.tandem.twoway.change.FieldOwner;
import dev.tandem.twoway.json.JsonTree;
import dev.tandem.twoway.schema.FieldColumn.WriteCheck;
import dev.tandem.twoway.schema.TwoWayTable.WakeUp;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The options that {@code tandem.create_two_way_triggers} takes. Pure. */
final class TriggerOptions {
    /** The names of the triggers that every two-way table has. */
    static final Set<String> TRIGGERS = Set.of(
            "~tandem_insert", "~tandem_update", "~tandem_delete", "~tandem_refuse", "~tandem_sink", "~tandem_truncate");

    /** The columns of Heroku Connect that triggers set where a table has them. */
    private static final List<String> HEROKU_COLUMNS = List.of("_hc_lastop", "_hc_err");

    private static final String DESCRIBED = "described";
    private static final String READ_ONLY = "read_only";
    private static final String OWNER = "owner";
    private static final String TYPES = "types";
    private static final String TABLE = "table";
    private static final String NUMBERS = "numbers";
    private static final String FORMER = "former";

    private TriggerOptions() {}

    static String json(TwoWayTable table, List<String> key, List<String> partitionColumns) {
        Map<String, Object> options = new LinkedHashMap<>();
        options.put("key", key);
        options.put("id", table.recordIdColumn());
        options.put("inserts", word(table.inserts()));
        options.put("wake_up", word(table.wakeUp()));
        options.put("on_read_only_write", word(table.readOnlyWrites()));
        if (!partitionColumns.isEmpty()) {
            options.put("partition_columns", partitionColumns);
        }
        Map<String, Object> columns = new LinkedHashMap<>();
        table.columns().forEach((name, column) -> columns.put(name, column(column)));
        options.put("columns", columns);
        return JsonTree.write(options);
    }

    /**
     * Returns options that were made from Salesforce's describe, which knows more of the fields than any configuration does. Only
     * their owners are configured elsewhere, so those stay.
     */
    static String described(String existing, String wanted) {
        Map<String, Object> options = JsonTree.parseObject(wanted);
        options.put(DESCRIBED, true);
        if (existing != null) {
            Map<String, Object> columns = columns(options);
            columns(JsonTree.parseObject(existing)).forEach((name, column) -> setOwner(columns, name, column));
        }
        return JsonTree.write(options);
    }

    /** Returns the options to use: existing ones that were described stay, and get the columns that they lack and the configured owners. */
    static String configured(String existing, String wanted) {
        if (existing == null) {
            return wanted;
        }
        Map<String, Object> kept = JsonTree.parseObject(existing);
        if (!Boolean.TRUE.equals(kept.get(DESCRIBED))) {
            return wanted;
        }
        Map<String, Object> columns = columns(kept);
        columns(JsonTree.parseObject(wanted)).forEach((name, column) -> {
            columns.putIfAbsent(name, column);
            setOwner(columns, name, column);
        });
        return JsonTree.write(kept);
    }

    /** Returns the options with the types of the columns that the triggers name. When one changes, the triggers are created again. */
    static String withTypes(String options, Map<String, TableState.ColumnState> columns) {
        Map<String, Object> typed = JsonTree.parseObject(options);
        Set<String> named = new TreeSet<>(columns(typed).keySet());
        named.add((String) typed.get("id"));
        ((Collection<?>) typed.get("key")).forEach(column -> named.add((String) column));
        named.remove(TwoWayColumn.KEY);
        named.addAll(HEROKU_COLUMNS);
        Map<String, Object> types = new LinkedHashMap<>();
        named.stream()
                .filter(columns::containsKey)
                .forEach(column -> types.put(column, columns.get(column).type()));
        typed.put(TYPES, types);
        return JsonTree.write(typed);
    }

    /**
     * Returns the options with what a later switch needs to know of the columns of fields: their numbers in this table, and which columns
     * were such before, but are not any more.
     */
    static String withHistory(String options, TableState state) {
        Map<String, Object> noted = JsonTree.parseObject(options);
        Set<String> columns = new TreeSet<>(columns(noted).keySet());
        columns.retainAll(state.columns().keySet());
        Map<String, Object> numbers = new LinkedHashMap<>();
        columns.forEach(
                column -> numbers.put(column, state.columns().get(column).number()));
        noted.put(TABLE, state.oid());
        noted.put(NUMBERS, numbers);
        Set<String> former = new TreeSet<>(former(state.options()));
        former.addAll(known(state.options()));
        former.removeAll(columns);
        if (!former.isEmpty()) {
            noted.put(FORMER, former);
        }
        return JsonTree.write(noted);
    }

    /** Returns the columns that no longer hold a field, as far as the existing options do not know that. */
    static Set<String> lost(String existing, String options) {
        Set<String> lost = new TreeSet<>(former(options));
        lost.removeAll(former(existing));
        return lost;
    }

    /**
     * Returns the columns that hold a field again, and those in whose place there is another column of the same name. Their values are
     * not the field's, or may be old. The numbers of another table, such as a restored one, say nothing.
     */
    static Set<String> returned(String existing, String options) {
        Set<String> returned = new TreeSet<>(former(existing));
        returned.removeAll(former(options));
        if (existing != null) {
            Map<String, Object> before = JsonTree.parseObject(existing);
            Map<String, Object> now = JsonTree.parseObject(options);
            if (isNumber(before.get(TABLE), now.get(TABLE)) && before.get(NUMBERS) instanceof Map<?, ?> numbers) {
                Map<?, ?> numbersNow = (Map<?, ?>) now.get(NUMBERS);
                numbers.forEach((column, number) -> {
                    if (numbersNow.containsKey(column) && !isNumber(number, numbersNow.get(column))) {
                        returned.add((String) column);
                    }
                });
            }
        }
        return returned;
    }

    private static boolean isNumber(Object number, Object other) {
        return number instanceof Number
                && other instanceof Number
                && ((Number) number).longValue() == ((Number) other).longValue();
    }

    private static Set<String> known(String options) {
        return options == null
                ? Set.of()
                : columns(JsonTree.parseObject(options)).keySet();
    }

    private static Set<String> former(String options) {
        Set<String> former = new TreeSet<>();
        if (options != null && JsonTree.parseObject(options).get(FORMER) instanceof Collection<?> columns) {
            columns.forEach(column -> former.add((String) column));
        }
        return former;
    }

    /** Returns the columns whose values Postgres owns, although Salesforce does not let them be written. */
    static List<String> unwritableOwned(String options) {
        return columns(JsonTree.parseObject(options)).entrySet().stream()
                .filter(column -> column.getValue() instanceof Map<?, ?> settings
                        && Boolean.TRUE.equals(settings.get(READ_ONLY))
                        && word(FieldOwner.POSTGRES).equals(settings.get(OWNER)))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Returns the owners of columns that do not belong to their last writer. */
    static Map<String, FieldOwner> owners(String options) {
        Map<String, FieldOwner> owners = new LinkedHashMap<>();
        columns(JsonTree.parseObject(options)).forEach((name, column) -> {
            if (column instanceof Map<?, ?> settings && settings.get(OWNER) instanceof String owner) {
                owners.put(name, FieldOwner.valueOf(owner.toUpperCase(Locale.ROOT)));
            }
        });
        return owners;
    }

    /** Gives a column the owner that it has elsewhere. */
    @SuppressWarnings("unchecked")
    private static void setOwner(Map<String, Object> columns, String name, Object column) {
        if (columns.get(name) instanceof Map<?, ?> settings && column instanceof Map<?, ?> elsewhere) {
            Map<String, Object> changed = (Map<String, Object>) settings;
            changed.remove(OWNER);
            if (elsewhere.containsKey(OWNER)) {
                changed.put(OWNER, elsewhere.get(OWNER));
            }
        }
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> columns(Map<String, Object> options) {
        return (Map<String, Object>) options.get("columns");
    }

    private static Map<String, Object> column(FieldColumn column) {
        Map<String, Object> options = new LinkedHashMap<>();
        if (column.access() != FieldColumn.Access.WRITABLE) {
            options.put(word(column.access()), true);
        }
        if (column.owner() != FieldOwner.LAST_WRITER) {
            options.put(OWNER, word(column.owner()));
        }
        for (WriteCheck check : column.checks()) {
            if (check instanceof WriteCheck.MaxLength length) {
                options.put("length", length.characters());
            } else if (check instanceof WriteCheck.OneOf oneOf) {
                options.put("values", oneOf.values());
            } else if (check instanceof WriteCheck.Required) {
                options.put("required", true);
            } else {
                options.put("required_on_update", true);
            }
        }
        return options;
    }

    /** Returns the names of the triggers that a table with these options has. */
    static Set<String> triggers(String options) {
        Set<String> triggers = new TreeSet<>(TRIGGERS);
        if (word(WakeUp.NOTIFY).equals(JsonTree.parseObject(options).get("wake_up"))) {
            triggers.add("~tandem_notify");
        }
        return triggers;
    }

    /** Returns whether both are the same options, in whatever notation. */
    static boolean same(String options, String others) {
        return options != null && others != null && JsonTree.parse(options).equals(JsonTree.parse(others));
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}

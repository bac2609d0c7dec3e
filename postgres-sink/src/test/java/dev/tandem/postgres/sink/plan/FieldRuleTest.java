/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.plugin.seed.Tries;
import dev.tandem.postgres.sink.AccountTable;
import dev.tandem.postgres.sink.Changes;
import dev.tandem.postgres.sink.record.TableFields;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The merge of changes of several origins, field by field. */
class FieldRuleTest {
    private static final TableFields FIELDS = new AccountTable(true)
            .change(Changes.read("1", 1, Map.of("Name", "x")))
            .shape()
            .table();
    /** The fields of the records, and a column of the table that no record has. */
    private static final Set<String> COLUMNS = Set.of("Name", "City", "Employees", "Own");

    private static final FieldRule RULE = new FieldRule(VersionGuard.NEWER, FIELDS, COLUMNS, COLUMNS);

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            u3@eu:0            |                  | row: 0=3
            c1@us:012          | u3@eu:0          | row: 0=3 1=1 2=1
            u3@eu:0            | c1@us:012        | row: 0=3 1=1 2=1
            c1@us:012 u3@eu:0  | u2@us:01         | row: 0=3 1=2 2=1
            c1@us:012 u3@eu:0  | d2@us            | row: 0=3
            c1@us:012 d2@us    | u3@eu:0          | row: 0=3
            d2@us u3@eu:0      | c1@us:012        | row: 0=3
            c1@us:012          | u1@eu:0          | row: 0=1 1=1 2=1
            c1@us:012 u3@eu:0  | d4@us            | none
            d4@us              | c1@us:012        | none
            """)
    void keepsNewestValueOfEachField(String before, String arriving, String expected) {
        StoredRow row = new StoredRow();
        row.apply(before);
        row.apply(arriving == null ? "" : arriving);

        assertThat(row.text()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            c1@us:012          | u3@eu:0          | CHANGE_WINS {0} 1@us
            c1@us:012          | u3@us:0          |
            c1@us:012 u3@eu:0  | u2@us:01         | ROW_WINS {0} 3@eu
            c1@us:012 u3@eu:0  | d2@us            | BOTH {} 3@eu
            c2@us:012          | d1@eu            | ROW_WINS {} 2@us
            c1@us:012 u3@eu:0  | d4@eu            | CHANGE_WINS {} 1@us
            d2@us u3@eu:0      | u4@eu:1          |
            u4@us:0 u5@eu:0 u6@us:1 | u7@eu:01    | CHANGE_WINS {1} 6@us
            """)
    void findsEveryValueThatOriginsLoseToEachOther(String before, String arriving, String expected) {
        StoredRow row = new StoredRow();
        row.apply(before);

        String losses = RULE.losses(History.of(arriving), row.state).stream()
                .map(loss -> loss.outcome() + " " + loss.fields() + " "
                        + loss.local().version() + "@" + loss.local().origin())
                .collect(Collectors.joining("; "));

        assertThat(losses).isEqualTo(expected == null ? "" : expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            r1@us:012                | {"base":[1,"us"],"fields":{"Own":[null,null]}}
            r1@us:012 u2@eu:01       | {"base":[2,"eu"],"fields":{"Employees":[1,"us"],"Own":[null,null]}}
            u2@eu:0                  | {"base":[null,null],"fields":{"Name":[2,"eu"]}}
            d1@us u2@eu:0            | {"base":[1,"us"],"fields":{"Name":[2,"eu"]}}
            r1@us:012 u4@eu:0 d3@us  | {"base":[3,"us"],"fields":{"Name":[4,"eu"]}}
            """)
    void listsFewStamps(String changes, String json) {
        StoredRow row = new StoredRow();
        row.apply(changes);

        assertThat(row.state.fields()).isEqualTo(json);
    }

    @Test
    void endsAlikeForEveryOrderAndGrouping() {
        Tries.run(3_000, FieldRuleTest::assertOrderDoesNotMatter);
    }

    private static void assertOrderDoesNotMatter(Random random) {
        List<String> changes = new ArrayList<>();
        for (int i = 0; i < 2 + random.nextInt(7); i++) {
            String op = List.of("u", "u", "c", "d").get(random.nextInt(4));
            String fields =
                    op.equals("d") ? "" : ":" + List.of("0", "1", "02", "012").get(random.nextInt(4));
            changes.add(op + (i + 1) + "@" + (random.nextBoolean() ? "eu" : "us") + fields);
        }
        String inOrder = inCommitOrder(changes);
        for (int arrival = 0; arrival < 3; arrival++) {
            StoredRow row = new StoredRow();
            Collections.shuffle(changes, random);
            for (int i = 0; i < changes.size(); i++) {
                String change = changes.get(i);
                if (i + 1 < changes.size() && mayBeMerged(change, changes.get(i + 1))) {
                    row.applyTogether(change + " " + changes.get(++i));
                } else {
                    row.apply(change);
                }
                if (random.nextInt(3) == 0) {
                    row.apply(changes.get(random.nextInt(i + 1)));
                }
            }
            assertThat(row.text()).as("%s", changes).isEqualTo(inOrder);
        }
    }

    /** Returns whether two changes may be merged: they are of one origin, and the second is not a delete. */
    private static boolean mayBeMerged(String one, String other) {
        String origin = History.of(one).last().origin();
        return origin.equals(History.of(other).last().origin()) && !other.startsWith("d");
    }

    /** Applies the changes without versions, in the order in which they are given. */
    private static String inCommitOrder(List<String> changes) {
        Map<Integer, Long> values = null;
        for (String text : changes) {
            var change = History.of(text).last();
            if (change.isDelete()) {
                values = null;
            } else {
                Map<Integer, Long> row = values == null ? new TreeMap<>() : values;
                change.fields().stream().forEach(field -> row.put(field, change.version()));
                values = row;
            }
        }
        return text(values);
    }

    private static String text(Map<Integer, Long> values) {
        return values == null
                ? "none"
                : ("row: "
                                + values.entrySet().stream()
                                        .map(value -> value.getKey() + "=" + value.getValue())
                                        .collect(Collectors.joining(" ")))
                        .strip();
    }

    /** A row as Postgres would store it: each field has the version of the change that it comes from. */
    private static final class StoredRow {
        private RowState state = RowState.ABSENT;
        private Map<Integer, Long> values;

        /** Applies each change by itself. */
        void apply(String changes) {
            for (String change : changes.split(" ", -1)) {
                if (!change.isEmpty()) {
                    RULE.decide(History.of(change), state).ifPresent(this::store);
                }
            }
        }

        void applyTogether(String changes) {
            RULE.decide(History.of(changes), state).ifPresent(this::store);
        }

        private void store(RowWrite write) {
            if (write.action() == RowWrite.Action.REPLACE) {
                values = null;
            }
            if (write.action() == RowWrite.Action.DELETE) {
                values = null;
                state = RowState.deleted(write.version(), write.origin());
                return;
            }
            Map<Integer, Long> row = values == null ? new TreeMap<>() : values;
            write.fields().stream().forEach(field -> {
                if (write.source(field) == null) {
                    row.remove(field);
                } else {
                    row.put(field, write.source(field).version());
                }
            });
            values = row;
            state = new RowState(RowState.Presence.PRESENT, write.version(), write.origin(), write.fieldStamps());
        }

        String text() {
            return FieldRuleTest.text(values);
        }
    }
}

/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.offset;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.salesforce.source.offset.ColumnSet.Change;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ColumnSetTest {
    private static final Map<String, String> ACCOUNT =
            Map.of("Id", "id,0", "Name", "string,0", "Employees__c", "double,0");
    private static final String CODES = "aXwlZOvUPyXFEdE4mw";

    @Test
    void keepsItsForm() {
        assertThat(ColumnSet.of(ACCOUNT)).isEqualTo(new ColumnSet("2711b1e3", CODES));
    }

    @Test
    void findsColumnsThatCameWentAndWereConverted() {
        Map<String, String> now = Map.of("Id", "id,0", "Employees__c", "double,2", "Motto__c", "string,0");

        assertThat(ColumnSet.of(ACCOUNT).changeTo(now))
                .contains(
                        new Change(List.of("Motto__c"), List.of(ColumnSet.lostCode("Name")), List.of("Employees__c")));
    }

    @Test
    void findsNothingInTheSameColumns() {
        assertThat(ColumnSet.of(ACCOUNT).changeTo(ACCOUNT)).contains(new Change(List.of(), List.of(), List.of()));
    }

    /** The checksums of these two names end alike. */
    @Test
    void findsNothingInTheSameColumnsIfTwoHaveOneCode() {
        Map<String, String> columns = Map.of("Order_Delivery_Name__c", "string,0", "Credit_Contact_Id__c", "double,2");
        assertThat(ColumnSet.lostCode("Order_Delivery_Name__c")).isEqualTo(ColumnSet.lostCode("Credit_Contact_Id__c"));

        assertThat(ColumnSet.of(columns).changeTo(columns)).contains(new Change(List.of(), List.of(), List.of()));
    }

    @Test
    void doesNotKnowWhatHasChangedWithoutCodes() {
        ColumnSet stored = new ColumnSet(ColumnSet.of(ACCOUNT).fingerprint(), "");

        assertThat(stored.changeTo(ACCOUNT)).contains(new Change(List.of(), List.of(), List.of()));
        assertThat(stored.changeTo(Map.of("Id", "id,0"))).isEmpty();
    }

    @Test
    void doesNotTakeColumnsWithOneCodeForEachOther() {
        ColumnSet otherNames = new ColumnSet("decaf", ColumnSet.of(ACCOUNT).codes());

        assertThat(otherNames.changeTo(ACCOUNT)).isEmpty();
    }

    @Test
    void remembersManyLostColumnsByCode() {
        List<String> lost =
                IntStream.range(0, 700).mapToObj(i -> "Field" + i + "__c").collect(Collectors.toList());
        EmittedColumns columns = EmittedColumns.of(ColumnSet.of(ACCOUNT)).without(ColumnSet.of(ACCOUNT), lost);

        assertThat(lost).allMatch(columns::hasLost);
        assertThat(columns.hasLost("Motto__c")).isFalse();
        assertThat(columns.with(List.of("Field7__c")).hasLost("Field7__c")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 60})
    void losesPendingColumnsOnlyIfTheyGo(int count) {
        List<String> came =
                IntStream.range(0, count).mapToObj(i -> "Field" + i + "__c").toList();
        EmittedColumns pending = EmittedColumns.of(ColumnSet.of(ACCOUNT)).withPending(ColumnSet.of(ACCOUNT), came);

        EmittedColumns resumed = pending.resumed(came.subList(1, count));

        assertThat(resumed.present()).isEqualTo(ColumnSet.of(ACCOUNT));
        assertThat(came.stream().filter(resumed::hasLost)).containsExactly("Field0__c");
    }
}

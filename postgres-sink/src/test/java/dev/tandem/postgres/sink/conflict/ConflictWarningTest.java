/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.conflict;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.postgres.session.TableId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConflictWarningTest {
    private static final TableId ORDERS = new TableId("shop", "orders");
    private static final TableId ITEMS = new TableId("shop", "items");

    private final List<String> log = new ArrayList<>();
    private Instant now = Instant.EPOCH;
    private final Clock clock = ((InstantSource) () -> now).withZone(ZoneOffset.UTC);
    private final ConflictWarning warning = new ConflictWarning(clock, log::add);

    @Test
    void saysOnceAMinuteAndTableHowManyValuesHaveLostSince() {
        warning.add(ORDERS, 2);
        warning.add(ORDERS, 3);
        warning.add(ITEMS, 1);
        warning.add(ORDERS, 4);
        assertThat(log)
                .satisfiesExactly(
                        one -> assertThat(one).startsWith("shop.orders: values").endsWith(": 2"),
                        two -> assertThat(two).startsWith("shop.items: values").endsWith(": 1"));

        now = now.plus(Duration.ofMinutes(1));
        warning.add(ITEMS, 0);
        assertThat(log)
                .hasSize(3)
                .last()
                .asString()
                .startsWith("shop.orders: values")
                .endsWith(": 7");

        now = now.plus(Duration.ofMinutes(5));
        warning.add(ORDERS, 0);
        assertThat(log).as("nothing lost, nothing said").hasSize(3);
    }

    @Test
    void saysOnceThatConflictsOfATableCannotBeSeen() {
        warning.cannotSee(ORDERS);
        warning.cannotSee(ORDERS);
        assertThat(log).singleElement().asString().contains("shop.orders", "_sync_origin text", "conflict.log=off");
    }
}

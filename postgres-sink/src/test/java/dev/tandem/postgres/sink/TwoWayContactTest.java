/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink;

import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;

/** A base for tests with a two-way table of contacts that has one row. */
abstract class TwoWayContactTest extends SinkTest {
    static final String ID = "003A0000001aaaaAAA";
    static final String TABLE = Contacts.TABLE;
    static final Instant LONG_AGO = Instant.parse("2020-01-01T00:00:00Z");
    static final Instant FUTURE = Instant.parse("2099-01-01T00:00:00Z");

    @BeforeEach
    final void createTwoWayTable() {
        sink.with("access", "read_write").with("topics.to.external.id.mapping", Contacts.TOPIC + ":Key__c");
        configure();
        sink.put(Contacts.read(ID, 10, LONG_AGO, Map.of("Name", "Acme", "City", "Rome")));
    }

    /** Sets further options. */
    void configure() {}
}

/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.follow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.salesforce.client.stream.ChangeEventHeader;
import dev.tandem.salesforce.client.stream.ChangeType;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventKindTest {
    @ParameterizedTest
    @CsvSource({
        "CREATE,       001RM000004UF9sYAG, CHANGE",
        "UPDATE,       001RM000004UF9sYAG, CHANGE",
        "UNDELETE,     001RM000004UF9sYAG, CHANGE",
        "DELETE,       001RM000004UF9sYAG, DELETION",
        "GAP_CREATE,   001RM000004UF9sYAG, GAP",
        "GAP_UPDATE,   001RM000004UF9sYAG, GAP",
        "GAP_DELETE,   001RM000004UF9sYAG, GAP",
        "GAP_UNDELETE, 001RM000004UF9sYAG, GAP",
        "SNAPSHOT,     001RM000004UF9sYAG, GAP",
        "UNKNOWN,      001RM000004UF9sYAG, GAP",
        "GAP_OVERFLOW, 000000000000000AAA, OVERFLOW",
        "UPDATE,       000000000000000AAA, OVERFLOW",
        "UPDATE,       001*,               CONVERSION"
    })
    void derivesKindFromEvent(ChangeType type, String recordId, EventKind expected) {
        ChangeEventHeader header = new ChangeEventHeader(
                "Account",
                List.of(recordId),
                type,
                type.name(),
                "",
                "key",
                1,
                Instant.EPOCH,
                1,
                "005",
                Optional.empty());

        assertThat(EventKind.of(header)).isEqualTo(expected);
        assertThat(expected.concernsWholeObject())
                .isEqualTo(expected == EventKind.OVERFLOW || expected == EventKind.CONVERSION);
    }
}

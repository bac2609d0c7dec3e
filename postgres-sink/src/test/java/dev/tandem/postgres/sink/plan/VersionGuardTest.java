/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.event.Operation;
import dev.tandem.postgres.sink.record.Change;
import dev.tandem.postgres.sink.record.Provenance;
import java.util.BitSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VersionGuardTest {
    @ParameterizedTest
    @CsvSource(textBlock = """
            NEWER,     2, a, 1, a, true
            NEWER,     1, a, 1, a, false
            NEWER,     1, a, 2, a, false
            NOT_OLDER, 1, a, 1, a, true
            NOT_OLDER, 1, a, 2, a, false
            NEWER,      , a, 9, a, true
            NEWER,     1, a,  ,  , true
            NEWER,     1, a, 1, b, true
            NEWER,     1, b, 1, a, false
            NOT_OLDER, 1, a, 1, b, true
            NOT_OLDER, 1, b, 1, a, false
            NOT_OLDER, 2, b, 1, a, true
            NOT_OLDER, 1, a, 2, b, false
            """)
    void comparesVersionsThenOrigins(
            VersionGuard guard, Long version, String origin, Long rowVersion, String rowOrigin, boolean passes) {
        Provenance provenance = new Provenance(version, origin, null, null, false);
        Change change = new Change(null, null, null, Operation.UPDATE, new BitSet(), provenance);

        assertThat(guard.passes(change, rowVersion, rowOrigin)).isEqualTo(passes);
    }
}

/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.write;

import dev.tandem.postgres.sink.record.Change;
import dev.tandem.postgres.sink.sql.InsertRace;
import java.util.List;

/**
 * An attempt to write changes in one transaction.
 *
 * @param number how many times these changes have been tried, this attempt included; another reason to try starts again at 1
 */
record Attempt(List<Change> changes, int number, InsertRace race) {
    static Attempt first(List<Change> changes) {
        return new Attempt(changes, 1, InsertRace.FAIL);
    }

    /** Returns the attempt with fewer changes. */
    Attempt with(List<Change> fewer) {
        return new Attempt(fewer, number, race);
    }

    /** Returns an attempt of some of the changes, after as many tries as they had together. */
    Attempt part(List<Change> some) {
        return new Attempt(some, number, InsertRace.FAIL);
    }

    Attempt again() {
        return new Attempt(changes, number + 1, race);
    }

    Attempt skippingRaces() {
        return new Attempt(changes, number, InsertRace.SKIP);
    }
}

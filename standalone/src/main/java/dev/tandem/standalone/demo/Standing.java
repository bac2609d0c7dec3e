/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.standalone.demo;

import dev.tandem.standalone.Endpoints;
import dev.tandem.standalone.lag.Journey;
import dev.tandem.standalone.lag.LagMeter.Lag;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * The state that the live view shows at one moment.
 *
 * @param twoWay what comes from users in Postgres; null before their edits are captured
 */
record Standing(
        Duration up,
        List<ObjectStanding> objects,
        List<Journey> newest,
        TwoWayStanding twoWay,
        Endpoints endpoints,
        Path logs) {

    /** One object: changes that the org has made, rows in Postgres, lag from commit to row in µs within the last minute. */
    record ObjectStanding(String object, long changes, long rows, Lag lag) {}

    /**
     * Both ways.
     *
     * @param edits made in Postgres
     * @param pending rows whose edits the org has not confirmed
     * @param conflicts resolved, with their losing values kept
     * @param record the record of the story; empty while there is none
     * @param story newest first
     */
    record TwoWayStanding(long edits, long pending, long conflicts, String record, List<Event> story) {}

    /** A line of a record's story. */
    record Event(Instant at, String what, String text) {}
}

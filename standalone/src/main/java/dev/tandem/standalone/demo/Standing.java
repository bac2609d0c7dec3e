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
import java.util.List;

/** The state that the live view shows at one moment. */
record Standing(Duration up, List<ObjectStanding> objects, List<Journey> newest, Endpoints endpoints, Path logs) {

    /** One object: changes that the org has made, rows in Postgres, lag from commit to row in µs. */
    record ObjectStanding(String object, long changes, long rows, Lag lag) {}
}

/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.standalone.compare;

import dev.tandem.standalone.Endpoints;
import dev.tandem.standalone.PlatformException;
import dev.tandem.standalone.org.OrgReader;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/** A comparison of both sides, which are read from the org over REST and from the tables over SQL. */
public final class SideBySide {
    private final Endpoints endpoints;
    private final String schema;

    public SideBySide(Endpoints endpoints, String schema) {
        this.endpoints = endpoints;
        this.schema = schema;
    }

    public List<Comparison> compare(List<String> objects) {
        OrgReader org = OrgReader.login(endpoints);
        try (var tables = new Tables(endpoints.postgres(), schema)) {
            return objects.stream().map(object -> compare(object, org, tables)).toList();
        } catch (SQLException failure) {
            throw new PlatformException("Cannot read the tables in Postgres", failure);
        }
    }

    private static Comparison compare(String object, OrgReader org, Tables tables) {
        var fields = org.fields(object);
        try {
            return Comparison.of(object, fields, org.records(object, fields), tables.rows(object));
        } catch (SQLException failure) {
            throw new PlatformException("Cannot read the table of " + object, failure);
        }
    }

    /** Compares until both sides are equal, or the time is over; returns the last comparison either way. */
    public List<Comparison> awaitEqual(List<String> objects, Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        List<Comparison> comparisons = compare(objects);
        while (!comparisons.stream().allMatch(Comparison::isEqual) && System.nanoTime() < deadline) {
            pause();
            comparisons = compare(objects);
        }
        return comparisons;
    }

    private static void pause() {
        try {
            Thread.sleep(250);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new PlatformException("Interrupted", interrupted);
        }
    }
}

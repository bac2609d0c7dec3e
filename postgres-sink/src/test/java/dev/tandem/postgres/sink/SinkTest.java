/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink;

import dev.tandem.postgres.testing.Database;
import org.junit.jupiter.api.AutoClose;

/** A base for tests that have a database of their own, and a sink that writes to it once the test has configured it. */
abstract class SinkTest {
    @AutoClose
    final Database database = Database.create();

    @AutoClose
    final Harness sink = Harness.on(database);
}

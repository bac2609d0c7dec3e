/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.write;

import dev.tandem.postgres.sink.execution.EncodingHandoff;
import dev.tandem.postgres.sink.sql.InsertRace;
import java.sql.Connection;

/**
 * A transaction that has begun, and what its tables share.
 *
 * @param race how an INSERT treats a row that another transaction inserts at the same moment
 * @param handoff takes the encoding of the first table
 */
record OpenTransaction(Connection connection, WriteContext context, InsertRace race, EncodingHandoff handoff) {}

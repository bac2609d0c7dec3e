/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.attempt;

import dev.tandem.postgres.sink.record.Change;
import java.sql.SQLException;

/**
 * A change that waits until the rest of the put is written.
 *
 * @param follows whether the change did not fail itself, but waits because an earlier change of its row failed
 */
public record PostponedChange(Change change, SQLException failure, boolean follows) {}

/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.record;

import java.util.List;

/** Changes that are written in one transaction if all goes well, in the order in which they arrived. */
public record Batch(List<Change> changes) implements Step {}

/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.benchmarks.sink;

/**
 * A row to write.
 *
 * @param fields the columns that it sets, by number; null for all
 */
record Row(String key, long version, Object[] values, int[] fields) {}

/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.write;

/**
 * The outcome of a write whose collection Salesforce rejected as a whole: nothing of it was done. It stays in this package, because
 * {@link WriteApi} sends such writes again, each by itself.
 */
record RejectedTogether() implements Outcome {}

/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.twoway.change;

/** A side that wins if both sides change a field in the same second. */
public enum TieBreaker {
    SALESFORCE,
    POSTGRES
}

/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * The conflict protocol of two-way tables. Packages: {@code value} compares values as Salesforce does, {@code row} is the state of
 * a row and its request, {@code change} is what arrives from Salesforce, {@code conflict} is what a decision costs, and
 * {@code rule} decides. None of these reads a clock, a database or a network, so every rule runs in tests on virtual time.
 * {@code state} reads and writes rows and their state in Postgres, with the JSON of {@code json}, and {@code schema} makes tables
 * two-way.
 *
 * <p>The invariant that all rules keep: a row is Salesforce's committed history, in order, overlaid by the local edits that
 * Salesforce has not confirmed yet.
 */
package dev.tandem.twoway;

/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.simulator.schema;

/**
 * A relationship from a record to its children.
 *
 * @param reference the children's field that names their parent
 */
public record ChildRelationship(String name, SObject child, Field reference) {}

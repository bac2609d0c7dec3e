/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.signal;

import dev.tandem.salesforce.client.RecordId;
import java.util.Optional;
import java.util.Set;

/**
 * A request to read records of one object again, and its place in the signal topic.
 *
 * @param ids the records to read; empty for all records of the object
 */
public record ReadRequest(Optional<Set<RecordId>> ids, int partition, long offset) {}

/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tandem.salesforce.client.RecordId;
import java.time.Instant;
import java.util.Map;

/**
 * The records that were found by their ids.
 *
 * @param byId existing records in the requested order; an id without a record is missing
 * @param serverTime Salesforce's clock at the first answer, in whole seconds: the records are at least as new
 */
public record RecordsRead(Map<RecordId, ObjectNode> byId, Instant serverTime) {}

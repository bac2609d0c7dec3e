/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;

/**
 * A page of a query's result.
 *
 * @param totalSize number of records in the whole result
 * @param records with their {@code attributes}; numbers are exact (BigDecimal if they have a point)
 * @param nextRecordsUrl argument of {@link SalesforceApi#queryMore}; empty on the last page
 */
public record QueryPage(long totalSize, List<ObjectNode> records, Optional<String> nextRecordsUrl) {}

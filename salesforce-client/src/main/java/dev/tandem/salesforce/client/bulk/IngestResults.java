/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.bulk;

import java.util.List;

/**
 * The results of an ingest job, in no particular order.
 *
 * @param columns of the uploaded rows
 */
public record IngestResults(List<String> columns, List<IngestRow> rows) {}

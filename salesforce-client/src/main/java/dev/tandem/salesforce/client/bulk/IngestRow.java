/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.bulk;

import dev.tandem.salesforce.client.write.Outcome;
import java.util.List;

/**
 * A row of an ingest job with its outcome.
 *
 * @param fields the row's values as uploaded, in the order of {@link IngestResults#columns()}
 */
public record IngestRow(Outcome outcome, List<String> fields) {}

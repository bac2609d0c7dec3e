/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.sink.write.bulk;

import dev.tandem.twoway.row.RequestKind;

/**
 * A Bulk job that carries requests.
 *
 * @param id Salesforce's id of the job
 * @param requestId the id that all its requests share
 */
record BulkJob(String id, long requestId, RequestKind kind) {}

/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.context;

import dev.tandem.salesforce.client.rest.SalesforceApi;
import dev.tandem.salesforce.source.emit.RecordQueue;
import dev.tandem.salesforce.source.emit.TopicClaims;
import dev.tandem.salesforce.source.emit.WorkerOffsets;
import dev.tandem.salesforce.source.settings.FieldSettings;
import dev.tandem.salesforce.source.settings.ReadSettings;
import dev.tandem.salesforce.source.settings.RecordSettings;
import java.time.Clock;

/**
 * The parts of a task that its pipelines share.
 *
 * @param clock the worker's, used to measure lag and never for order
 */
public record TaskResources(
        SalesforceApi api,
        RecordQueue queue,
        TopicClaims topics,
        WorkerOffsets offsets,
        FieldSettings fields,
        RecordSettings records,
        ReadSettings reads,
        Clock clock) {}

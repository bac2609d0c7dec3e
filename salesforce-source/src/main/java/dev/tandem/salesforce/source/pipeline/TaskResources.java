/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.pipeline;

import dev.tandem.salesforce.client.rest.SalesforceApi;
import dev.tandem.salesforce.source.settings.FieldSettings;
import dev.tandem.salesforce.source.settings.ReadSettings;
import java.time.Clock;

/**
 * What the pipelines of a task share.
 *
 * @param clock the worker's; never for order, only to say how late something is
 */
public record TaskResources(
        SalesforceApi api, RecordQueue queue, FieldSettings fields, ReadSettings reads, Clock clock) {}

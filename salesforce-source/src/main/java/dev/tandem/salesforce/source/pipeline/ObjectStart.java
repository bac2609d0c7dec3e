/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.pipeline;

import dev.tandem.salesforce.source.metrics.ObjectMetrics;
import dev.tandem.salesforce.source.offset.StoredOffset;
import dev.tandem.salesforce.source.settings.ObjectTopic;
import java.util.Optional;

/** An object of a task, and its position when the task starts. */
public record ObjectStart(ObjectTopic topic, Optional<StoredOffset> stored, ObjectMetrics metrics) {}

/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.feed;

import dev.tandem.salesforce.source.metrics.ObjectMetrics;
import dev.tandem.salesforce.source.offset.StoredOffset;
import dev.tandem.salesforce.source.settings.ObjectTopic;
import java.util.Optional;

/**
 * An object or an event channel of a task, and its position when the task starts.
 *
 * @param channel the channel of its events
 */
public record ObjectStart(ObjectTopic topic, String channel, Optional<StoredOffset> stored, ObjectMetrics metrics) {}

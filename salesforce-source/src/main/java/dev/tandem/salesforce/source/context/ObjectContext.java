/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.context;

import dev.tandem.salesforce.source.emit.ObjectEmitter;
import dev.tandem.salesforce.source.feed.ObjectFeed;
import dev.tandem.salesforce.source.mapping.RecordFactory;
import dev.tandem.salesforce.source.metrics.ObjectMetrics;
import dev.tandem.salesforce.source.schema.ObjectSchema;
import dev.tandem.salesforce.source.settings.ObjectTopic;

/** The parts of one object's pipeline that reading and following share. All belong to the pipeline's thread. */
public record ObjectContext(
        ObjectTopic topic,
        ObjectFeed feed,
        ObjectSchema schema,
        RecordFactory records,
        ObjectEmitter emitter,
        ObjectMetrics metrics,
        RecordSight sight) {

    public String object() {
        return topic.object();
    }
}

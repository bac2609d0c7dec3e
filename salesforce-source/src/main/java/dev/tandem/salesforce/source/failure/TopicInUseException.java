/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.failure;

import org.apache.kafka.connect.errors.ConnectException;

/** Another connector writes to the topic. It may be one that is just being stopped, so this passes. */
public final class TopicInUseException extends ConnectException {
    private static final long serialVersionUID = 1L;

    public TopicInUseException(String topic, String connector) {
        super("Topic " + topic + " is written by connector " + connector
                + " already, and the versions of two connectors do not go together. Delete one of them, or give it another"
                + " topic.prefix.");
    }
}

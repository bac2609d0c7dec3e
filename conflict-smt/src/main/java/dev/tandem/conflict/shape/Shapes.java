/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.conflict.shape;

import dev.tandem.event.Envelope;
import org.apache.kafka.connect.data.Schema;

/** Recognises the shape of a value. */
public final class Shapes {
    private final ShapeSettings settings;

    public Shapes(ShapeSettings settings) {
        this.settings = settings;
    }

    /** The shape of values of this schema, null when it is none that holds changes. */
    public Shape of(Schema schema) {
        if (Envelope.isSalesforceEnvelope(schema)) {
            return new SalesforceShape(schema, settings);
        }
        return null;
    }
}

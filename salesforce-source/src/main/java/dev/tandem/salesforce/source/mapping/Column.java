/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.mapping;

import org.apache.kafka.connect.data.Field;

/**
 * A field that is copied.
 *
 * @param field its place in the row's schema
 * @param typeName describe's word for its type
 */
record Column(Field field, String typeName, ValueReader reader) {
    String name() {
        return field.name();
    }
}

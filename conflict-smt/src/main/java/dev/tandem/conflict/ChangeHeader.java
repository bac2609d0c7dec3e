/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.conflict;

import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.header.Header;

/** An immutable header that many records can share. */
record ChangeHeader(String key, Schema schema, Object value) implements Header {
    @Override
    public Header with(Schema schema, Object value) {
        return new ChangeHeader(key, schema, value);
    }

    @Override
    public Header rename(String key) {
        return new ChangeHeader(key, schema, value);
    }
}

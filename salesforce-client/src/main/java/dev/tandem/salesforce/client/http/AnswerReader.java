/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.http;

import java.io.IOException;

/** A function that turns an answer into a value. If it throws, the connection counts as lost and the call may be repeated. */
@FunctionalInterface
public interface AnswerReader<T> {
    T read(HttpAnswer answer) throws IOException;
}

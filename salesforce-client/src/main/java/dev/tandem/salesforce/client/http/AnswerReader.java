/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.http;

import java.io.IOException;

/** Makes a value of an answer. What it throws counts as a lost connection, so the call may be repeated. */
@FunctionalInterface
public interface AnswerReader<T> {
    T read(Answer answer) throws IOException;
}

/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.stream;

import java.math.BigInteger;

/** The position of an event in its channel. It is opaque: only equality has a meaning, and several events may share one. */
public record ReplayId(String value) {

    /** Returns the value to send: the number that Salesforce wrote, or the text. */
    Object wireValue() {
        return !value.isEmpty() && value.chars().allMatch(Character::isDigit) ? new BigInteger(value) : value;
    }

    @Override
    public String toString() {
        return value;
    }
}

/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.stream;

import java.math.BigInteger;

/** The place of an event in its channel. Opaque: only equality means something, and not even that is unique to an event. */
public record ReplayId(String value) {

    /** As it is sent: the number that Salesforce wrote, or the text. */
    Object wireValue() {
        return !value.isEmpty() && value.chars().allMatch(Character::isDigit) ? new BigInteger(value) : value;
    }

    @Override
    public String toString() {
        return value;
    }
}

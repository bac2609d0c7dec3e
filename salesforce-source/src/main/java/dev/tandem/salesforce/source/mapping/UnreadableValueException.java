/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.mapping;

/** A value that is not of the type that describe gives to its field. The value itself is in no message. */
public final class UnreadableValueException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private UnreadableValueException(String message) {
        super(message);
    }

    /** Returns the exception for a number with more decimals than its field shows, which Connect's Decimal could only hold rounded. */
    static UnreadableValueException tooManyDecimals(String object, Column column) {
        return new UnreadableValueException("A value of " + object + "." + column.name()
                + " has more decimals than the field shows, and decimal.handling.mode=precise does not round. Set"
                + " decimal.handling.mode to double or string, or name the field in field.exclude.list.");
    }

    UnreadableValueException(String object, Column column) {
        super("A value of " + object + "." + column.name() + " cannot be read as " + column.typeName()
                + ", the type that describe gives. If the field's type was changed, restart the connector; to copy"
                + " the object without it, name it in field.exclude.list.");
    }
}

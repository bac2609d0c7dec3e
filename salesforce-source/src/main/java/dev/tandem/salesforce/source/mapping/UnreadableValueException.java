/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.mapping;

/** A value that is not of the type that describe gives to its field. The value itself is in no message. */
public final class UnreadableValueException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnreadableValueException(String object, Column column) {
        super("A value of " + object + "." + column.name() + " cannot be read as " + column.typeName()
                + ", the type that describe gives. If the field's type was changed, restart the connector; to copy"
                + " the object without it, name it in field.exclude.list.");
    }
}

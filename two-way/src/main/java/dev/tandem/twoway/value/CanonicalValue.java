/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.twoway.value;

import java.util.Objects;

/**
 * A field's value, equal to every other spelling that Salesforce stores in the same form: 10 and 10.00, empty text and null, two
 * notations of one instant.
 *
 * <p>A value that cannot be read as its kind (text in a number, {@code infinity} in a date) is not an error here. It equals its own
 * spelling and nothing else, so the write of it reaches Salesforce, which rejects it with a message.
 */
public final class CanonicalValue {
    public static final CanonicalValue NULL = new CanonicalValue(null, null);
    public static final CanonicalValue TRUE = new CanonicalValue("true", true);
    public static final CanonicalValue FALSE = new CanonicalValue("false", false);

    private final String text;
    private final Object original;

    private CanonicalValue(String text, Object original) {
        this.text = text;
        this.original = original;
    }

    /**
     * Returns a value as Salesforce compares it.
     *
     * @param value null, a Java value as Connect or JDBC have it, or its text in any notation that Postgres, JSON, CSV or Salesforce
     *     use
     */
    public static CanonicalValue of(FieldKind kind, Object value) {
        return value == null ? NULL : new CanonicalValue(CanonicalText.of(kind, value), value);
    }

    /** Returns the canonical form: null, or text from which {@link #of} makes an equal value again. */
    public String text() {
        return text;
    }

    /** Returns the value in the spelling in which it came. */
    public Object original() {
        return original;
    }

    public boolean isNull() {
        return text == null;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CanonicalValue that && Objects.equals(text, that.text);
    }

    @Override
    public int hashCode() {
        return Objects.hashCode(text);
    }

    /** Returns the length only, because logs must not show values of fields. */
    @Override
    public String toString() {
        return text == null ? "null" : "value of " + text.length() + " characters";
    }
}

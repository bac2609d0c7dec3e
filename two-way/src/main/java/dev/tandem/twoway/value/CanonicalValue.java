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
    public static final CanonicalValue NULL = new CanonicalValue(FieldKind.EXACT, null);
    public static final CanonicalValue TRUE = of(FieldKind.BOOLEAN, true);
    public static final CanonicalValue FALSE = of(FieldKind.BOOLEAN, false);

    private final FieldKind kind;
    private final Object original;
    /** Null as long as no one has needed it. */
    private Form canonical;

    /** A canonical form, which may be null. */
    private record Form(String text) {}

    private CanonicalValue(FieldKind kind, Object original) {
        this.kind = kind;
        this.original = original;
    }

    /**
     * Returns a value as Salesforce compares it.
     *
     * @param value null, a Java value as Connect or JDBC have it, or its text in any notation that Postgres, JSON, CSV or Salesforce
     *     use
     */
    public static CanonicalValue of(FieldKind kind, Object value) {
        CanonicalValue canonical = whenNeeded(kind, value);
        canonical.text();
        return canonical;
    }

    /** Like {@link #of}, for values of which few are ever compared: times take long to read. */
    public static CanonicalValue whenNeeded(FieldKind kind, Object value) {
        return value == null ? NULL : new CanonicalValue(kind, value);
    }

    /** Returns the canonical form: null, or text from which {@link #of} makes an equal value again. */
    public String text() {
        // Threads that race here find the same form.
        Form form = canonical;
        if (form == null) {
            form = new Form(original == null ? null : CanonicalText.of(kind, original));
            canonical = form;
        }
        return form.text;
    }

    /** Returns the value in the spelling in which it came. */
    public Object original() {
        return original;
    }

    public boolean isNull() {
        return text() == null;
    }

    @Override
    public boolean equals(Object other) {
        return other == this
                || (other instanceof CanonicalValue that && (isSpelledAs(that) || Objects.equals(text(), that.text())));
    }

    /** Returns whether both values came in the same spelling, which is cheaper to compare than their canonical forms. */
    private boolean isSpelledAs(CanonicalValue other) {
        return kind == other.kind
                && original instanceof String
                && other.original instanceof String
                && original.equals(other.original);
    }

    @Override
    public int hashCode() {
        return Objects.hashCode(text());
    }

    /** Returns the length only, because logs must not show values of fields. */
    @Override
    public String toString() {
        return isNull() ? "null" : "value of " + text().length() + " characters";
    }
}

/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.conflict.field;

import java.util.Arrays;

/**
 * An immutable set of an object's fields, each identified by its slot (see {@link FieldSlots}). An open set also contains
 * every slot beyond those it lists, so "the whole row" includes fields that have not been seen yet.
 */
public final class FieldSet {
    /** The whole row, including fields that have not been seen yet. */
    public static final FieldSet ALL = new FieldSet(new long[0], -1);

    public static final FieldSet NONE = new FieldSet(new long[0], 0);

    private final long[] words;
    /** The value of every word beyond {@link #words}: 0 or -1. */
    private final long rest;
    /** True if something else keeps the set in memory anyway, so that rows which refer to it need no memory for it. */
    private final boolean shared;

    private FieldSet(long[] words, long rest) {
        this(words, rest, false);
    }

    private FieldSet(long[] words, long rest, boolean shared) {
        this.words = words;
        this.rest = rest;
        this.shared = shared;
    }

    public static FieldSet of(int... slots) {
        Builder builder = new Builder(0);
        for (int slot : slots) {
            builder.add(slot);
        }
        return builder.build();
    }

    public boolean contains(int slot) {
        return (word(slot >> 6) & 1L << slot) != 0;
    }

    public boolean isEmpty() {
        return rest == 0 && words.length == 0;
    }

    public boolean isAll() {
        return rest != 0 && words.length == 0;
    }

    /** Returns whether the set contains the slots beyond those it lists. */
    public boolean isOpen() {
        return rest != 0;
    }

    public FieldSet minus(FieldSet other) {
        if (other.isEmpty() || isEmpty()) {
            return this;
        }
        if (other.isAll() || equals(other)) {
            return NONE;
        }
        long[] result = new long[Math.max(words.length, other.words.length)];
        for (int i = 0; i < result.length; i++) {
            result[i] = word(i) & ~other.word(i);
        }
        return trimmed(result, rest & ~other.rest);
    }

    public FieldSet and(FieldSet other) {
        if (isAll()) {
            return other;
        }
        if (other.isAll()) {
            return this;
        }
        long[] result = new long[Math.max(words.length, other.words.length)];
        for (int i = 0; i < result.length; i++) {
            result[i] = word(i) & other.word(i);
        }
        return trimmed(result, rest & other.rest);
    }

    public FieldSet or(FieldSet other) {
        if (isAll() || other.isEmpty()) {
            return this;
        }
        if (other.isAll() || isEmpty()) {
            return other;
        }
        long[] result = new long[Math.max(words.length, other.words.length)];
        for (int i = 0; i < result.length; i++) {
            result[i] = word(i) | other.word(i);
        }
        return trimmed(result, rest | other.rest);
    }

    public boolean containsAll(FieldSet other) {
        if (isAll()) {
            return true;
        }
        for (int i = 0; i < Math.max(words.length, other.words.length); i++) {
            if ((other.word(i) & ~word(i)) != 0) {
                return false;
            }
        }
        return (other.rest & ~rest) == 0;
    }

    /** Returns the same set, which weighs nothing because its owner keeps it in memory anyway. */
    public FieldSet shared() {
        return new FieldSet(words, rest, true);
    }

    /** Returns an estimate of the bytes on the heap, beyond what others keep there anyway. */
    public int weight() {
        return shared || words.length == 0 ? 0 : 40 + 8 * words.length;
    }

    private long word(int index) {
        return index < words.length ? words[index] : rest;
    }

    private static FieldSet trimmed(long[] words, long rest) {
        int length = words.length;
        while (length > 0 && words[length - 1] == rest) {
            length--;
        }
        if (length == 0) {
            return rest == 0 ? NONE : ALL;
        }
        return new FieldSet(length == words.length ? words : Arrays.copyOf(words, length), rest);
    }

    @Override
    public boolean equals(Object other) {
        if (this == other) {
            return true;
        }
        return other instanceof FieldSet
                && rest == ((FieldSet) other).rest
                && Arrays.equals(words, ((FieldSet) other).words);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(words) + (int) rest;
    }

    @Override
    public String toString() {
        return (rest == 0 ? "" : "all but ") + Arrays.toString(words);
    }

    /** A mutable collection of slots that becomes a set. */
    public static final class Builder {
        private long[] words;

        /** @param slots how many slots are expected, as a hint */
        public Builder(int slots) {
            words = new long[(slots + 63) >> 6];
        }

        public void add(int slot) {
            int index = slot >> 6;
            if (index >= words.length) {
                words = Arrays.copyOf(words, index + 1);
            }
            words[index] |= 1L << slot;
        }

        public FieldSet build() {
            return trimmed(words.clone(), 0);
        }
    }
}

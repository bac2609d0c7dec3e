/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.offset;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.CRC32;

/**
 * The columns of rows, in a form short enough for offsets: names of 800 columns would not be. A later run compares its own columns
 * with it.
 *
 * @param fingerprint of all names
 * @param codes six characters for each column, four of its name and two of its type. Empty in offsets of earlier releases
 */
public record ColumnSet(String fingerprint, String codes) {
    private static final int NAME_LENGTH = 4;
    private static final int CODE_LENGTH = 6;
    /** The mark before the code of a name. No name has it. */
    static final String LOST = "#";

    public ColumnSet {
        if (codes.length() % CODE_LENGTH != 0) {
            throw new IllegalArgumentException("Codes have " + CODE_LENGTH + " characters each.");
        }
    }

    /**
     * A difference between two sets of columns.
     *
     * @param came names of columns that only the later set has
     * @param gone columns that only the earlier set has: their names, or {@link #lostCode} if these are not known
     * @param converted names of columns that have another type
     */
    public record Change(List<String> came, List<String> gone, List<String> converted) {
        public boolean isEmpty() {
            return came.isEmpty() && gone.isEmpty() && converted.isEmpty();
        }
    }

    /** @param types by column */
    public static ColumnSet of(Map<String, String> types) {
        CRC32 names = new CRC32();
        StringBuilder codes = new StringBuilder(types.size() * CODE_LENGTH);
        new TreeMap<>(types).forEach((name, type) -> {
            names.update((name + ",").getBytes(StandardCharsets.UTF_8));
            codes.append(nameCode(name)).append(typeCode(type));
        });
        return new ColumnSet(Long.toHexString(names.getValue()), codes.toString());
    }

    /** Returns what stands for a column among those that were lost, if only its code is known. */
    static String lostCode(String name) {
        return LOST + nameCode(name);
    }

    /**
     * Returns what is different in later columns; empty if that is not known.
     *
     * @param types of the later columns, by name
     */
    public Optional<Change> changeTo(Map<String, String> types) {
        ColumnSet later = of(types);
        // Asked first, because two names may have one code.
        if (later.equals(this) || (codes.isEmpty() && later.fingerprint.equals(fingerprint))) {
            return Optional.of(new Change(List.of(), List.of(), List.of()));
        }
        if (codes.isEmpty()) {
            return Optional.empty();
        }
        Map<String, String> rest = new HashMap<>();
        for (int i = 0; i < codes.length(); i += CODE_LENGTH) {
            rest.put(codes.substring(i, i + NAME_LENGTH), codes.substring(i + NAME_LENGTH, i + CODE_LENGTH));
        }
        List<String> came = new ArrayList<>();
        List<String> converted = new ArrayList<>();
        new TreeMap<>(types).forEach((name, type) -> {
            String before = rest.remove(nameCode(name));
            if (before == null) {
                came.add(name);
            } else if (!before.equals(typeCode(type))) {
                converted.add(name);
            }
        });
        List<String> gone = rest.keySet().stream().sorted().map(LOST::concat).toList();
        // Two names may have one code.
        boolean explained = !came.isEmpty() || !gone.isEmpty();
        return explained == later.fingerprint.equals(fingerprint)
                ? Optional.empty()
                : Optional.of(new Change(List.copyOf(came), gone, List.copyOf(converted)));
    }

    private static String nameCode(String name) {
        return code(name).substring(0, NAME_LENGTH);
    }

    private static String typeCode(String type) {
        return code(type).substring(0, CODE_LENGTH - NAME_LENGTH);
    }

    private static String code(String text) {
        CRC32 checksum = new CRC32();
        checksum.update(text.getBytes(StandardCharsets.UTF_8));
        long value = checksum.getValue();
        byte[] bytes = {(byte) (value >> 16), (byte) (value >> 8), (byte) value};
        return Base64.getUrlEncoder().encodeToString(bytes);
    }
}

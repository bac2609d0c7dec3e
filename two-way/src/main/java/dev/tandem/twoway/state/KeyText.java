/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.twoway.state;

import dev.tandem.twoway.json.JsonTree;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The text of a row's key, as it is kept in the external id of a record. People can write any text into that field in Salesforce, and
 * Postgres fails on one that is not of the key's type.
 */
final class KeyText {
    private static final Pattern WHOLE_NUMBER = Pattern.compile("0|-?[1-9][0-9]{0,18}");
    private static final Pattern UUID = Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");
    private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,100}(\\.[0-9]{1,100})?");
    /** A point in time in any DateStyle. Ids of records have no separator. */
    private static final Pattern TIME =
            Pattern.compile("-?infinity|[0-9]+[^0-9A-Za-z\\x00][^\\x00]*|(Mon|Tue|Wed|Thu|Fri|Sat|Sun) [^\\x00]*");

    private KeyText() {}

    /** Returns whether a text can be a row's key: that of its column or, for several columns, a JSON array of them. */
    static boolean isKey(String text, Collection<String> types) {
        if (types.size() == 1) {
            return fits(text, types.iterator().next());
        }
        return parse(text) instanceof List<?> parts
                && parts.size() == types.size()
                && allFit(parts, List.copyOf(types));
    }

    private static boolean allFit(List<?> parts, List<String> types) {
        for (int i = 0; i < types.size(); i++) {
            if (parts.get(i) == null || !fits(parts.get(i).toString(), types.get(i))) {
                return false;
            }
        }
        return true;
    }

    private static Object parse(String text) {
        try {
            return text.startsWith("[") ? JsonTree.parse(text) : null;
        } catch (UncheckedIOException notJson) {
            return null;
        }
    }

    private static boolean fits(String text, String type) {
        return switch (type) {
            case "smallint" -> isWholeNumber(text, Short.SIZE);
            case "integer" -> isWholeNumber(text, Integer.SIZE);
            case "bigint" -> isWholeNumber(text, Long.SIZE);
            case "uuid" -> UUID.matcher(text).matches();
            case "boolean" -> text.equals("true") || text.equals("false");
            default -> fitsOther(text, type);
        };
    }

    private static boolean fitsOther(String text, String type) {
        if (type.startsWith("numeric")) {
            return NUMBER.matcher(text).matches();
        } else if (type.equals("date") || type.startsWith("time")) {
            return TIME.matcher(text).matches();
        }
        return text.indexOf('\0') < 0;
    }

    private static boolean isWholeNumber(String text, int bits) {
        return WHOLE_NUMBER.matcher(text).matches() && new BigInteger(text).bitLength() < bits;
    }
}

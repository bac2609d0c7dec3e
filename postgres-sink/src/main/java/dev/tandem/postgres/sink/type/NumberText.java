/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.type;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The forms in which Postgres reads numbers: decimal, with underscores, and since PostgreSQL 16 also to other bases. Pure. */
final class NumberText {
    private static final Pattern WITH_BASE = Pattern.compile("(?<sign>[+-]?)0(?<base>[xob])(?<digits>[0-9a-f]+)");

    /** An amount of money with thousands separated by commas, with a currency or without. Spaces are next to those signs only. */
    private static final Pattern MONEY = Pattern.compile("(?<sign>[(+-]?) *\\p{Sc}? *(?<sign2>[+-]?) *"
            + "(?<number>(?:\\d{1,3}(?:,\\d{3})++|\\d++)(?:\\.\\d*+)?|\\.\\d++) *\\p{Sc}? *(?<end>[)-]?)");

    private NumberText() {}

    /** Returns an amount of money as a plain number; the text itself if it has another form. */
    static String ofMoney(String text) {
        Matcher money = MONEY.matcher(text.strip());
        if (!money.matches()) {
            return text;
        }
        String signs = money.group("sign") + money.group("sign2") + money.group("end");
        String number = money.group("number").replace(",", "");
        return (signs.contains("-") || signs.contains("(") ? "-" : "") + number;
    }

    /** Returns the number; null for infinities, {@code NaN}, and text that is not a number. */
    static BigDecimal read(String text) {
        String plain = text.strip().replace("_", "").toLowerCase(Locale.ROOT);
        try {
            Matcher based = WITH_BASE.matcher(plain);
            return based.matches()
                    ? new BigDecimal(
                            new BigInteger(based.group("sign") + based.group("digits"), base(based.group("base"))))
                    : new BigDecimal(plain);
        } catch (NumberFormatException notANumber) {
            return null;
        }
    }

    private static int base(String letter) {
        return switch (letter) {
            case "x" -> 16;
            case "o" -> 8;
            default -> 2;
        };
    }
}

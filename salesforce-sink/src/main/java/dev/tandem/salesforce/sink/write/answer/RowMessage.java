/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.sink.write.answer;

/**
 * A message of Salesforce's as its row shows it. Apex code may throw messages of any length, and the message is written with every later
 * change of the row. The whole text is in {@code tandem.write_log}.
 */
final class RowMessage {
    static final int MAX_CHARACTERS = 1_000;
    private static final String REST = "... (the whole message is in tandem.write_log)";

    private RowMessage() {}

    /** Returns a message, without its end if it is too long for a row; null if there is none. */
    static String of(String message) {
        if (message == null || message.codePointCount(0, message.length()) <= MAX_CHARACTERS) {
            return message;
        }
        int end = message.offsetByCodePoints(0, MAX_CHARACTERS - REST.length());
        return message.substring(0, end) + REST;
    }
}

/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.stream;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;

/**
 * The texts that many messages of an answer have in common, such as names of channels, users and fields. Those messages share them, because
 * events may wait in memory by the thousand, and because a shared text knows its hash code.
 */
final class RepeatedTexts {
    /** More than an answer usually has. A text that finds another in its place replaces it. */
    private static final int PLACES = 256;

    private final String[] texts = new String[PLACES];

    /** Returns the text of the parser's token. As in Jackson's trees, numbers are texts, and nulls and structures are empty ones. */
    String read(JsonParser parser) throws IOException {
        if (!parser.hasToken(JsonToken.VALUE_STRING)) {
            String text = parser.getValueAsString("");
            parser.skipChildren();
            return text;
        }
        char[] read = parser.getTextCharacters();
        int offset = parser.getTextOffset();
        int length = parser.getTextLength();
        int place = hash(read, offset, length) & (PLACES - 1);
        String known = texts[place];
        if (known != null && isEqual(known, read, offset, length)) {
            return known;
        }
        texts[place] = parser.getText();
        return texts[place];
    }

    private static int hash(char[] text, int offset, int length) {
        int hash = length;
        for (int i = offset; i < offset + length; i++) {
            hash = 31 * hash + text[i];
        }
        return hash ^ (hash >>> 16);
    }

    private static boolean isEqual(String known, char[] text, int offset, int length) {
        if (length != known.length()) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (text[offset + i] != known.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}

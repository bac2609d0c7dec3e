/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.stream;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;

/** A reader of a field with the same text in most messages, which share it. Events may wait in memory by the thousand. */
final class RepeatedText {
    private String last = "";

    /** Returns the text of the parser's token. As in Jackson's trees, numbers are texts, and nulls and structures are empty ones. */
    String read(JsonParser parser) throws IOException {
        if (!parser.hasToken(JsonToken.VALUE_STRING)) {
            String text = parser.getValueAsString("");
            parser.skipChildren();
            return text;
        }
        if (!isLast(parser.getTextCharacters(), parser.getTextOffset(), parser.getTextLength())) {
            last = parser.getText();
        }
        return last;
    }

    private boolean isLast(char[] text, int offset, int length) {
        if (length != last.length()) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (text[offset + i] != last.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}

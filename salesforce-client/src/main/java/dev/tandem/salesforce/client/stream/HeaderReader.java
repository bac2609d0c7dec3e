/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.stream;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonParser.NumberType;
import com.fasterxml.jackson.core.JsonToken;
import dev.tandem.salesforce.client.RecordId;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A reader of the headers of change events. Knows what a header must have, and what may be missing. */
final class HeaderReader {
    static final String FIELD = "ChangeEventHeader";

    private static final String NO_IDS = "its header has no record ids";
    /** The end of the year 9999. Anything later is of another unit, and would let all later times seem old. */
    private static final long MAX_MILLIS = 253_402_300_799_999L;

    private final JsonParser parser;
    private final RepeatedTexts texts;

    HeaderReader(JsonParser parser, RepeatedTexts texts) {
        this.parser = parser;
        this.texts = texts;
    }

    /**
     * A header, or the reason why it cannot be used.
     *
     * @param value null if there is a problem
     * @param problem empty if there is none
     */
    record Header(ChangeEventHeader value, String problem) {
        static final Header NONE = new Header(null, "its header has no entity or no change type");
    }

    /** The parts as they are read. */
    private static final class Parts {
        private String entity = "";
        private String changeType = "";
        private boolean isNamed = true;
        private List<String> ids = List.of();
        private String problemOfIds = NO_IDS;
        private String origin = "";
        private String transaction = "";
        private long sequence;
        private long millis = -1;
        private long commitNumber;
        private String user = "";
        private Optional<List<String>> changedFields = Optional.empty();
    }

    /** Reads the header that begins at the parser's token. */
    Header read() throws IOException {
        if (!parser.hasToken(JsonToken.START_OBJECT)) {
            parser.skipChildren();
            return Header.NONE;
        }
        Parts parts = new Parts();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            switch (name) {
                case "entityName" -> {
                    parts.isNamed &= value == JsonToken.VALUE_STRING;
                    parts.entity = texts.read(parser);
                }
                case "changeType" -> {
                    parts.isNamed &= value == JsonToken.VALUE_STRING;
                    parts.changeType = texts.read(parser);
                }
                case "recordIds" -> readIds(parts);
                case "changeOrigin" -> parts.origin = texts.read(parser);
                case "transactionKey" -> parts.transaction = texts.read(parser);
                case "sequenceNumber" -> parts.sequence = number();
                case "commitTimestamp" -> parts.millis = millis();
                case "commitNumber" -> parts.commitNumber = number();
                case "commitUser" -> parts.user = texts.read(parser);
                case "changedFields" -> parts.changedFields = list();
                default -> parser.skipChildren();
            }
        }
        return header(parts);
    }

    private static Header header(Parts parts) {
        if (!parts.isNamed || parts.entity.isEmpty() || parts.changeType.isEmpty()) {
            return Header.NONE;
        }
        if (!parts.problemOfIds.isEmpty()) {
            return new Header(null, parts.problemOfIds);
        }
        if (parts.millis < 0) {
            return new Header(null, "its header has no commit time");
        }
        ChangeEventHeader header = new ChangeEventHeader(
                parts.entity,
                parts.ids,
                ChangeType.ofName(parts.changeType),
                parts.changeType,
                parts.origin,
                parts.transaction,
                parts.sequence,
                Instant.ofEpochMilli(parts.millis),
                parts.commitNumber,
                parts.user,
                parts.changedFields);
        return new Header(header, "");
    }

    /** Reads the ids with 18 characters, as all other APIs write them. Some stand for all records of the object. */
    private void readIds(Parts parts) throws IOException {
        parts.problemOfIds = NO_IDS;
        if (!parser.hasToken(JsonToken.START_ARRAY)) {
            parser.skipChildren();
            return;
        }
        List<String> ids = new ArrayList<>(1);
        boolean areTexts = true;
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            String id = parser.hasToken(JsonToken.VALUE_STRING) ? parser.getText() : "";
            parser.skipChildren();
            areTexts &= !id.isEmpty();
            ids.add(RecordId.isValid(id) ? new RecordId(id).value() : id);
        }
        parts.ids = ids;
        if (!ids.isEmpty()) {
            parts.problemOfIds = areTexts ? "" : "its header has a record id that is not text";
        }
    }

    /** Returns none if there is no array. */
    private Optional<List<String>> list() throws IOException {
        if (!parser.hasToken(JsonToken.START_ARRAY)) {
            parser.skipChildren();
            return Optional.empty();
        }
        List<String> list = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            list.add(texts.read(parser));
        }
        return Optional.of(list);
    }

    /** Returns the number that a value is, or that its text says; otherwise 0. */
    private long number() throws IOException {
        if (parser.currentToken().isNumeric()) {
            return parser.getNumberValue().longValue();
        }
        long number = parser.getValueAsLong(0);
        parser.skipChildren();
        return number;
    }

    /** Returns a negative number if there is no time. */
    private long millis() throws IOException {
        long millis = -1;
        if (parser.hasToken(JsonToken.VALUE_NUMBER_INT) && parser.getNumberType() != NumberType.BIG_INTEGER) {
            millis = parser.getLongValue();
        } else if (parser.hasToken(JsonToken.VALUE_NUMBER_FLOAT)) {
            // Salesforce writes a whole number, but a gateway that has read it may write it as another.
            millis = (long) parser.getDoubleValue();
        }
        parser.skipChildren();
        return millis > MAX_MILLIS ? -1 : millis;
    }
}

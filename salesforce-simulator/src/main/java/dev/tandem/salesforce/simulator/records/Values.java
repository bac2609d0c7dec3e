/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.simulator.records;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tandem.salesforce.simulator.schema.Field;
import dev.tandem.salesforce.simulator.schema.FieldType;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A converter of what a client sends to the value that Salesforce stores. It says why it cannot convert a value. */
public final class Values {
    private static final DateTimeFormatter DATETIME = new DateTimeFormatterBuilder()
            .appendPattern("yyyy-MM-dd'T'HH:mm:ss")
            .optionalStart()
            .appendFraction(ChronoField.NANO_OF_SECOND, 1, 9, true)
            .optionalEnd()
            .appendPattern("[XXX][XX]")
            .parseDefaulting(ChronoField.OFFSET_SECONDS, 0)
            .toFormatter();

    private Values() {}

    /** The stored form of {@code sent}; text is trimmed, empty text is null, numbers are rounded to the field's scale. */
    public static Object stored(Field field, JsonNode sent) {
        if (sent == null
                || sent.isNull()
                || (sent.isTextual() && sent.textValue().isBlank())) {
            return field.type() == FieldType.BOOLEAN ? Boolean.FALSE : null;
        }
        try {
            return switch (field.type().shape()) {
                case TEXT -> text(field, sent.asText().strip());
                case BOOLEAN -> bool(sent.asText());
                case INTEGER -> new BigDecimal(sent.asText()).longValueExact();
                case DECIMAL -> decimal(field, new BigDecimal(sent.asText()));
                case DATE -> LocalDate.parse(sent.asText().replaceFirst("(T.*|Z)$", ""));
                case DATETIME -> datetime(sent.asText());
                case TIME -> time(sent.asText());
                case COMPOUND ->
                    throw new SaveFailure(
                            "INVALID_FIELD_FOR_INSERT_UPDATE",
                            "Unable to create/update fields: " + field.name(),
                            field.name());
            };
        } catch (DateTimeException | ArithmeticException | NumberFormatException e) {
            throw SaveFailure.wrongType(field, sent.asText());
        }
    }

    /** Reads a dateTime in any of the spellings that the API accepts; Salesforce keeps whole seconds. */
    public static Instant datetime(String text) {
        String whole = text.length() == 10 ? text + "T00:00:00Z" : text;
        return OffsetDateTime.parse(whole, DATETIME).toInstant().truncatedTo(ChronoUnit.SECONDS);
    }

    private static LocalTime time(String text) {
        return OffsetDateTime.parse("1970-01-01T" + text, DATETIME)
                .withOffsetSameInstant(ZoneOffset.UTC)
                .toLocalTime()
                .truncatedTo(ChronoUnit.MILLIS);
    }

    private static Boolean bool(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true", "1" -> true;
            case "false", "0" -> false;
            default -> throw new NumberFormatException("not a boolean");
        };
    }

    private static BigDecimal decimal(Field field, BigDecimal sent) {
        BigDecimal rounded = sent.setScale(field.scale(), RoundingMode.HALF_UP).stripTrailingZeros();
        return rounded.scale() < 0 ? rounded.setScale(0) : rounded;
    }

    private static String text(Field field, String sent) {
        return switch (field.type()) {
            case ID, REFERENCE -> id(field, sent);
            case PICKLIST -> {
                requireListed(field, List.of(sent));
                yield fitting(field, sent);
            }
            case MULTIPICKLIST -> multipicklist(field, sent);
            default -> fitting(field, sent);
        };
    }

    private static String id(Field field, String sent) {
        if (!SalesforceId.isWellFormed(sent)) {
            throw new SaveFailure(
                    "MALFORMED_ID", "%s: id value of incorrect type: %s".formatted(field.label(), sent), field.name());
        }
        return SalesforceId.canonical(sent);
    }

    /** Chosen values come back in the order in which the picklist defines them. */
    private static String multipicklist(Field field, String sent) {
        List<String> chosen = Arrays.stream(sent.split(";", -1))
                .map(String::strip)
                .filter(value -> !value.isEmpty())
                .distinct()
                .toList();
        requireListed(field, chosen);
        List<String> offered = field.picklistValues();
        return chosen.stream()
                .sorted((a, b) -> Integer.compare(place(offered, a), place(offered, b)))
                .collect(Collectors.joining(";"));
    }

    private static int place(List<String> offered, String value) {
        int index = offered.indexOf(value);
        return index < 0 ? Integer.MAX_VALUE : index;
    }

    private static void requireListed(Field field, List<String> chosen) {
        if (field.is("restrictedPicklist") && !field.picklistValues().containsAll(chosen)) {
            throw new SaveFailure(
                    "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST",
                    "%s: bad value for restricted picklist field: %s"
                            .formatted(field.label(), String.join(";", chosen)),
                    field.name());
        }
    }

    private static String fitting(Field field, String sent) {
        if (field.length() > 0 && sent.length() > field.length()) {
            throw new SaveFailure(
                    "STRING_TOO_LONG",
                    "%s: data value too large: %s (max length=%s)".formatted(field.label(), sent, field.length()),
                    field.name());
        }
        return sent;
    }
}

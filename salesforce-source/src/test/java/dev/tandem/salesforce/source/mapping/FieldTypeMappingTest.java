/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.mapping;

import static dev.tandem.salesforce.source.mapping.Descriptions.field;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tandem.event.SourceColumn;
import dev.tandem.salesforce.client.rest.FieldDescription;
import dev.tandem.salesforce.client.rest.FieldType;
import dev.tandem.salesforce.source.settings.FieldSettings.DecimalHandling;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Date;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.connect.data.ConnectSchema;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Time;
import org.apache.kafka.connect.data.Timestamp;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class FieldTypeMappingTest {
    private static final ObjectMapper JSON =
            new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

    /** Type; value in a change event; in REST; in Bulk; in Connect. */
    static Stream<Arguments> valuesOfEveryType() {
        String id = "\"001RM000004UF9sYAG\"";
        Date moment = Date.from(Instant.parse("2019-05-02T11:27:36Z"));
        Date day = Date.from(Instant.parse("2024-02-29T00:00:00Z"));
        Date halfPastTen = new Date(((10 * 60 + 30) * 60 + 15) * 1000L + 250);
        return Stream.of(
                Arguments.of("id", id, id, "001RM000004UF9sYAG", "001RM000004UF9sYAG"),
                Arguments.of("reference", id, id, "001RM000004UF9sYAG", "001RM000004UF9sYAG"),
                Arguments.of("string", "\"Zoë \\\"Q\\\"\"", "\"Zoë \\\"Q\\\"\"", "Zoë \"Q\"", "Zoë \"Q\""),
                Arguments.of("textarea", "\"a\\r\\nb\"", "\"a\\r\\nb\"", "a\r\nb", "a\r\nb"),
                Arguments.of("email", "\"a@b.example\"", "\"a@b.example\"", "a@b.example", "a@b.example"),
                Arguments.of("phone", "\"(415) 555-1212\"", "\"(415) 555-1212\"", "(415) 555-1212", "(415) 555-1212"),
                Arguments.of(
                        "url",
                        "\"https://e.example\"",
                        "\"https://e.example\"",
                        "https://e.example",
                        "https://e.example"),
                Arguments.of("picklist", "\"Hot\"", "\"Hot\"", "Hot", "Hot"),
                Arguments.of("multipicklist", "\"four;six\"", "\"four;six\"", "four;six", "four;six"),
                Arguments.of("multipicklist", "\"six;four\"", "\"six;four\"", "six;four", "six;four"),
                Arguments.of("string", "\"#N/A\"", "\"#N/A\"", "#N/A", "#N/A"),
                Arguments.of("picklist", "\"null\"", "\"null\"", "null", "null"),
                Arguments.of(
                        "textarea", "\"<p>&amp; x </p>\"", "\"<p>&amp; x </p>\"", "<p>&amp; x </p>", "<p>&amp; x </p>"),
                Arguments.of("combobox", "\"other\"", "\"other\"", "other", "other"),
                Arguments.of("encryptedstring", "\"****1\"", "\"****1\"", "****1", "****1"),
                Arguments.of("boolean", "true", "true", "true", true),
                Arguments.of("int", "12", "12", "12", 12),
                Arguments.of("int", "12.0", "1.2E1", "1.2E1", 12),
                Arguments.of("long", "9007199254740993", "9007199254740993", "9007199254740993", 9007199254740993L),
                Arguments.of("double", "20", "20.0", "2.0E1", 20.0),
                Arguments.of("currency", "1.0E7", "10000000", "1.0E7", 1.0E7),
                Arguments.of("percent", "33.5", "33.5", "33.5", 33.5),
                Arguments.of("date", "\"2024-02-29\"", "\"2024-02-29\"", "2024-02-29", day),
                Arguments.of("date", "\"1700-01-01\"", "\"1700-01-01\"", "1700-01-01", day("1700-01-01")),
                Arguments.of("date", "\"4000-12-31\"", "\"4000-12-31\"", "4000-12-31", day("4000-12-31")),
                Arguments.of(
                        "datetime",
                        "\"2019-05-02T11:27:36Z\"",
                        "\"2019-05-02T11:27:36.000+0000\"",
                        "2019-05-02T11:27:36.000Z",
                        moment),
                Arguments.of(
                        "datetime", "1556796456000", "\"2019-05-02T13:27:36+02:00\"", "2019-05-02T11:27:36Z", moment),
                Arguments.of("time", "37815250", "\"10:30:15.250Z\"", "10:30:15.250Z", halfPastTen),
                Arguments.of("anytype", "\"x\"", "\"x\"", "x", "x"),
                Arguments.of("complexvalue", "{\"a\":1}", "{\"a\":1}", "{\"a\":1}", "{\"a\":1}"),
                Arguments.of("datacategorygroupreference", "\"x\"", "\"x\"", "x", "x"),
                Arguments.of("json", "\"{}\"", "\"{}\"", "{}", "{}"),
                Arguments.of("floatarray", "[1.5]", "[1.5]", "[1.5]", "[1.5]"),
                Arguments.of("somethingnew", "\"x\"", "\"x\"", "x", "x"));
    }

    private static Date day(String date) {
        return Date.from(Instant.parse(date + "T00:00:00Z"));
    }

    @ParameterizedTest
    @MethodSource("valuesOfEveryType")
    void readsSameValueFromEveryWireForm(String type, String event, String rest, String bulk, Object expected)
            throws JsonProcessingException {
        FieldTypeMapping mapping = mapping(field("F", type).build(), DecimalHandling.DOUBLE);

        for (Object value : new Object[] {
            mapping.reader().read(JSON.readTree(event)),
            mapping.reader().read(JSON.readTree(rest)),
            mapping.reader().read(bulk)
        }) {
            assertThat(value).isEqualTo(expected);
            ConnectSchema.validateValue(mapping.schema(), value);
        }
    }

    @Test
    void coversEveryTypeThatHasValue() {
        Set<FieldType> tested = valuesOfEveryType()
                .map(row -> FieldType.ofName((String) row.get()[0]))
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(FieldType.class)));

        assertThat(EnumSet.complementOf(EnumSet.copyOf(tested)))
                .containsExactlyInAnyOrder(FieldType.BASE64, FieldType.ADDRESS, FieldType.LOCATION);
    }

    @ParameterizedTest
    @ValueSource(strings = {"base64", "address", "location"})
    void leavesOutTypesWithoutValueOfTheirOwn(String type) {
        assertThat(FieldTypeMapping.of(field("F", type).build(), DecimalHandling.DOUBLE))
                .isEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            value = FieldType.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"BASE64", "ADDRESS", "LOCATION"})
    void readsNullAndEmptyTextAsNull(FieldType type) throws JsonProcessingException {
        FieldTypeMapping mapping =
                mapping(field("F", type.name().toLowerCase(Locale.ROOT)).build(), DecimalHandling.PRECISE);

        assertThat(mapping.reader().read((String) null)).isNull();
        assertThat(mapping.reader().read("")).isNull();
        assertThat(mapping.reader().read((JsonNode) null)).isNull();
        assertThat(mapping.reader().read(JSON.readTree("null"))).isNull();
        assertThat(mapping.reader().read(JSON.readTree("\"\""))).isNull();
        assertThat(mapping.schema().isOptional()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "string, 80, 80",
        "textarea, 255, 255",
        "textarea, 32768, ",
        "multipicklist, 4099, 4099",
        "encryptedstring, 175, ",
        "reference, 18, 18",
        "anytype, 0, "
    })
    void describesOnlyExactLength(String type, int described, Integer said) {
        Schema schema = mapping(field("F", type).length(described).build(), DecimalHandling.DOUBLE)
                .schema();

        assertThat(SourceColumn.type(schema)).contains(type);
        assertThat(SourceColumn.length(schema).orElse(null)).isEqualTo(said);
    }

    @ParameterizedTest
    @ValueSource(strings = {"double", "currency", "percent"})
    void numbersWithDecimalsAreAsTheUserAsks(String type) {
        FieldDescription field = field("F", type).number(18, 2).build();

        FieldTypeMapping exact = mapping(field, DecimalHandling.PRECISE);
        assertThat(exact.schema().name()).isEqualTo(Decimal.LOGICAL_NAME);
        assertThat(exact.reader().read("1.0E7")).isEqualTo(new BigDecimal("10000000.00"));
        assertThat(exact.reader().read("9999999999999999.99")).isEqualTo(new BigDecimal("9999999999999999.99"));
        assertThat(exact.reader().read("0.120")).isEqualTo(new BigDecimal("0.12"));
        assertThatThrownBy(() -> exact.reader().read("0.125")).isInstanceOf(ArithmeticException.class);
        assertThat(mapping(field, DecimalHandling.STRING).reader().read("1.0E7"))
                .isEqualTo("10000000");
        for (DecimalHandling handling : DecimalHandling.values()) {
            Schema schema = mapping(field, handling).schema();
            assertThat(SourceColumn.length(schema)).contains(18);
            assertThat(SourceColumn.scale(schema)).contains(2);
        }
    }

    @Test
    void datesAndTimesAreConnectsLogicalTypes() {
        assertThat(mapping(field("F", "date").build(), DecimalHandling.DOUBLE)
                        .schema()
                        .name())
                .isEqualTo(org.apache.kafka.connect.data.Date.LOGICAL_NAME);
        assertThat(mapping(field("F", "datetime").build(), DecimalHandling.DOUBLE)
                        .schema()
                        .name())
                .isEqualTo(Timestamp.LOGICAL_NAME);
        assertThat(mapping(field("F", "time").build(), DecimalHandling.DOUBLE)
                        .schema()
                        .name())
                .isEqualTo(Time.LOGICAL_NAME);
    }

    @ParameterizedTest
    @CsvSource({"boolean, maybe", "int, 1.5", "int, 99999999999", "double, ten", "date, soon", "datetime, 2024-02-29"})
    void rejectsValueOfAnotherType(String type, String value) {
        ValueReader reader =
                mapping(field("F", type).build(), DecimalHandling.DOUBLE).reader();

        assertThatThrownBy(() -> reader.read(value)).isInstanceOf(RuntimeException.class);
    }

    private static FieldTypeMapping mapping(FieldDescription field, DecimalHandling decimals) {
        return FieldTypeMapping.of(field, decimals).orElseThrow();
    }
}

/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.salesforce.client.RecordId;
import dev.tandem.salesforce.source.signal.Signal.ObjectRead;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SignalReaderTest {
    private static final String ACME = "001000000000001AAA";
    private static final String DATA =
            "{\"data-collections\":[\"Account\",\"Contact\"],\"type\":\"incremental\",\"additional-conditions\":"
                    + "[{\"data-collection\":\"Account\",\"filter\":\"Id IN ('" + ACME + "','001000000000002')\"}]}";
    private static final String SIGNAL = "{\"id\":\"1\",\"type\":\"execute-snapshot\",\"data\":" + DATA + "}";
    private static final String ROW =
            "{\"id\":\"1\",\"type\":\"execute-snapshot\",\"data\":\"" + DATA.replace("\"", "\\\"") + "\"}";

    static Stream<Arguments> encodings() {
        return Stream.of(
                Arguments.of("Debezium's Kafka signal", text(SIGNAL)),
                Arguments.of("row of a signal table", text(ROW)),
                Arguments.of("change event of that row", text("{\"before\":null,\"after\":" + ROW + ",\"op\":\"c\"}")),
                Arguments.of(
                        "change event with its schema",
                        text("{\"schema\":{},\"payload\":{\"before\":null,\"after\":" + ROW + ",\"op\":\"c\"}}")),
                Arguments.of("JSON string", text("\"" + escaped(SIGNAL) + "\"")),
                Arguments.of(
                        "JSON string with its schema",
                        text("{\"schema\":{\"type\":\"string\"},\"payload\":\"" + escaped(SIGNAL) + "\"}")),
                Arguments.of("Avro string", avro(SIGNAL)),
                Arguments.of("row of a signal table in Avro", avroRow(new byte[0], new byte[0])),
                Arguments.of("change event of that row in Avro", avroRow(new byte[] {0, 2}, new byte[] {2, 99, 0})));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("encodings")
    void readsASignalInEveryEncoding(String name, byte[] value) {
        assertThat(SignalReader.read(value))
                .contains(new Signal(List.of(
                        new ObjectRead(
                                "Account", Optional.of(Set.of(new RecordId(ACME), new RecordId("001000000000002AAA")))),
                        new ObjectRead("Contact", Optional.empty()))));
    }

    @Test
    void acceptsATopicForAnObjectAndASingleId() {
        String signal = "{\"type\":\"execute-snapshot\",\"data\":{\"data-collections\":[\"crm.Account\"],"
                + "\"additional-conditions\":[{\"data-collection\":\"crm.Account\",\"filter\":\"id = '" + ACME
                + "'\"}]}}";

        assertThat(SignalReader.read(text(signal)))
                .contains(new Signal(List.of(new ObjectRead("Account", Optional.of(Set.of(new RecordId(ACME)))))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":\"log\",\"data\":{\"message\":\"hello\"}}",
                "{\"before\":null,\"after\":null,\"op\":\"d\"}",
                "{}"
            })
    void ignoresWhatIsNotForThisConnector(String value) {
        assertThat(SignalReader.read(text(value))).isEmpty();
    }

    @Test
    void ignoresATombstone() {
        assertThat(SignalReader.read(null)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "not json",
                "{\"type\":\"execute-snapshot\"}",
                "{\"type\":\"execute-snapshot\",\"data\":\"nonsense\"}",
                "{\"type\":\"execute-snapshot\",\"data\":{\"data-collections\":[]}}",
                "{\"type\":\"execute-snapshot\",\"data\":{\"data-collections\":[\"a b\"]}}",
                "{\"type\":\"execute-snapshot\",\"data\":{\"data-collections\":[\"Account\"],\"additional-conditions\":"
                        + "[{\"data-collection\":\"Account\",\"filter\":\"Name = 'x' OR Id != null\"}]}}",
                "{\"type\":\"execute-snapshot\",\"data\":{\"data-collections\":[\"Account\"],\"additional-conditions\":"
                        + "[{\"data-collection\":\"Account\",\"filter\":\"Id = '0010000000000012'\"}]}}",
                "{\"type\":\"execute-snapshot\",\"data\":{\"data-collections\":[\"Account\"],\"additional-conditions\":"
                        + "[{\"data-collection\":\"Contact\",\"filter\":\"Id = '001000000000001'\"}]}}"
            })
    void rejectsWhatCannotBeAnswered(String value) {
        assertThatThrownBy(() -> SignalReader.read(text(value))).isInstanceOf(InvalidSignalException.class);
    }

    @Test
    void findsConditionOfObjectThatIsNamedInLowerCase() {
        String signal = SIGNAL.replace("[\"Account\"", "[\"salesforce.account\"");

        assertThat(SignalReader.read(text(signal)).orElseThrow().reads())
                .filteredOn(read -> read.object().equals("account"))
                .singleElement()
                .satisfies(read -> assertThat(read.ids().orElseThrow()).hasSize(2));
    }

    @Test
    void rejectsIdWhoseCaseWasChanged() {
        assertThatThrownBy(() -> SignalReader.read(text(SIGNAL.replace("000000000002'", "00000000000AAAA'"))))
                .isInstanceOf(InvalidSignalException.class)
                .hasMessageContaining("case may have been changed");
    }

    @Test
    void readsSignalWithThousandsOfIds() {
        List<String> ids =
                IntStream.range(0, 20_000).mapToObj("'001%012d'"::formatted).toList();

        Signal signal = SignalReader.read(text(SIGNAL.replace("'001000000000002'", String.join(" , ", ids))))
                .orElseThrow();

        assertThat(signal.reads().get(0).ids().orElseThrow()).hasSize(20_000);
    }

    @Test
    void ignoresTheDeleteOfASignalInAvro() {
        byte[] known = avroRow(new byte[] {2}, new byte[] {0, 2, 'd'});
        byte[] keyOnly = {0, 0, 0, 0, 7, 2, 2, '1', 0, 0, 0, 2, 'd'};

        assertThat(SignalReader.read(known)).isEmpty();
        assertThat(SignalReader.read(keyOnly)).isEmpty();
    }

    @Test
    void rejectsAnAvroRecord() {
        byte[] record = {0, 0, 0, 0, 7, 0, 2, 72};

        assertThatThrownBy(() -> SignalReader.read(record))
                .isInstanceOf(InvalidSignalException.class)
                .hasMessageContaining("Avro");
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String escaped(String json) {
        return json.replace("\\", "\\\\").replace("\"", "\\\"");
    }

    /** Encodes a string as an Avro serializer with a schema registry does. */
    private static byte[] avro(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(new byte[] {0, 0, 0, 0, 7});
        write(text, bytes);
        return bytes.toByteArray();
    }

    /** Encodes a row with an id, a type and optional data, as Debezium's connector for Postgres does. */
    private static byte[] avroRow(byte[] before, byte[] after) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(new byte[] {0, 0, 0, 0, 7});
        bytes.writeBytes(before);
        write("1", bytes);
        write("execute-snapshot", bytes);
        bytes.write(2);
        write(DATA, bytes);
        bytes.writeBytes(after);
        return bytes.toByteArray();
    }

    private static void write(String text, ByteArrayOutputStream bytes) {
        byte[] utf8 = text(text);
        int zigzag = utf8.length << 1;
        while (zigzag > 0x7f) {
            bytes.write((zigzag & 0x7f) | 0x80);
            zigzag >>>= 7;
        }
        bytes.write(zigzag);
        bytes.writeBytes(utf8);
    }
}

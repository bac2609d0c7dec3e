/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.conflict;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.event.ChangeHeaders;
import dev.tandem.event.SalesforceChange;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.transforms.Transformation;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SalesforceEnvelopeTest {
    private final LastWriterWins<SinkRecord> transform = new LastWriterWins<>();
    private final SalesforceRecords records = new SalesforceRecords(SalesforceRecords.ROW);
    private final Struct acme = new Struct(SalesforceRecords.ROW).put("Name", "Acme");

    @BeforeEach
    void configure() {
        transform.configure(Map.of());
    }

    @Test
    void turnsEnvelopeIntoRowWithHeaders() {
        SinkRecord flat = transform.apply(records.record("u", acme, "Name"));

        assertThat(flat.value()).isEqualTo(acme);
        assertThat(header(flat, ChangeHeaders.OP)).isEqualTo("u");
        assertThat(header(flat, ChangeHeaders.ORIGIN)).isEqualTo("salesforce");
        assertThat(header(flat, ChangeHeaders.VERSION)).isEqualTo(7L);
        assertThat(header(flat, ChangeHeaders.COMMIT_TS)).isEqualTo(5_000_000L);
        assertThat(header(flat, ChangeHeaders.CHANGED)).isEqualTo(List.of("Name"));
        assertThat(header(flat, ChangeHeaders.READ)).isEqualTo(false);
        assertThat(flat.headers().lastWithName(ChangeHeaders.ECHO)).isNull();
    }

    @Test
    void listsNoChangedFieldsForWholeRow() {
        SinkRecord flat = transform.apply(records.record("r", acme));

        assertThat(header(flat, ChangeHeaders.READ)).isEqualTo(true);
        assertThat(flat.headers().lastWithName(ChangeHeaders.CHANGED)).isNull();
    }

    @Test
    void marksEchoWithItsRequest() {
        records.changeOrigin("com/salesforce/api/rest/62.0;client=tandem-42");

        assertThat(header(transform.apply(records.record("u", acme, "Name")), ChangeHeaders.ECHO))
                .isEqualTo("42");
    }

    @Test
    void turnsDeleteIntoNull() {
        SinkRecord flat = transform.apply(records.record("d", null));

        assertThat(flat.value()).isNull();
        assertThat(flat.valueSchema()).isNull();
        assertThat(header(flat, ChangeHeaders.OP)).isEqualTo("d");
    }

    @Test
    void keepsSchemaOfObjectWithoutRecordsWhoseKeyIsRenamed() {
        transform.configure(Map.of("field.renames", "*.Id:sfid"));

        SinkRecord flat = transform.apply(records.id(SalesforceChange.NO_RECORD).record("d", null));

        assertThat(flat.keySchema().field("sfid")).isNotNull();
        assertThat(flat.valueSchema().field("sfid")).isNotNull();
    }

    @Test
    void keepsSchemaOfObjectWithoutRecords() {
        SinkRecord flat = transform.apply(records.id(SalesforceChange.NO_RECORD).record("d", null));

        assertThat(flat.value()).isNull();
        assertThat(flat.valueSchema()).isEqualTo(SalesforceRecords.ROW);
        assertThat(header(flat, ChangeHeaders.OP)).isEqualTo("d");
    }

    @Test
    void marksDeleteThatAReadFound() {
        assertThat(header(transform.apply(records.record("d", null)), ChangeHeaders.READ))
                .isEqualTo(true);
        assertThat(header(transform.apply(records.changeType("DELETE").record("d", null)), ChangeHeaders.READ))
                .isEqualTo(false);
    }

    @Test
    void passesTruncateOnWithItsVersion() {
        SinkRecord flat = transform.apply(records.version(6).record("t", null));

        assertThat(flat.value()).isNull();
        assertThat(header(flat, ChangeHeaders.OP)).isEqualTo("t");
        assertThat(header(flat, ChangeHeaders.ORIGIN)).isEqualTo("salesforce");
        assertThat(header(flat, ChangeHeaders.VERSION)).isEqualTo(6L);
    }

    @Test
    void isFoundByServiceLoader() {
        assertThat(ServiceLoader.load(Transformation.class)).hasAtLeastOneElementOfType(LastWriterWins.class);
    }

    private static Object header(SinkRecord record, String name) {
        return record.headers().lastWithName(name).value();
    }
}

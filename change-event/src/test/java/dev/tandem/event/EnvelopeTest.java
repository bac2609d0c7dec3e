/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.event;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.junit.jupiter.api.Test;

class EnvelopeTest {
    private static final Schema ROW = SchemaBuilder.struct()
            .name(Envelope.rowSchemaName("salesforce.Account"))
            .optional()
            .field("Id", Schema.OPTIONAL_STRING_SCHEMA)
            .build();

    @Test
    void recognizesSalesforceEnvelope() {
        Schema envelope = Envelope.schema("salesforce.Account", ROW);

        assertThat(Envelope.isEnvelope(envelope)).isTrue();
        assertThat(Envelope.isSalesforceEnvelope(envelope)).isTrue();
    }

    @Test
    void distinguishesDebeziumEnvelope() {
        Schema debezium = SchemaBuilder.struct()
                .name("server.public.account.Envelope")
                .field("before", ROW)
                .field("after", ROW)
                .field("op", Schema.STRING_SCHEMA)
                .build();

        assertThat(Envelope.isEnvelope(debezium)).isTrue();
        assertThat(Envelope.isSalesforceEnvelope(debezium)).isFalse();
    }

    @Test
    void rejectsFlatRow() {
        assertThat(Envelope.isEnvelope(ROW)).isFalse();
        assertThat(Envelope.isEnvelope(null)).isFalse();
    }

    @Test
    void namesSchemasAsAvroAllows() {
        assertThat(Envelope.keySchema("my-crm.2nd.Account").name()).isEqualTo("my_crm._2nd.Account.Key");
        assertThat(Envelope.rowSchemaName("my-crm.Invoice__c")).isEqualTo("my_crm.Invoice__c.Value");
        assertThat(Envelope.schema("my-crm.Account", ROW).name()).isEqualTo("my_crm.Account.Envelope");
    }
}

/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.bulk;

import static dev.tandem.salesforce.client.bulk.IngestOperation.DELETE;
import static dev.tandem.salesforce.client.bulk.IngestOperation.UPDATE;
import static dev.tandem.salesforce.client.bulk.IngestOperation.UPSERT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.tandem.salesforce.client.RecordId;
import dev.tandem.salesforce.client.Samples;
import dev.tandem.salesforce.client.write.Outcome;
import dev.tandem.salesforce.client.write.Outcome.Busy;
import dev.tandem.salesforce.client.write.Outcome.Gone;
import dev.tandem.salesforce.client.write.Outcome.Rejected;
import dev.tandem.salesforce.client.write.Outcome.Written;
import java.io.IOException;
import java.io.StringReader;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class IngestResultReaderTest {
    static Stream<Arguments> errors() {
        String missing = "Required fields are missing: [Name, Site]";
        return Stream.of(
                arguments(
                        UPDATE,
                        "REQUIRED_FIELD_MISSING:" + missing + ":Name,Site --",
                        new Rejected("REQUIRED_FIELD_MISSING", missing, List.of("Name", "Site"))),
                arguments(
                        UPDATE,
                        "INVALID_CROSS_REFERENCE_KEY:invalid cross reference id:--",
                        new Rejected("INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id", List.of())),
                arguments(
                        DELETE,
                        "INVALID_CROSS_REFERENCE_KEY:invalid cross reference id:--",
                        new Gone("INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id")),
                arguments(
                        UPDATE,
                        "ENTITY_IS_DELETED:entity is deleted:--",
                        new Gone("ENTITY_IS_DELETED", "entity is deleted")),
                arguments(
                        UPSERT,
                        "UNABLE_TO_LOCK_ROW:unable to obtain exclusive access: 001x:--",
                        new Busy("UNABLE_TO_LOCK_ROW", "unable to obtain exclusive access: 001x")),
                arguments(UPDATE, "no code at all", new Rejected("no code at all", "", List.of())));
    }

    @ParameterizedTest
    @MethodSource("errors")
    void readsError(IngestOperation operation, String error, Outcome expected) {
        assertThat(IngestResultReader.outcomeOf(error, operation)).isEqualTo(expected);
    }

    @Test
    void readsDocumentedSuccesses() throws IOException {
        IngestResults results = IngestResultReader.successful(
                new StringReader(Samples.read("bulk/ingest_successfulResults_simple_salesforce_fixture.csv")));

        assertThat(results.columns()).containsExactly("Custom_Id__c", "AccountId", "Email", "FirstName", "LastName");
        assertThat(results.rows().get(1))
                .isEqualTo(new IngestRow(
                        new Written(new RecordId("a011s00000DML8YAAX"), true),
                        List.of("CustomID2", "ID-24", "contact2@example.com", "Alice", "y")));
    }

    @Test
    void readsRealFilesWithoutRows() throws IOException {
        IngestResults failed = IngestResultReader.failed(
                new StringReader(Samples.read("bulk/ingest_real_2021_failedResults_empty.csv")), UPDATE);
        IngestResults unprocessed = IngestResultReader.unprocessed(
                new StringReader(Samples.read("bulk/ingest_real_2021_unprocessed_empty.csv")));

        assertThat(failed).isEqualTo(new IngestResults(List.of("Id", "Phone"), List.of()));
        assertThat(unprocessed).isEqualTo(new IngestResults(List.of("Id", "Phone"), List.of()));
    }

    @Test
    void treatsUnprocessedRowsAsTransient() throws IOException {
        IngestResults results = IngestResultReader.unprocessed(new StringReader("Id,Phone\n001x,1\n"));

        assertThat(results.rows())
                .singleElement()
                .satisfies(row -> assertThat(row.outcome()).isInstanceOf(Busy.class));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "<html>maintenance</html>", "Id,Phone\n", "\"sf__Id\",\"sf__Created\",Id\n\"a\",\"true\"\n"})
    void rejectsFilesThatAreNotResults(String file) {
        assertThatThrownBy(() -> IngestResultReader.successful(new StringReader(file)))
                .isInstanceOf(IOException.class);
    }
}

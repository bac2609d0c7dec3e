/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.bulk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.salesforce.client.SimulatedOrg;
import dev.tandem.salesforce.client.bulk.IngestCsv.Cell.Null;
import dev.tandem.salesforce.client.bulk.IngestCsv.Cell.Value;
import dev.tandem.salesforce.client.rest.SObjectName;
import dev.tandem.salesforce.client.rest.SalesforceApi;
import dev.tandem.salesforce.client.write.Outcome.Rejected;
import dev.tandem.salesforce.client.write.Outcome.Written;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Tests against the simulator, which was written from the protocol and not from this client. */
class SimulatedOrgIngestTest {
    @Test
    void writesBacklogAndReportsEachRow() throws InterruptedException {
        try (SimulatedOrg org = new SimulatedOrg()) {
            SalesforceApi api = org.api();
            BulkIngest bulk = new BulkIngest(api);
            IngestCsv csv = new IngestCsv(List.of("Name", "Industry", "Description"), IngestCsv.MAX_BYTES);
            for (int i = 0; i < 1_000; i++) {
                csv.add(List.of(new Value("Acme " + i), new Value("Energy"), new Value("a, \"b\"\nc")));
            }
            csv.add(List.of(new Null(), new Value("Energy"), new Null()));

            IngestJob job =
                    bulk.create(IngestTarget.of(new SObjectName("Account"), IngestOperation.INSERT), "tandem-1");
            bulk.upload(job, csv);
            bulk.close(job);
            bulk.close(job);
            IngestJob done = bulk.await(job.id(), Duration.ofMinutes(1));
            IngestResults results = bulk.results(done, IngestOperation.INSERT);

            assertThat(done.state()).isEqualTo(JobState.JOB_COMPLETE);
            assertThat(results.columns()).containsExactly("Name", "Industry", "Description");
            assertThat(results.rows()).hasSize(1_001);
            assertThat(results.rows().stream().map(IngestRow::outcome).filter(Written.class::isInstance))
                    .hasSize(1_000);
            assertThat(results.rows())
                    .filteredOn(row -> row.outcome() instanceof Rejected)
                    .singleElement()
                    .satisfies(
                            row -> assertThat(((Rejected) row.outcome()).code()).isEqualTo("REQUIRED_FIELD_MISSING"));
            assertThat(api.query("SELECT Id FROM Account WHERE Name LIKE 'Acme %'")
                            .totalSize())
                    .isEqualTo(1_000);
            bulk.delete(job.id());
        }
    }
}

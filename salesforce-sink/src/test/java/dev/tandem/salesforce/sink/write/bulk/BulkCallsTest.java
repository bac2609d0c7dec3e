/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.sink.write.bulk;

import dev.tandem.plugin.golden.StatementFile;
import dev.tandem.salesforce.client.bulk.BulkIngest;
import dev.tandem.salesforce.client.bulk.IngestJob;
import dev.tandem.salesforce.sink.AccountExample;
import dev.tandem.salesforce.sink.CallRecorder;
import dev.tandem.salesforce.sink.write.send.RequestTranslator;
import dev.tandem.salesforce.sink.write.take.Ready;
import dev.tandem.twoway.row.RequestKind;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** The calls and the statements of Bulk jobs, as files that a reader can open. */
class BulkCallsTest {
    @Test
    void rendersJobs() throws IOException {
        rendersJob(AccountExample.create());
        rendersJob(AccountExample.update());
        rendersJob(AccountExample.delete());
    }

    private static void rendersJob(Ready request) throws IOException {
        RequestKind kind = request.request().kind();
        String operation = BulkRows.operation(kind).name().toLowerCase(Locale.ROOT);
        try (CallRecorder salesforce = new CallRecorder().answering("jobs/ingest", """
                {"id": "750RM00000ABCDEYA4", "object": "Account", "apiVersion": 66.0, "state": "Open", "operation": "%s"}""".formatted(operation))) {
            BulkIngest api = new BulkIngest(salesforce.api());

            IngestJob job = api.create(
                    BulkRows.target(AccountExample.TABLE, kind),
                    RequestTranslator.clientName(request.request().id()));
            api.upload(job, BulkRows.csv(AccountExample.TABLE, List.of(request)).orElseThrow());
            api.close(job);

            salesforce.assertFileHolds("bulk-" + kind.name().toLowerCase(Locale.ROOT) + ".http");
        }
    }

    @Test
    void rendersLogOfJobs() {
        StatementFile.assertHolds("bulk-job-add.sql", BulkJobLog.ADD);
        StatementFile.assertHolds("bulk-job-remove.sql", BulkJobLog.REMOVE);
        StatementFile.assertHolds("bulk-jobs.sql", BulkJobLog.JOBS);
    }
}

/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.sink.write.send;

import dev.tandem.salesforce.client.write.WriteApi;
import dev.tandem.salesforce.client.write.WriteOptions;
import dev.tandem.salesforce.sink.AccountExample;
import dev.tandem.salesforce.sink.CallRecorder;
import dev.tandem.salesforce.sink.write.send.CallPlan.Call;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The calls that carry requests, as files that a reader can open. */
class CallsTest {
    private final CallRecorder salesforce;
    private final WriteApi api;

    CallsTest() throws IOException {
        salesforce = new CallRecorder().answering("composite", "{\"compositeResponse\": []}");
        api = new WriteApi(salesforce.api(), WriteOptions.defaults());
    }

    @AfterEach
    void close() {
        salesforce.close();
    }

    @Test
    void rendersCompositeCallOfRows() {
        write(new Call.Rows(List.of(
                AccountExample.guardedUpdate(),
                AccountExample.update(),
                AccountExample.create(),
                AccountExample.delete())));

        salesforce.assertFileHolds("rows.http");
    }

    @Test
    void rendersCompositeCallOfCollections() {
        write(new Call.Collections(List.of(
                List.of(AccountExample.update()), List.of(AccountExample.create()), List.of(AccountExample.delete()))));

        salesforce.assertFileHolds("collections.http");
    }

    private void write(Call call) {
        CallSender.write(api, AccountExample.TABLE, call);
    }
}

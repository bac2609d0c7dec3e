/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.sink.write.send;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tandem.salesforce.client.RecordId;
import dev.tandem.salesforce.client.write.CompositeWrite;
import dev.tandem.salesforce.client.write.RecordWrite;
import dev.tandem.salesforce.sink.table.FieldJson;
import dev.tandem.salesforce.sink.table.MappedTable;
import dev.tandem.salesforce.sink.write.take.Ready;
import dev.tandem.twoway.row.TwoWayRow;

/** A translator of requests, as they are noted on rows, into the writes that carry them to Salesforce. Pure. */
public final class RequestTranslator {
    private RequestTranslator() {}

    /** Returns the write of one row in a composite call, with its guard and its own request id. */
    static CompositeWrite rowWrite(MappedTable table, Ready ready) {
        RecordWrite write = recordWrite(table, ready);
        String client = clientName(ready.request().id());
        return write instanceof RecordWrite.Update update
                        && ready.unmodifiedSince().isPresent()
                ? CompositeWrite.guarded(update, client, ready.unmodifiedSince().get())
                : CompositeWrite.unguarded(write, client);
    }

    /** Returns the write of one record, which any API can carry. */
    public static RecordWrite recordWrite(MappedTable table, Ready ready) {
        TwoWayRow row = ready.row();
        ObjectNode fields = FieldJson.write(table, ready.request().sent());
        return switch (ready.request().kind()) {
            case CREATE -> new RecordWrite.Create(table.object(), withKey(table, row, fields));
            case UPDATE -> new RecordWrite.Update(table.object(), new RecordId(row.salesforceId()), fields);
            case DELETE -> new RecordWrite.Delete(table.object(), new RecordId(row.salesforceId()));
        };
    }

    /** Adds the row's key, which Salesforce keeps unique: so a repeated create is rejected as long as its record exists. */
    private static ObjectNode withKey(MappedTable table, TwoWayRow row, ObjectNode fields) {
        return fields.put(table.externalId().name(), row.key());
    }

    /** Returns the client name by which change events refer to a request. */
    public static String clientName(long requestId) {
        return "tandem-" + requestId;
    }
}

/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.record;

import dev.tandem.event.ChangeHeaders;
import dev.tandem.event.Origin;
import dev.tandem.postgres.session.TableId;
import java.util.Set;
import org.apache.kafka.connect.header.Header;
import org.apache.kafka.connect.sink.SinkRecord;

/** The removal of all rows of a table that are older. */
public record Truncate(SinkRecord record, TableId table, Provenance provenance) implements Effect, Step {
    @Override
    public Set<TableId> tables() {
        return Set.of(table);
    }

    public long version() {
        return provenance.version();
    }

    /**
     * Returns whether its version compares with those of changes from other partitions. One that is an offset does not.
     */
    public boolean hasComparableVersion() {
        return record.headers().lastWithName(ChangeHeaders.VERSION) != null;
    }

    /** Returns whether it ends a complete read of Salesforce, rather than being a truncate of a table. */
    public boolean isOfSalesforce() {
        Header origin = record.headers().lastWithName(ChangeHeaders.ORIGIN);
        return origin != null && Origin.SALESFORCE.code().equals(origin.value());
    }

    /** Returns the origin, or null while conflicts are not logged. */
    public String origin() {
        return provenance.origin();
    }

    /** Returns when it was committed at its source, in µs since the epoch, or null when that is not known. */
    public Long commitMicros() {
        return provenance.commitMicros();
    }
}

/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.read;

import dev.tandem.salesforce.source.context.ObjectContext;
import dev.tandem.salesforce.source.emit.ObjectEmitter;
import dev.tandem.salesforce.source.mapping.RecordFactory.Read;
import dev.tandem.salesforce.source.mapping.RecordFactory.Snapshot;
import dev.tandem.salesforce.source.mapping.RowLayout;
import dev.tandem.salesforce.source.offset.SourceOffset;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The rows in the copy that a complete read did not contain, after deletes that nothing reports.
 *
 * <p>The read gave a newer version to each record that exists. So a truncate with the version before the read removes the
 * others, in every partition. If it removes a row before the read's row arrives, that row brings it back, complete.
 */
public final class UnreadRows {
    private static final Logger LOG = LoggerFactory.getLogger(UnreadRows.class);

    private UnreadRows() {}

    /** Emits the truncate if one is due. The read has ended, and the offset says so until the truncate is stored. */
    public static void remove(ObjectContext context) throws InterruptedException {
        ObjectEmitter emitter = context.emitter();
        Optional<Long> unverified = emitter.unverified();
        if (unverified.isEmpty()) {
            return;
        }
        context.sight().requireAll();
        LOG.warn(
                "{}: all records are read. A truncate removes the rows with a version up to {}.",
                context.object(),
                unverified.get());
        RowLayout layout = context.schema().layout();
        SourceOffset offset = emitter.offset();
        Read read = new Read(emitter.position().time(), Snapshot.FALSE);
        ObjectEmitter.Pending removal = place -> context.records().removal(layout, unverified.get() + 1, read, place);
        emitter.emit(List.of(removal), read.began(), version -> {
            emitter.setVerified();
            return offset.withVersion(version);
        });
    }
}

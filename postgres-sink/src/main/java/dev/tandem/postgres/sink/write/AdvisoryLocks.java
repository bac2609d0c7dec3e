/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.write;

import dev.tandem.postgres.session.TableId;
import dev.tandem.postgres.sink.plan.TableChanges;
import dev.tandem.postgres.sink.record.Truncate;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.connect.sink.SinkRecord;

/**
 * The advisory locks that a transaction of the sink takes when it begins. A task may delete a row that another inserts, and neither
 * can lock a row that does not exist.
 *
 * @param shared by the name of each lock, whether other transactions may share it
 */
public record AdvisoryLocks(Map<String, Boolean> shared) {
    /**
     * Returns the locks for changes of tables. Tasks that write the same topic partition take turns. Where several topics may lead to one
     * table, tasks take turns at the table. Elsewhere they share its lock, which only truncates take alone.
     */
    static AdvisoryLocks of(Collection<TableChanges> tables, WriteSettings settings) {
        Map<String, Boolean> shared = new LinkedHashMap<>();
        for (TableChanges changes : tables) {
            changes.partitions().forEach(partition -> shared.put(partition(partition), false));
            boolean alone = settings.conflicts().logged() || settings.mayShareTable(changes.hasRenamedTopics());
            shared.merge(table(changes.table()), !alone, Boolean::logicalAnd);
        }
        return new AdvisoryLocks(shared);
    }

    public static AdvisoryLocks of(Truncate truncate) {
        SinkRecord record = truncate.record();
        return new AdvisoryLocks(Map.of(
                partition(record.topic() + "-" + record.kafkaPartition()), false, table(truncate.table()), false));
    }

    private static String partition(String partition) {
        return "partition " + partition;
    }

    private static String table(TableId table) {
        return "table " + table;
    }

    String[] names() {
        return shared.keySet().toArray(String[]::new);
    }

    /** Returns whether each of {@link #names} is shared. */
    Boolean[] modes() {
        return shared.values().toArray(Boolean[]::new);
    }
}

/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.execution;

import dev.tandem.postgres.sink.record.SourcePartition;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;

/** The parameters of a statement about topic partitions: one array for each column, with an element for each partition. */
public final class PartitionArrays {
    private final PreparedStatement statement;
    private final List<SourcePartition> partitions;

    /** Sets the first four parameters: schemas and names of the tables, topics, and numbers of the partitions. */
    public PartitionArrays(PreparedStatement statement, Collection<SourcePartition> partitions) throws SQLException {
        this.statement = statement;
        this.partitions = List.copyOf(partitions);
        set(1, "text", partition -> partition.table().schema());
        set(2, "text", partition -> partition.table().name());
        set(3, "text", SourcePartition::topic);
        set(4, "int4", SourcePartition::partition);
    }

    /** Sets a parameter to an array of what each partition has. */
    public void set(int index, String type, Function<SourcePartition, Object> element) throws SQLException {
        Object[] elements = partitions.stream().map(element).toArray();
        statement.setArray(index, statement.getConnection().createArrayOf(type, elements));
    }
}

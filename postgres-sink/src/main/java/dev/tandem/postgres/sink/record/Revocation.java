/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.record;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.errors.ConnectException;

/**
 * A revocation of partitions, which go to another task, and the records that came from them. Pure.
 *
 * <p>A worker older than Kafka 3.6 does not say where a record comes from if a transform has renamed its topic. Such a record may
 * come from any partition of its number.
 */
public final class Revocation {
    private final Set<TopicPartition> revoked;
    private final Set<TopicPartition> all;
    private final boolean exact;

    /** @param assigned the partitions of the task, whether or not they include those that are revoked */
    public Revocation(Collection<TopicPartition> revoked, Collection<TopicPartition> assigned) {
        this(revoked, assigned, RecordPosition.WORKER_REPORTS);
    }

    /** @param exact whether the positions of records are those in Kafka, whatever transforms have done */
    Revocation(Collection<TopicPartition> revoked, Collection<TopicPartition> assigned, boolean exact) {
        this.revoked = Set.copyOf(revoked);
        this.all = new LinkedHashSet<>(revoked);
        this.all.addAll(assigned);
        this.exact = exact;
    }

    /**
     * Returns whether a record came from a revoked partition.
     *
     * @throws ConnectException when the worker does not say
     */
    public boolean concerns(RecordPosition position) {
        TopicPartition named = new TopicPartition(position.topic(), position.partition());
        if (exact || all.contains(named)) {
            return revoked.contains(named);
        }
        List<TopicPartition> sources = all.stream()
                .filter(partition -> partition.partition() == position.partition())
                .toList();
        boolean concerned = sources.stream().anyMatch(revoked::contains);
        if (concerned && !revoked.containsAll(sources)) {
            throw new ConnectException(
                    "Failed to give up partitions " + revoked + ": the worker does not say which of them a"
                            + " failed record of topic " + position.topic()
                            + " comes from. Restart the task, which reads the record again, or use Kafka Connect 3.6 or later.");
        }
        return concerned;
    }
}

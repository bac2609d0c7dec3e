/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.simulator.publish;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tandem.salesforce.simulator.events.EventLog;
import dev.tandem.salesforce.simulator.http.Json;
import dev.tandem.salesforce.simulator.records.ChangeKind;
import dev.tandem.salesforce.simulator.records.Commit;
import dev.tandem.salesforce.simulator.records.RecordChange;
import dev.tandem.salesforce.simulator.records.RecordStore;
import dev.tandem.salesforce.simulator.records.Row;
import dev.tandem.salesforce.simulator.records.Wire;
import dev.tandem.salesforce.simulator.schema.Catalog;
import dev.tandem.salesforce.simulator.soql.FieldPath;
import dev.tandem.salesforce.simulator.soql.Query;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** PushTopics: each active one publishes the changes of the records that its query finds. */
public final class PushTopics implements Consumer<Commit> {
    private static final Pattern WORD = Pattern.compile("\\W+");

    private final ChannelRecords topics;
    private final Catalog catalog;
    private final RecordStore store;
    private final EventLog log;
    private final Clock clock;

    public PushTopics(Catalog catalog, RecordStore store, EventLog log, Clock clock) {
        this.topics = new ChannelRecords(catalog, store, "PushTopic");
        this.catalog = catalog;
        this.store = store;
        this.log = log;
        this.clock = clock;
    }

    /** Returns whether there is an active PushTopic of that name. */
    public boolean isActive(String name) {
        return active().anyMatch(topic -> name.equals(topics.text(topic, "Name")));
    }

    @Override
    public void accept(Commit commit) {
        active().forEach(topic -> {
            Query query = Query.parse(topics.text(topic, "Query"), catalog, store, clock);
            commit.changes().stream()
                    .filter(change ->
                            change.object().name().equals(query.object().name()))
                    .filter(change -> publishes(topic, query, change))
                    .forEach(change -> publish(topics.text(topic, "Name"), query, change, commit));
        });
    }

    private Stream<Row> active() {
        return topics.live().filter(topic -> topics.isTrue(topic, "IsActive"));
    }

    private boolean publishes(Row topic, Query query, RecordChange change) {
        String operation = change.kind().name();
        String flag = "NotifyForOperation" + operation.charAt(0)
                + operation.substring(1).toLowerCase(Locale.ROOT);
        Row row = change.kind() == ChangeKind.DELETE ? change.before() : change.after();
        return topics.isTrue(topic, flag)
                && query.matches(row)
                && (change.kind() != ChangeKind.UPDATE || concerns(topic, query, change));
    }

    /** Returns whether an update changes one of the fields that the topic watches. */
    private boolean concerns(Row topic, Query query, RecordChange change) {
        String watched = topics.text(topic, "NotifyForFields");
        String[] clauses = topics.text(topic, "Query").split("(?i)\\sWHERE\\s", 2);
        Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        if (!"Where".equals(watched)) {
            query.paths().forEach(path -> names.add(path.field().name()));
        }
        if (!"Select".equals(watched) && clauses.length == 2) {
            names.addAll(List.of(WORD.split(clauses[1])));
        }
        return "All".equals(watched) || change.changed().stream().anyMatch(field -> names.contains(field.name()));
    }

    private void publish(String name, Query query, RecordChange change, Commit commit) {
        ObjectNode record = Json.MAPPER.createObjectNode().put("Id", change.id());
        if (change.kind() != ChangeKind.DELETE) {
            for (FieldPath path : query.paths()) {
                record.set(path.field().name(), Wire.EVENT.json(path.value(change.after())));
            }
        }
        String type = change.kind().name().toLowerCase(Locale.ROOT) + "d";
        String data = "{" + ChannelRecords.mark(commit.at());
        String rest = ",\"type\":\"" + type + "\"},\"sobject\":" + record + "}";
        log.append("/topic/" + name, query.object().name(), replayId -> data + replayId + rest);
    }
}

/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.schema;

import dev.tandem.salesforce.client.rest.QueryPage;
import dev.tandem.salesforce.client.rest.SObjectName;
import dev.tandem.salesforce.client.rest.SalesforceApi;
import dev.tandem.salesforce.client.rest.Soql;
import dev.tandem.salesforce.client.stream.StreamItem.PublishedEvent;
import dev.tandem.salesforce.source.mapping.ChannelLayout;
import dev.tandem.salesforce.source.mapping.PushTopicQuery;
import dev.tandem.salesforce.source.mapping.UnreadableValueException;
import dev.tandem.salesforce.source.metrics.ObjectMetrics;
import dev.tandem.salesforce.source.settings.ChannelSettings;
import dev.tandem.salesforce.source.settings.EventChannel;
import dev.tandem.salesforce.source.settings.FieldSettings;
import dev.tandem.salesforce.source.settings.ObjectTopic;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.connect.errors.ConnectException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The layout of a channel, kept in step with its definition in Salesforce. The definition is read again for an event that does not fit: one
 * with a schema not met since the definition last changed, with an unknown field, or with a value of another type.
 */
public final class ChannelSchema {
    private static final Logger LOG = LoggerFactory.getLogger(ChannelSchema.class);

    private final SalesforceApi api;
    private final EventChannel channel;
    private final ObjectTopic topic;
    private final FieldSettings settings;
    private final ObjectMetrics metrics;
    private final Set<String> knownSchemas = new HashSet<>();
    private final Set<String> unknownFields = new TreeSet<>();
    private ChannelLayout layout;

    public ChannelSchema(
            SalesforceApi api, EventChannel channel, ObjectTopic topic, FieldSettings settings, ObjectMetrics metrics) {
        this.api = api;
        this.channel = channel;
        this.topic = topic;
        this.settings = settings;
        this.metrics = metrics;
        this.layout = read();
        LOG.info("{}: the rows have the columns {}.", channel.address(), layout.columnNames());
    }

    /** Returns the layout that fits an event. */
    public ChannelLayout layoutFor(PublishedEvent event) {
        boolean isNew = !knownSchemas.isEmpty() && !knownSchemas.contains(event.schemaId());
        Set<String> unknown = layout.unknown(event);
        if (isNew || !unknownFields.containsAll(unknown) || !fits(event)) {
            refresh();
            reportUnknown(layout.unknown(event));
        }
        // Not before those calls, which may fail and be tried again.
        knownSchemas.add(event.schemaId());
        return layout;
    }

    private boolean fits(PublishedEvent event) {
        try {
            layout.row(event);
            return true;
        } catch (UnreadableValueException ofAnotherType) {
            return false;
        }
    }

    private void refresh() {
        ChannelLayout current = read();
        if (!current.sameColumns(layout)) {
            LOG.info("{}: the definition has changed. The columns are {}.", channel.address(), current.columnNames());
            layout = current;
            knownSchemas.clear();
        }
        metrics.countRedescribe();
    }

    private void reportUnknown(Set<String> unknown) {
        if (unknownFields.addAll(unknown)) {
            metrics.countUnknownFields(unknown.size());
            LOG.warn(
                    "{}: events carry fields that the user cannot see or that were removed: {}. They are left out."
                            + " Grant the user access to the fields, or list them in field.exclude.list.",
                    channel.address(),
                    unknown);
        }
    }

    private ChannelLayout read() {
        return switch (channel.kind()) {
            case PLATFORM_EVENT ->
                ChannelLayout.ofPlatformEvent(api.describe(new SObjectName(channel.name())), settings, topic);
            case PUSH_TOPIC -> {
                PushTopicQuery query = query();
                yield ChannelLayout.ofPushTopic(query, api.describe(new SObjectName(query.object())), settings, topic);
            }
            case GENERIC -> ChannelLayout.ofGenericChannel(topic);
        };
    }

    private PushTopicQuery query() {
        QueryPage found = api.query("SELECT Query FROM PushTopic WHERE Name = " + Soql.literal(channel.name()));
        if (found.records().isEmpty()) {
            throw new ConnectException("The org has no PushTopic " + channel.name() + ". Create it, or remove it from "
                    + ChannelSettings.PUSH_TOPICS + ".");
        }
        return PushTopicQuery.parse(found.records().get(0).path("Query").asText())
                .orElseThrow(() -> new ConnectException("Failed to read the query of PushTopic " + channel.name()
                        + ": it does not select fields of one object. Correct it in Salesforce."));
    }
}

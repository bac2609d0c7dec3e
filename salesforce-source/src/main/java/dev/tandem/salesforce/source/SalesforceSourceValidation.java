/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source;

import dev.tandem.plugin.option.CheckedConfig;
import dev.tandem.plugin.option.ClientOptions;
import dev.tandem.plugin.option.UnknownOptions;
import dev.tandem.plugin.option.UnresolvedReferences;
import dev.tandem.salesforce.client.SalesforceException;
import dev.tandem.salesforce.client.rest.SObjectDescription;
import dev.tandem.salesforce.client.rest.SObjectName;
import dev.tandem.salesforce.client.rest.SalesforceApi;
import dev.tandem.salesforce.client.rest.Soql;
import dev.tandem.salesforce.login.ConnectionCheck;
import dev.tandem.salesforce.login.LoginCheck;
import dev.tandem.salesforce.login.OrgConnectionSettings;
import dev.tandem.salesforce.source.settings.ChannelSettings;
import dev.tandem.salesforce.source.settings.CustomChannels;
import dev.tandem.salesforce.source.settings.EventChannel;
import dev.tandem.salesforce.source.settings.EventChannel.Kind;
import dev.tandem.salesforce.source.settings.FieldPattern;
import dev.tandem.salesforce.source.settings.FieldSettings;
import dev.tandem.salesforce.source.settings.ObjectSettings;
import dev.tandem.salesforce.source.settings.ReadSettings;
import dev.tandem.salesforce.source.settings.RowFilters;
import dev.tandem.salesforce.source.settings.SignalSettings;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.config.Config;

/**
 * A check of options against each other, once each option is valid by itself. It reports all errors at once, each on its key, and never
 * quotes a secret.
 */
final class SalesforceSourceValidation {
    private final CheckedConfig config;
    private final Set<SObjectName> objects = new LinkedHashSet<>();
    private final Set<EventChannel> channels = new LinkedHashSet<>();

    private SalesforceSourceValidation(CheckedConfig config) {
        this.config = config;
    }

    /** Adds errors to those that {@code ConfigDef} has found. */
    static Config complete(Config parsed, Map<String, String> properties) {
        SalesforceSourceValidation validation = new SalesforceSourceValidation(new CheckedConfig(parsed, properties));
        validation.run();
        return validation.config.result();
    }

    private void run() {
        Set<String> own = SalesforceSourceConfig.DEFINITION.names();
        UnknownOptions.ofSource(own)
                .allow(SignalSettings.CONSUMER_PREFIX)
                .allow(RowFilters.PREFIX)
                .allow(CustomChannels.PREFIX)
                .check(config);
        UnresolvedReferences.check(
                config, own, RowFilters.PREFIX, CustomChannels.PREFIX, SignalSettings.CONSUMER_PREFIX);
        ClientOptions.checkOverrides(config);
        LoginCheck.run(config);
        boolean reachable = config.isFlawless();
        checkObjects();
        checkChannels();
        checkFieldPatterns();
        checkSnapshot();
        checkRowFilters();
        checkCustomChannels();
        checkSignals();
        if (reachable && config.isTrue(OrgConnectionSettings.VALIDATE)) {
            checkConnection(new SalesforceSourceConfig(config.properties()));
        }
    }

    private void checkObjects() {
        if (config.hasError(ObjectSettings.NAMES)) {
            return;
        }
        List<String> names = config.list(ObjectSettings.NAMES);
        Optional<String> alias = config.text(ObjectSettings.NAME_ALIAS);
        if (names.isEmpty() && alias.isEmpty() && hasNoChannels()) {
            config.error(
                    ObjectSettings.NAMES,
                    "Name at least one object, such as Account, or a channel, such as a platform event in "
                            + ChannelSettings.PLATFORM_EVENTS + ".");
        } else if (!names.isEmpty() && alias.isPresent()) {
            config.error(
                    ObjectSettings.NAME_ALIAS,
                    "Both " + ObjectSettings.NAME_ALIAS + " and " + ObjectSettings.NAMES + " are set. Remove one.");
        } else if (names.isEmpty() && alias.isPresent()) {
            checkName(ObjectSettings.NAME_ALIAS, alias.get());
        }
        Set<String> seen = new HashSet<>();
        for (String name : names) {
            checkName(ObjectSettings.NAMES, name);
            if (!seen.add(name.toLowerCase(Locale.ROOT))) {
                config.error(ObjectSettings.NAMES, "Object " + name + " is listed twice.");
            }
        }
    }

    private void checkName(String key, String name) {
        try {
            SObjectName object = new SObjectName(name);
            if (object.value().endsWith("ChangeEvent")) {
                config.error(key, name + " is a change event. Name the object that it belongs to.");
            } else if (object.value().endsWith("__e")) {
                config.error(key, name + " is a platform event. Name it in " + ChannelSettings.PLATFORM_EVENTS + ".");
            } else if (objects.stream().noneMatch(seen -> seen.value().equalsIgnoreCase(name))) {
                objects.add(object);
            }
        } catch (IllegalArgumentException malformed) {
            config.error(key, malformed.getMessage());
        }
    }

    private boolean hasNoChannels() {
        Stream<String> lists = Stream.of(
                ChannelSettings.PLATFORM_EVENTS, ChannelSettings.PUSH_TOPICS, ChannelSettings.GENERIC_CHANNELS);
        Stream<String> aliases = Stream.of(ChannelSettings.PLATFORM_EVENT_ALIAS, ChannelSettings.PUSH_TOPIC_ALIAS);
        return lists.allMatch(key -> config.list(key).isEmpty())
                && aliases.allMatch(key -> config.text(key).isEmpty());
    }

    private void checkChannels() {
        checkChannels(
                Kind.PLATFORM_EVENT,
                ChannelSettings.PLATFORM_EVENTS,
                Optional.of(ChannelSettings.PLATFORM_EVENT_ALIAS));
        checkChannels(Kind.PUSH_TOPIC, ChannelSettings.PUSH_TOPICS, Optional.of(ChannelSettings.PUSH_TOPIC_ALIAS));
        checkChannels(Kind.GENERIC, ChannelSettings.GENERIC_CHANNELS, Optional.empty());
    }

    private void checkChannels(Kind kind, String key, Optional<String> aliasKey) {
        if (config.hasError(key)) {
            return;
        }
        List<String> names = config.list(key);
        Optional<String> alias = aliasKey.flatMap(config::text);
        if (!names.isEmpty() && alias.isPresent()) {
            config.error(aliasKey.get(), "Both " + aliasKey.get() + " and " + key + " are set. Remove one.");
        }
        names.forEach(name -> checkChannel(key, kind.named(name)));
        if (names.isEmpty()) {
            alias.ifPresent(name -> checkChannel(aliasKey.get(), kind.named(name)));
        }
    }

    private void checkChannel(String key, EventChannel channel) {
        Optional<String> problem = channel.problem();
        if (problem.isPresent()) {
            config.error(key, problem.get());
        } else if (channels.stream().anyMatch(seen -> seen.address().equalsIgnoreCase(channel.address()))) {
            config.error(key, channel.address() + " is listed twice.");
        } else {
            channels.add(channel);
        }
    }

    private void checkFieldPatterns() {
        for (String key : List.of(FieldSettings.INCLUDE, FieldSettings.EXCLUDE)) {
            boolean written = config.properties().containsKey(key);
            for (String text : written ? config.list(key) : List.<String>of()) {
                Optional<FieldPattern> pattern = FieldPattern.parse(text);
                if (pattern.isEmpty()) {
                    config.error(
                            key,
                            "'" + text + "' is not of the form Object.Field. Use a pattern such as Account.Phone or"
                                    + " *.PhotoUrl.");
                } else if (matchesNothing(pattern.get())) {
                    config.error(
                            key,
                            "'" + text + "' matches no object of " + ObjectSettings.NAMES
                                    + ". Add the object, or remove the pattern.");
                }
            }
        }
    }

    /** The objects of PushTopics are not known here. */
    private boolean matchesNothing(FieldPattern pattern) {
        return !(objects.isEmpty() && channels.isEmpty())
                && objects.stream().noneMatch(object -> pattern.matchesObject(object.value()))
                && channels.stream()
                        .noneMatch(
                                channel -> channel.kind() == Kind.PUSH_TOPIC || pattern.matchesObject(channel.name()));
    }

    private void checkSnapshot() {
        boolean off = config.text(ReadSettings.HISTORICAL_SNAPSHOT)
                .filter("false"::equalsIgnoreCase)
                .isPresent();
        if (off && config.properties().containsKey(ReadSettings.SNAPSHOT_MODE)) {
            config.error(
                    ReadSettings.HISTORICAL_SNAPSHOT,
                    "Both " + ReadSettings.HISTORICAL_SNAPSHOT + " and " + ReadSettings.SNAPSHOT_MODE
                            + " are set. Remove " + ReadSettings.HISTORICAL_SNAPSHOT + ".");
        }
    }

    private void checkRowFilters() {
        for (String key : config.properties().keySet()) {
            if (!key.startsWith(RowFilters.PREFIX)) {
                continue;
            }
            String object = key.substring(RowFilters.PREFIX.length());
            if (!objects.isEmpty()
                    && objects.stream().noneMatch(name -> name.value().equalsIgnoreCase(object))) {
                config.error(
                        key,
                        "Object '" + object + "' is not in " + ObjectSettings.NAMES
                                + ". Add it, or remove the condition.");
            } else if (!RowFilters.isCondition(config.properties().get(key))) {
                config.error(
                        key,
                        "The value is not a condition in SOQL. Write what follows WHERE, such as Industry = 'Energy'.");
            } else if (RowFilters.isTooLong(config.properties().get(key))) {
                config.error(
                        key,
                        "The condition is too long for the URL of a query. Shorten it to " + RowFilters.MAX_ENCODED
                                + " characters as a URL has them, for example with a formula field that it tests.");
            }
        }
    }

    /** A session has one subscription to a channel, with one position, so each channel serves one object. */
    private void checkCustomChannels() {
        Set<String> used = new HashSet<>();
        for (String key : new TreeSet<>(config.properties().keySet())) {
            if (!key.startsWith(CustomChannels.PREFIX)) {
                continue;
            }
            String object = key.substring(CustomChannels.PREFIX.length());
            String name = config.properties().get(key);
            if (!objects.isEmpty()
                    && objects.stream().noneMatch(known -> known.value().equalsIgnoreCase(object))) {
                config.error(
                        key,
                        "Object '" + object + "' is not in " + ObjectSettings.NAMES
                                + ". Add it, or remove the channel.");
            } else if (!CustomChannels.isName(name)) {
                config.error(key, "'" + name + "' is not a custom channel. Use a name such as Sales__chn.");
            } else if (!used.add(CustomChannels.channel(name))) {
                config.error(
                        key, "Channel " + name + " serves another object already. Create one channel for each object.");
            }
        }
    }

    private void checkSignals() {
        ClientOptions.checkTopic(config, SignalSettings.TOPIC, SignalSettings.BOOTSTRAP_SERVERS);
        ClientOptions.checkConsumer(config, SignalSettings.CONSUMER_PREFIX);
    }

    /** Asks Salesforce whether it understands the conditions. */
    private void checkConditions(SalesforceApi api, RowFilters filters) {
        for (SObjectName object : objects) {
            filters.of(object.value()).ifPresent(condition -> {
                try {
                    String select = Soql.select(List.of("Id"), object) + " WHERE ";
                    api.query(select + "(" + condition + ") LIMIT 1");
                    if (Soql.hasSubquery(condition)) {
                        api.query(select + "Id != null AND " + Soql.conjunct(condition) + " LIMIT 1");
                    }
                } catch (SalesforceException failure) {
                    config.error(RowFilters.PREFIX + object, failure.getMessage());
                }
            });
        }
    }

    private void checkConnection(SalesforceSourceConfig parsed) {
        ConnectionCheck check = ConnectionCheck.of(parsed.connection(), parsed.login(), config::error);
        if (check.logIn()) {
            checkConditions(check.api(), parsed.reads().filters());
            List<SObjectDescription> described = check.describe(ObjectSettings.NAMES, objects);
            new ChannelCheck(check.api(), parsed.reads().capture().mode(), parsed.customChannels(), config::error)
                    .run(described, existing(check));
        }
    }

    /** Returns the channels without platform events that the org does not have under exactly this name. */
    private List<EventChannel> existing(ConnectionCheck check) {
        List<SObjectName> events = channels.stream()
                .filter(channel -> channel.kind() == Kind.PLATFORM_EVENT)
                .map(channel -> new SObjectName(channel.name()))
                .toList();
        Set<String> found = check.describe(ChannelSettings.PLATFORM_EVENTS, events).stream()
                .map(event -> event.name().value())
                .collect(Collectors.toSet());
        return channels.stream()
                .filter(channel -> channel.kind() != Kind.PLATFORM_EVENT || found.contains(channel.name()))
                .toList();
    }
}

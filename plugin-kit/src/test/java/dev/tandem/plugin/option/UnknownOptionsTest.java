/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.plugin.option;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UnknownOptionsTest {
    private static final Set<String> OWN =
            Set.of("delete.enabled", "schema.evolution", "connection.url", "topics.to.access.mapping");

    @ParameterizedTest
    @CsvSource({
        "delete.enable, delete.enabled",
        "schema.evolutoin, schema.evolution",
        "conection.url, connection.url",
        "task.max, tasks.max",
        "error.tolerance, errors.tolerance",
        "Connection.Url, connection.url",
        "connection_url, connection.url",
        "'connection.url ', connection.url",
        "topics.regexp, topics.regex",
        "consumer.overide.max.poll.records, consumer.override.max.poll.records",
        "value.convertor.schemas.enable, value.converter.schemas.enable",
        "transform.conflict.type, transforms.conflict.type",
        "topics.to.access, topics.to.access.mapping"
    })
    void namesTheOptionThatWasProbablyMeant(String key, String meant) {
        assertThat(UnknownOptions.ofSink(OWN).find(List.of(key)))
                .containsEntry(key, "Unknown option " + key + ". Did you mean " + meant + "?");
    }

    @Test
    void namesNothingWhenNoOptionIsNear() {
        assertThat(UnknownOptions.ofSink(OWN).find(List.of("colour")))
                .containsEntry("colour", "Unknown option colour. Correct its name, or remove it.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "name",
                "connector.class",
                "topics.regex",
                "transforms.a.type",
                "value.converter.schema.registry.url",
                "consumer.override.max.poll.records",
                "errors.deadletterqueue.topic.name",
                "delete.enabled"
            })
    void passesOptionsThatAreConnectsOrTheSinks(String key) {
        assertThat(UnknownOptions.ofSink(OWN).find(List.of(key))).isEmpty();
    }

    @Test
    void distinguishesTheOptionsOfSourcesAndSinks() {
        Set<String> given = Set.of("topics", "topic.creation.default.partitions");

        assertThat(UnknownOptions.ofSource(OWN).find(given)).containsOnlyKeys("topics");
        assertThat(UnknownOptions.ofSink(OWN).find(given)).containsOnlyKeys("topic.creation.default.partitions");
    }

    @Test
    void namesOptionsOfTandemsTransform() {
        Map<String, String> given = Map.of(
                "transforms", "route, conflict",
                "transforms.route.type", "org.apache.kafka.connect.transforms.RegexRouter",
                "transforms.route.regexx", "(.*)",
                "transforms.conflict.type", "dev.tandem.conflict.LastWriterWins",
                "transforms.conflict.predicate", "p",
                "transforms.conflict.on.error", "mark",
                "transforms.conflict.field.exlude.list", "Contact.Email");

        assertThat(UnknownOptions.ofSink(OWN).find(given))
                .containsExactly(Map.entry(
                        "transforms.conflict.field.exlude.list",
                        "Unknown option transforms.conflict.field.exlude.list. Did you mean"
                                + " transforms.conflict.field.exclude.list?"));
    }

    @ParameterizedTest
    @CsvSource({
        "transforms.conflct.on.error, transforms.conflict.on.error",
        "predicates.isOrder.pattern, predicates.isOrders.pattern"
    })
    void namesOptionsOfAliasThatIsMisspelt(String key, String meant) {
        Map<String, String> given = Map.of("transforms", "conflict", "predicates", " isOrders", key, "x");

        assertThat(UnknownOptions.ofSink(OWN).find(given))
                .containsExactly(Map.entry(key, "Unknown option " + key + ". Did you mean " + meant + "?"));
    }

    @Test
    void passesOptionsOfTransformThatIsSwitchedOff() {
        Map<String, String> given = Map.of("transforms", "conflict", "transforms.route.regex", "x");
        Map<String, String> alike = Map.of(
                "transforms", "t1", "transforms.t2.type", "X", "transforms.t2.regex", "x", "predicates.p2.type", "X");

        assertThat(UnknownOptions.ofSink(OWN).find(given)).isEmpty();
        assertThat(UnknownOptions.ofSink(OWN).find(alike)).isEmpty();
    }

    @Test
    void passesOptionsThatConnectReadsForATransform() {
        assertThat(UnknownOptions.ofTransform(OWN).find(List.of("type", "predicate", "negate", "topics")))
                .containsOnlyKeys("topics");
    }
}

/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.plugin.option;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.plugin.golden.ConfigurationReference;
import dev.tandem.plugin.golden.GoldenFile;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OptionTest {
    private enum Speed {
        VERY_FAST,
        SLOW
    }

    private static final ConfigDef DEFINITION = define();

    private static ConfigDef define() {
        ConfigDef definition = new ConfigDef();
        new OptionGroup(definition, "Way")
                .add(
                        Option.text("way.to")
                                .importance(Importance.HIGH)
                                .documentation("The destination.")
                                .example("Rome"),
                        Option.choice("way.speed", Speed.class)
                                .defaultsTo(Speed.SLOW)
                                .documentation("How fast to go."));
        new OptionGroup(definition, "Luggage")
                .add(
                        Option.integer("luggage.count")
                                .defaultsTo(1)
                                .valid(Range.between(0, 9))
                                .importance(Importance.LOW)
                                .documentation("Number of suitcases."),
                        Option.list("luggage.labels").defaultsTo(List.of()).documentation("Labels, such as a|b."),
                        Option.secret("luggage.code").optional().documentation("The lock's code."));
        return definition;
    }

    @Test
    void rendersTheReferenceInOrderWithExamplesAndBounds() {
        String page = ConfigurationReference.render("the traveller", "For tests.", DEFINITION);

        GoldenFile.at("src/test/resources/reference.md").assertHolds(page);
    }

    @Test
    void rejectsExampleThatOptionDoesNotAccept() {
        ConfigDef definition = new ConfigDef();
        new OptionGroup(definition, "Way")
                .add(Option.choice("way.speed", Speed.class).example("warp"));

        assertThatThrownBy(() -> ConfigurationReference.render("the traveller", "For tests.", definition))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("way.speed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"very-fast", "VERY_FAST", "Very-Fast", "very_fast"})
    void readsAChoiceInAnyCase(String text) {
        AbstractConfig config = new AbstractConfig(DEFINITION, Map.of("way.to", "Rome", "way.speed", text), false);

        assertThat(Choice.read(config, "way.speed", Speed.class)).isEqualTo(Speed.VERY_FAST);
    }

    @Test
    void rejectsAChoiceThatIsNotInTheSet() {
        assertThatThrownBy(() -> DEFINITION.parse(Map.of("way.to", "Rome", "way.speed", "warp")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("Use one of very-fast, slow.");
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "90000, 90000", "9223372036854775807, 3153600000000"})
    void takesEndlessTimesForHundredYears(String value, long millis) {
        ConfigDef definition = new ConfigDef();
        new OptionGroup(definition, "Way").add(Option.longInteger("way.ms").atLeast(0));
        AbstractConfig config = new AbstractConfig(definition, Map.of("way.ms", value), false);

        assertThat(Millis.read(config, "way.ms")).hasMillis(millis);
        assertThat(Millis.read(config, "way.ms").toNanos()).isNotNegative();
    }

    @Test
    void requiresAnOptionWithoutADefault() {
        assertThatThrownBy(() -> DEFINITION.parse(Map.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("way.to");
    }
}

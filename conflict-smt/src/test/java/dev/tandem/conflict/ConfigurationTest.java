/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.conflict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.event.Release;
import dev.tandem.plugin.golden.ConfigurationReference;
import dev.tandem.plugin.golden.GoldenFile;
import dev.tandem.plugin.option.GivenProperties;
import dev.tandem.plugin.option.StrangeValues;
import dev.tandem.plugin.option.TransformOptions;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.Config;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.ConfigValue;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigurationTest {
    private static final ConfigDef DEFINITION = new LastWriterWins<>().config();

    @Test
    void hasTheOptionsThatConnectorsKnow() {
        assertThat(TransformOptions.of(LastWriterWins.class.getName())).contains(DEFINITION.names());
    }

    @Test
    void startsWithWhateverItAccepts() {
        Map<String, String> flat = Map.of("version.field", "v", "origin", "shop", "origin.priority", "shop,crm");

        StrangeValues.tryAll(
                flat,
                DEFINITION.names(),
                properties -> new Config(DEFINITION.validate(GivenProperties.of(properties))),
                properties -> {
                    try (LastWriterWins<SinkRecord> transform = new LastWriterWins<>()) {
                        transform.configure(properties);
                    }
                });
    }

    @Test
    void acceptsDefaults() {
        assertThat(DEFINITION.validate(Map.of()))
                .allSatisfy(value -> assertThat(value.errorMessages()).isEmpty());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "on.error                 | ignore",
                "on.unknown.shape         | ignore",
                "tombstones               | keep",
                "truncates                | fail",
                "dropped                  | keep",
                "version.from             | lsn",
                "before.image             | full",
                "unknown.fields           | skip",
                "field.include.list       | Name",
                "field.exclude.list       | .Name",
                "field.renames            | Account.Name",
                "schema.new.field         | Account:add,maybe",
                "schema.new.field         | ignore,fail",
                "schema.new.field         | :fail",
                "schema.new.field         | add,Account:fail,Account:ignore",
                "schema.removed.field     | null",
                "schema.widening          | text",
                "schema.incompatible      | Account:json",
                "schema.nullability       | required",
                "memory.max.bytes         | -1",
                "clock.skew.ms            | -5",
                "field.policies           | Account.Name:newest",
                "unavailable.value.placeholder | ''"
            })
    void reportsMistakeAtItsKey(String key, String value) {
        ConfigValue checked = DEFINITION.validateAll(Map.of(key, value)).get(key);
        assertThat(checked.errorMessages()).hasSize(1).first().asString().contains(key);
        assertThatThrownBy(() -> Transforms.with(key, value)).isInstanceOf(ConfigException.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "version.field | version.field | v  | origin.field",
                "version.field | op.field      | op | version.field",
                "clock.skew.ms | clock.skew.ms | 50 | origin.priority"
            })
    void reportsConflictingSettingsWithOtherMistakes(String key, String setting, String value, String remedy) {
        Map<String, String> settings = Map.of(setting, value, "on.error", "ignore", "memory.max.bytes", "-1");
        Map<String, ConfigValue> checked = DEFINITION.validateAll(settings);
        assertThat(checked.get(key).errorMessages())
                .hasSize(1)
                .first()
                .asString()
                .contains(remedy);
        assertThat(checked.get("on.error").errorMessages()).hasSize(1);
        assertThat(checked.get("memory.max.bytes").errorMessages()).hasSize(1);
        assertThatThrownBy(() -> Transforms.with(setting, value))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(remedy);
    }

    /** Parses every example in the documentation of the options that can differ by object. */
    @Test
    void documentsValidExamples() {
        Pattern example = Pattern.compile("Example: (\\S+)\\.$");
        List<ConfigDef.ConfigKey> rules = DEFINITION.configKeys().values().stream()
                .filter(key -> key.name.startsWith("schema."))
                .toList();

        assertThat(rules).hasSize(5).allSatisfy(rule -> {
            Matcher documented = example.matcher(rule.documentation);
            assertThat(documented.find()).isTrue();
            ConfigValue checked = DEFINITION
                    .validateAll(Map.of(rule.name, documented.group(1)))
                    .get(rule.name);
            assertThat(checked.errorMessages()).isEmpty();
        });
    }

    @Test
    void documentsEverySetting() {
        assertThat(DEFINITION.configKeys().values()).allSatisfy(key -> {
            assertThat(key.group).isNotBlank();
            assertThat(key.documentation).endsWith(".");
        });
    }

    @Test
    void reportsReleaseAsVersion() {
        assertThat(new LastWriterWins<>().version()).isEqualTo(Release.version());
    }

    @Test
    void documentsEveryOption() {
        GoldenFile.at("../docs/configuration/last-writer-wins.md")
                .assertHolds(ConfigurationReference.render(
                        "LastWriterWins",
                        "`transforms.<name>.type=dev.tandem.conflict.LastWriterWins`."
                                + " See [transform.md](../transform.md) for the use of the options.",
                        DEFINITION));
    }

    @Test
    void rejectsMisspeltOptionsWithNearestName() {
        assertThatThrownBy(() -> Transforms.with("schema.new.feild", "add", "tombstone", "pass", "type", "x"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("schema.new.feild. Did you mean schema.new.field?")
                .hasMessageContaining("tombstone. Did you mean tombstones?");
    }

    @Test
    void acceptsOptionsThatConnectPassesToTransforms() {
        SinkRecord record =
                DebeziumRecords.postgres(DebeziumRecords.ROW).record("c", null, DebeziumRecords.row(1, "paid", null));
        LastWriterWins<SinkRecord> transform =
                Transforms.with("type", LastWriterWins.class.getName(), "predicate", "orders", "negate", "true");

        assertThat(Transforms.row(transform.apply(record)).get("status")).isEqualTo("paid");
    }
}

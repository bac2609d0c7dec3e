/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tandem.salesforce.client.stream.ReplayId;
import dev.tandem.salesforce.login.GrantType;
import dev.tandem.salesforce.source.offset.OffsetFormat;
import dev.tandem.salesforce.source.offset.Position;
import dev.tandem.salesforce.source.offset.Route;
import dev.tandem.salesforce.source.offset.StoredOffset;
import dev.tandem.salesforce.source.offset.StreamOffset;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import org.apache.kafka.common.config.ConfigValue;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.ConnectorTransactionBoundaries;
import org.apache.kafka.connect.source.ExactlyOnceSupport;
import org.apache.kafka.connect.source.SourceConnector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SalesforceSourceConnectorTest {
    private final SalesforceSourceConnector connector = new SalesforceSourceConnector();

    @Test
    void workersFindIt() {
        assertThat(ServiceLoader.load(SourceConnector.class))
                .anySatisfy(found -> assertThat(found).isInstanceOf(SalesforceSourceConnector.class));
    }

    @Test
    void offsetsAreCheckedBeforeTheyAreAltered() {
        Map<String, String> copied = Map.of("sobject.names", "Account", "platform.event.names", "Low_Ink__e");
        Map<String, ?> partition = OffsetFormat.partition("Account");
        StreamOffset stream = new StreamOffset(new Position.After(new ReplayId("7"), Instant.EPOCH), 1);
        Map<String, ?> offset = OffsetFormat.write(StoredOffset.of(
                stream,
                new Route(
                        "00D000000000001EAA",
                        "/data/AccountChangeEvent",
                        "salesforce.Account",
                        Optional.empty(),
                        Optional.empty())));
        Map<Map<String, ?>, Map<String, ?>> reset = new HashMap<>();
        reset.put(partition, null);

        assertThat(connector.alterOffsets(copied, Map.of(partition, offset))).isTrue();
        assertThat(connector.alterOffsets(copied, reset)).isTrue();
        assertThatThrownBy(() -> connector.alterOffsets(copied, Map.of(partition, Map.of("v", 1))))
                .isInstanceOf(ConnectException.class)
                .hasMessageContaining("position_ts");
        assertThatThrownBy(() -> connector.alterOffsets(copied, Map.of(OffsetFormat.partition("account"), offset)))
                .isInstanceOf(ConnectException.class)
                .hasMessageContaining("does not copy account");
        assertThat(connector.alterOffsets(copied, Map.of(OffsetFormat.partition("/event/Low_Ink__e"), offset)))
                .isTrue();
        assertThatThrownBy(() -> connector.alterOffsets(copied, Map.of(Map.of("channel", "Account"), offset)))
                .isInstanceOf(ConnectException.class)
                .hasMessageContaining("'channel'");
        assertThatThrownBy(() -> connector.alterOffsets(copied, Map.of(Map.of("topic", "x"), offset)))
                .isInstanceOf(ConnectException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"position_ts", "version", "unverified_version", "began_ts", "modified_since_ts", "gone_since_ts"
            })
    void rejectsOffsetsWhoseTimesAreOfAnotherUnit(String key) {
        Map<String, String> copied = Map.of("sobject.names", "Account");
        Map<String, Object> offset = new HashMap<>(Map.of("v", 1, "phase", "snapshot", "rows", 0));
        offset.putAll(Map.of("position_ts", 1_790_000_000_000L, "began_ts", 1_790_000_000_000L, "version", 7));
        Map<Map<String, ?>, Map<String, ?>> altered = Map.of(OffsetFormat.partition("Account"), offset);
        assertThat(connector.alterOffsets(copied, altered)).isTrue();

        offset.put(key, 1_790_000_000_000_000_000L);

        assertThatThrownBy(() -> connector.alterOffsets(copied, altered))
                .isInstanceOf(ConnectException.class)
                .hasMessageContaining("'" + key + "' in the future");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "replay_id       | '-1'                   | is not that of an event",
                "replay_id       | '-2'                   | is not that of an event",
                "replayId        | '7'                    | unknown keys: [replayId]",
                "signals         | '0:1,0:2'              | is not of the form",
                "signals         | '0:-3'                 | is not of the form",
                "position_ts     | -1                     | negative 'position_ts'",
                "version         | -1790000000000000      | negative 'version'",
                "position_ts     | 1.5                    | whole number",
                "version         | 1790000000000000000000 | whole number"
            },
            quoteCharacter = '"')
    void rejectsNonsense(String key, String json, String reason) throws IOException {
        Map<String, Object> offset = new HashMap<>(Map.of("v", 1, "phase", "stream"));
        offset.putAll(Map.of("position_ts", 1_790_000_000_000L, "version", 7));
        offset.put(key, new ObjectMapper().readValue(json.replace('\'', '"'), Object.class));

        assertThatThrownBy(() -> connector.alterOffsets(
                        Map.of("sobject.names", "Account"), Map.of(OffsetFormat.partition("Account"), offset)))
                .isInstanceOf(ConnectException.class)
                .hasMessageContaining(reason);
    }

    @Test
    void supportsExactlyOnce() {
        assertThat(connector.exactlyOnceSupport(Map.of())).isEqualTo(ExactlyOnceSupport.SUPPORTED);
        assertThat(connector.canDefineTransactionBoundaries(Map.of()))
                .isEqualTo(ConnectorTransactionBoundaries.SUPPORTED);
    }

    @Test
    void logsInAndLooksForObjectsOnRequest() {
        try (ControlledOrg org = ControlledOrg.start()) {
            Map<String, String> right = org.properties("Account", "Contact");
            right.put("validate.connection", "true");
            Map<String, String> wrongObject = new HashMap<>(right);
            wrongObject.put("sobject.names", "Account,Nonsense__c");
            Map<String, String> wrongSecret = new HashMap<>(right);
            wrongSecret.put("salesforce.consumer.secret", "hush");

            org.describe("Low_Ink__e", "{'name':'Serial_Number__c'}");
            Map<String, String> channels = new HashMap<>(right);
            channels.put("platform.event.names", "Low_Ink__e");
            Map<String, String> wrongChannels = new HashMap<>(channels);
            wrongChannels.put("platform.event.names", "Other__e,low_ink__e");
            wrongChannels.put("push.topic.names", "Nowhere");

            assertThat(mistakes(right)).isEmpty();
            assertThat(mistakes(channels)).isEmpty();
            assertThat(mistakes(wrongChannels))
                    .satisfiesExactlyInAnyOrder(
                            unknown -> assertThat(unknown).contains("Other__e"),
                            misspelt -> assertThat(misspelt).contains("is spelled Low_Ink__e"),
                            missing -> assertThat(missing).contains("/topic/Nowhere"));
            assertThat(mistakes(wrongObject)).singleElement().asString().contains("Nonsense__c");
            assertThat(mistakes(wrongSecret))
                    .singleElement()
                    .asString()
                    .startsWith("Failed to log in")
                    .endsWith(
                            "invalid client credentials. Correct salesforce.consumer.key and salesforce.consumer.secret.")
                    .doesNotContain("hush");
        }
    }

    @ParameterizedTest
    @EnumSource(GrantType.class)
    void logsInWithEveryGrantType(GrantType grantType, @TempDir Path folder) throws Exception {
        try (ControlledOrg org = ControlledOrg.start()) {
            Map<String, String> properties = org.properties("Account");
            properties.put("validate.connection", "true");
            properties.put("salesforce.grant.type", grantType.name());
            properties.put("salesforce.username", org.simulator().username());
            properties.put("salesforce.password", org.simulator().password());
            properties.put("salesforce.refresh.token", org.simulator().refreshToken());
            properties.put(
                    "salesforce.jwt.keystore.path", folder.resolve("keys.p12").toString());
            properties.put("salesforce.jwt.keystore.password", SigningKey.PASSWORD);
            if (grantType == GrantType.JWT_BEARER) {
                org.trust(SigningKey.create(folder.resolve("keys.p12")));
            }

            assertThat(mistakes(properties)).isEmpty();
        }
    }

    private List<String> mistakes(Map<String, String> properties) {
        return connector.validate(properties).configValues().stream()
                .map(ConfigValue::errorMessages)
                .flatMap(List::stream)
                .toList();
    }

    @Test
    void commitsNothingBeforeTheTaskHasStarted() {
        assertThatCode(new SalesforceSourceTask()::commit).doesNotThrowAnyException();
    }
}

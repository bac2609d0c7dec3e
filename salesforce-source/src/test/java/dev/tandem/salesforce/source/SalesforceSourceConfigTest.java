/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.salesforce.client.auth.Credentials;
import dev.tandem.salesforce.client.rest.SObjectName;
import dev.tandem.salesforce.login.GrantType;
import dev.tandem.salesforce.source.settings.CaptureSettings;
import dev.tandem.salesforce.source.settings.CaptureSettings.CaptureMode;
import dev.tandem.salesforce.source.settings.FieldSettings.DecimalHandling;
import dev.tandem.salesforce.source.settings.ReadSettings.EmptyObjects;
import dev.tandem.salesforce.source.settings.ReadSettings.GapRecovery;
import dev.tandem.salesforce.source.settings.ReadSettings.InitialStart;
import dev.tandem.salesforce.source.settings.ReadSettings.InvalidReplayId;
import dev.tandem.salesforce.source.settings.ReadSettings.SnapshotMode;
import dev.tandem.salesforce.source.settings.RecordSettings;
import dev.tandem.salesforce.source.settings.RecordSettings.DeleteRecords;
import dev.tandem.salesforce.source.settings.RecordSettings.SourceHeaders;
import dev.tandem.salesforce.source.settings.RecordSettings.UpdateRows;
import dev.tandem.salesforce.source.settings.SweepSettings;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.config.ConfigDef;
import org.junit.jupiter.api.Test;

class SalesforceSourceConfigTest {
    @Test
    void defaults() {
        SalesforceSourceConfig config = new SalesforceSourceConfig(Map.of("sobject.names", "Account"));

        assertThat(config.connection().instance()).isEqualTo(URI.create("https://login.salesforce.com"));
        assertThat(config.connection().version()).isEqualTo("latest");
        assertThat(config.connection().timeout()).isEqualTo(Duration.ofSeconds(30));
        assertThat(config.queues().maxMessageSize()).isEqualTo(32 << 20);
        assertThat(config.connection().maxRetryTime()).isEqualTo(Duration.ofMinutes(15));
        assertThat(config.connection().proxy()).isEmpty();
        assertThat(config.login().grantType()).isEqualTo(GrantType.CLIENT_CREDENTIALS);
        assertThat(config.objects().topic("Invoice__c").topic()).isEqualTo("salesforce.Invoice__c");
        assertThat(config.fields().decimals()).isEqualTo(DecimalHandling.DOUBLE);
        assertThat(config.fields().include()).isEmpty();
        assertThat(config.fields().exclude()).contains("*.SystemModstamp", "*.IsDeleted", "*.PhotoUrl");
        assertThat(config.reads().snapshot()).isEqualTo(SnapshotMode.INITIAL);
        assertThat(config.reads().initialStart()).isEqualTo(InitialStart.LATEST);
        assertThat(config.reads().pageRows()).isEmpty();
        assertThat(config.reads().emptyObjects()).isEqualTo(EmptyObjects.NOTHING);
        assertThat(config.reads().invalidReplayId()).isEqualTo(InvalidReplayId.RESYNC);
        assertThat(config.reads().gapRecovery()).isEqualTo(GapRecovery.RESYNC);
        assertThat(config.reads().transactionMax()).isEqualTo(Duration.ofMinutes(15));
        assertThat(config.reads().clockMargin()).isEqualTo(Duration.ofSeconds(10));
        assertThat(config.queues().maxBatch()).isEqualTo(2048);
        assertThat(config.queues().maxQueue()).isEqualTo(2048);
        assertThat(config.queues().maxQueueBytes()).isEqualTo(32L << 20);
        assertThat(config.queues().maxEvents()).isEqualTo(40_000);
        assertThat(config.queues().maxEventBytes()).isEqualTo(64L << 20);
        assertThat(config.connectorName()).isEqualTo("salesforce-source");
    }

    private static Map<String, String> everyOption() {
        return Map.ofEntries(
                Map.entry("salesforce.instance", "http://127.0.0.1:8080"),
                Map.entry("salesforce.version", "66.0"),
                Map.entry("connection.timeout", "5000"),
                Map.entry("connection.max.message.size", "2097152"),
                Map.entry("request.max.retries.time.ms", "1000"),
                Map.entry("api.budget.percent", "50"),
                Map.entry("api.reserve.percent", "10"),
                Map.entry("http.proxy", "proxy.example:3128"),
                Map.entry("validate.connection", "true"),
                Map.entry("salesforce.grant.type", "PASSWORD"),
                Map.entry("salesforce.consumer.key", "key"),
                Map.entry("salesforce.consumer.secret", "secret"),
                Map.entry("salesforce.username", "me@example.com"),
                Map.entry("salesforce.password", "pass"),
                Map.entry("salesforce.password.token", "token"),
                Map.entry("salesforce.jwt.keystore.path", "/k.p12"),
                Map.entry("salesforce.jwt.keystore.password", "keypass"),
                Map.entry("salesforce.refresh.token", "refresh"),
                Map.entry("sobject.names", "Account"),
                Map.entry("salesforce.object", "Ignored"),
                Map.entry("platform.event.names", "Low_Ink__e"),
                Map.entry("salesforce.platform.event.name", "Ignored__e"),
                Map.entry("push.topic.names", "Big"),
                Map.entry("salesforce.push.topic.name", "Ignored"),
                Map.entry("generic.channel.names", "/u/Alerts"),
                Map.entry("cdc.channel.Account", "Sales__chn"),
                Map.entry("topic.prefix", "crm"),
                Map.entry("kafka.topic.lowercase", "true"),
                Map.entry("field.include.list", "Account.*"),
                Map.entry("field.exclude.list", "*.Fax"),
                Map.entry("decimal.handling.mode", "Precise"),
                Map.entry("historical.snapshot", "false"),
                Map.entry("snapshot.mode", "always"),
                Map.entry("capture.mode", "polling"),
                Map.entry("poll.interval.ms", "5000"),
                Map.entry("sweep.interval.ms", "0"),
                Map.entry("formula.refresh.interval.ms", "86400000"),
                Map.entry("cdc.full.record.on.update", "true"),
                Map.entry("tombstones.on.delete", "true"),
                Map.entry("source.headers", "true"),
                Map.entry("row.filter.Account", "Industry = 'Energy'"),
                Map.entry("salesforce.initial.start", "all"),
                Map.entry("snapshot.page.rows", "100"),
                Map.entry("announce.empty.objects", "true"),
                Map.entry("invalid.replay.id.behaviour", "fail"),
                Map.entry("gap.event.recovery", "latest"),
                Map.entry("transaction.max.ms", "60000"),
                Map.entry("clock.margin.ms", "5"),
                Map.entry("signal.kafka.topic", "signals"),
                Map.entry("signal.kafka.bootstrap.servers", "kafka:9092"),
                Map.entry("max.batch.size", "7"),
                Map.entry("max.queue.size", "8"),
                Map.entry("max.queue.size.in.bytes", "9"),
                Map.entry("event.buffer.size", "100"),
                Map.entry("event.buffer.size.in.bytes", "1048576"));
    }

    @Test
    void readsEveryOption() {
        Map<String, String> set = everyOption();
        SalesforceSourceConfig config = new SalesforceSourceConfig(set);

        assertThat(set.keySet())
                .as("an option that is not set here")
                .containsAll(SalesforceSourceConfig.DEFINITION.names());
        assertThat(config.connection().proxy())
                .isEqualTo(Optional.of(InetSocketAddress.createUnresolved("proxy.example", 3128)));
        assertThat(config.connection().org(Duration.ZERO).apiVersion()).isEqualTo("66.0");
        assertThat(config.connection().maxRetryTime()).isEqualTo(Duration.ofSeconds(1));
        assertThat(config.login().credentials())
                .isEqualTo(new Credentials.UsernamePassword("key", "secret", "me@example.com", "passtoken"));
        assertThat(config.objects().topic("Account").topic()).isEqualTo("crm.account");
        assertThat(config.sources()).containsExactly("Account", "/event/Low_Ink__e", "/topic/Big", "/u/Alerts");
        assertThat(config.objects().topic(config.channels().channels().get(1)).topic())
                .isEqualTo("crm.topic.big");
        assertThat(config.customChannels().of(new SObjectName("Account"))).isEqualTo("/data/Sales__chn");
        assertThat(config.customChannels().of(new SObjectName("Contact"))).isEqualTo("/data/ContactChangeEvent");
        assertThat(config.fields().include()).isEqualTo(List.of("Account.*"));
        assertThat(config.fields().exclude()).isEqualTo(List.of("*.Fax"));
        assertThat(config.fields().decimals()).isEqualTo(DecimalHandling.PRECISE);
        assertThat(config.reads().snapshot()).isEqualTo(SnapshotMode.NEVER);
        assertThat(config.reads().initialStart()).isEqualTo(InitialStart.ALL);
        assertThat(config.reads().emptyObjects()).isEqualTo(EmptyObjects.ANNOUNCEMENT);
        assertThat(config.reads().invalidReplayId()).isEqualTo(InvalidReplayId.FAIL);
        assertThat(config.reads().gapRecovery()).isEqualTo(GapRecovery.LATEST);
        assertThat(config.records())
                .isEqualTo(new RecordSettings(
                        UpdateRows.WHOLE_ROW, DeleteRecords.ENVELOPE_AND_TOMBSTONE, SourceHeaders.ALL));
        assertThat(config.reads().filters().of("account")).contains("Industry = 'Energy'");
        assertThat(config.reads().filters().of("Contact")).isEmpty();
        assertThat(config.reads().capture()).isEqualTo(new CaptureSettings(CaptureMode.POLLING, Duration.ofSeconds(5)));
        assertThat(config.reads().sweeps()).isEqualTo(new SweepSettings(Duration.ZERO, Duration.ofDays(1)));
        assertThat(config.queues().maxBatch()).isEqualTo(7);
        assertThat(config.queues().maxQueueBytes()).isEqualTo(9);
    }

    @Test
    void distinguishesWhatConnectWritesElsewhere() {
        Map<String, String> other = new HashMap<>(everyOption());
        other.put("name", "other");
        String destination = new SalesforceSourceConfig(everyOption()).destination();

        assertThat(new SalesforceSourceConfig(other).destination()).isEqualTo(destination);
        assertThat(List.of(
                        "producer.override.bootstrap.servers",
                        "transforms",
                        "transforms.route.replacement",
                        "predicates.isAccount.pattern"))
                .allSatisfy(option -> {
                    Map<String, String> elsewhere = new HashMap<>(everyOption());
                    elsewhere.put(option, "value");
                    assertThat(new SalesforceSourceConfig(elsewhere).destination())
                            .isNotEqualTo(destination);
                });
    }

    @Test
    void secretsAreNeverShown() {
        assertThat(SalesforceSourceConfig.DEFINITION.configKeys().values())
                .filteredOn(key -> key.name.matches(".*(secret|password|token).*"))
                .isNotEmpty()
                .allSatisfy(key -> assertThat(key.type).isEqualTo(ConfigDef.Type.PASSWORD));
    }
}

/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.sink;

import dev.tandem.plugin.option.CheckedConfig;
import dev.tandem.plugin.option.ClientOptions;
import dev.tandem.plugin.option.UnknownOptions;
import dev.tandem.plugin.option.UnresolvedReferences;
import dev.tandem.postgres.session.ConnectionMistakes;
import dev.tandem.postgres.session.ConnectionSettings;
import dev.tandem.postgres.session.FailureReport;
import dev.tandem.postgres.session.Grants;
import dev.tandem.postgres.session.Session;
import dev.tandem.postgres.session.TableId;
import dev.tandem.salesforce.login.ConnectionCheck;
import dev.tandem.salesforce.login.LoginCheck;
import dev.tandem.salesforce.login.LoginSettings;
import dev.tandem.salesforce.login.OrgConnectionSettings;
import dev.tandem.salesforce.sink.settings.ObjectSettings;
import dev.tandem.salesforce.sink.settings.TableSettings;
import dev.tandem.salesforce.sink.signal.SignalSettings;
import dev.tandem.salesforce.sink.table.TableMapping;
import java.sql.SQLException;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.Config;

/** A validation that reports all mistakes of a configuration at once. */
final class SalesforceSinkValidation {
    private final CheckedConfig config;

    private SalesforceSinkValidation(CheckedConfig config) {
        this.config = config;
    }

    static Config complete(Config parsed, Map<String, String> properties) {
        SalesforceSinkValidation validation = new SalesforceSinkValidation(new CheckedConfig(parsed, properties));
        validation.run();
        return validation.config.result();
    }

    private void run() {
        Set<String> own = SalesforceSinkConfig.DEFINITION.names();
        UnknownOptions.ofSink(own).allow(SignalSettings.PRODUCER_PREFIX).check(config);
        UnresolvedReferences.check(config, own, SignalSettings.PRODUCER_PREFIX);
        ClientOptions.checkOverrides(config);
        LoginCheck.run(config);
        ConnectionMistakes.report(config.properties(), config::error);
        SignalSettings.check(config);
        boolean writesRecords = ObjectSettings.areUsed(config.properties());
        if (writesRecords) {
            checkObjects();
        } else {
            TableSettings.check(config);
            checkPostgres();
        }
        if (config.isFlawless() && config.isTrue(OrgConnectionSettings.VALIDATE)) {
            SalesforceSinkConfig parsed = new SalesforceSinkConfig(config.properties());
            ConnectionCheck check =
                    ConnectionCheck.of(OrgConnectionSettings.from(parsed), LoginSettings.from(parsed), config::error);
            boolean loggedIn = check.logIn();
            if (!writesRecords) {
                connect(parsed, check, loggedIn);
            } else if (loggedIn) {
                check.describe(
                        ObjectSettings.OBJECT, ObjectSettings.rules(parsed).allObjects());
            }
        }
    }

    private void checkObjects() {
        ObjectSettings.check(config);
        if (!config.list(TableSettings.TABLES).isEmpty()) {
            config.error(
                    TableSettings.TABLES,
                    "A connector writes either tables or objects. Remove " + TableSettings.TABLES + ", or "
                            + ObjectSettings.OBJECT + " and " + ObjectSettings.OBJECTS + ".");
            TableSettings.check(config);
        }
    }

    private void checkPostgres() {
        if (config.text(SalesforceSinkConfig.POSTGRES_URL).isEmpty()) {
            config.error(
                    SalesforceSinkConfig.POSTGRES_URL,
                    "The database of the tables is missing. Set it to jdbc:postgresql://host:port/database.");
        }
    }

    private void connect(SalesforceSinkConfig parsed, ConnectionCheck check, boolean loggedIn) {
        if (loggedIn) {
            check.describe(
                    TableSettings.TABLES,
                    TableSettings.mappings(parsed).stream()
                            .map(TableMapping::object)
                            .toList());
        }
        try (Session session = new Session(parsed.postgres(), "tandem-salesforce-sink")) {
            Set<TableId> tables = TableSettings.mappings(parsed).stream()
                    .map(TableMapping::table)
                    .collect(Collectors.toSet());
            Set<String> missing = session.inTransaction(connection -> Grants.toOwn(connection, tables));
            if (!missing.isEmpty()) {
                config.error(
                        ConnectionSettings.USER, "The user lacks rights. Run: " + String.join("; ", missing) + ".");
            }
        } catch (SQLException failure) {
            config.error(FailureReport.key(failure), "Failed to connect to Postgres: " + FailureReport.of(failure));
        }
    }
}

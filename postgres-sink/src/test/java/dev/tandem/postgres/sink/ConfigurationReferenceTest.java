/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink;

import dev.tandem.plugin.golden.ConfigurationReference;
import dev.tandem.plugin.golden.GoldenFile;
import org.junit.jupiter.api.Test;

class ConfigurationReferenceTest {
    @Test
    void documentsEveryOption() {
        String page = ConfigurationReference.render(
                "the Postgres sink connector",
                "`connector.class` is `" + PostgresSinkConnector.class.getName() + "`.\n",
                PostgresSinkConfig.DEFINITION);

        GoldenFile.at("../docs/configuration/postgres-sink.md").assertHolds(page);
    }
}

/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.sink;

import dev.tandem.plugin.golden.ConfigurationReference;
import dev.tandem.plugin.golden.GoldenFile;
import org.junit.jupiter.api.Test;

class ConfigurationReferenceTest {
    @Test
    void documentsAllOptions() {
        String introduction = "`connector.class` is `" + SalesforceSinkConnector.class.getName() + "`.";

        GoldenFile.at("../docs/configuration/salesforce-sink.md")
                .assertHolds(ConfigurationReference.render(
                        "the Salesforce sink connector", introduction, SalesforceSinkConfig.DEFINITION));
    }
}

/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source;

import dev.tandem.plugin.golden.ConfigurationReference;
import dev.tandem.plugin.golden.GoldenFile;
import org.junit.jupiter.api.Test;

class ConfigurationReferenceTest {
    @Test
    void documentsAllOptions() {
        String introduction = "`connector.class` is `" + SalesforceSourceConnector.class.getName() + "`.";

        GoldenFile.at("../docs/configuration/salesforce-source.md")
                .assertHolds(ConfigurationReference.render(
                        "the Salesforce source connector", introduction, SalesforceSourceConfig.DEFINITION));
    }
}

/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.integration;

import static org.awaitility.Awaitility.await;

import dev.tandem.standalone.Platform;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SharedPlatform.class)
class SnapshotAndStreamIT {
    private static final Duration LIMIT = Duration.ofMinutes(2);

    private final Platform platform;

    SnapshotAndStreamIT(Platform platform) {
        this.platform = platform;
    }

    @Test
    void equalsTheOrgAfterASnapshotUnderConcurrentChanges() throws SQLException {
        try (var pipeline =
                TestPipeline.of(platform, "concurrent", "Account", "Contact", "Opportunity", "Invoice__c")) {
            pipeline.org().addRecords("Account", 2000);
            pipeline.org().addRecords("Contact", 2000);
            pipeline.org().startLoad(200, pipeline.pipeline().objects());

            pipeline.install();
            pipeline.awaitRows(4000);
            long sequence = pipeline.org().newestSequence();
            await("1,000 more changes").atMost(LIMIT).until(() -> pipeline.org().newestSequence() > sequence + 1000);
            pipeline.org().stopLoad();

            pipeline.assertTablesEqualTheOrg();
        }
    }

    @Test
    void addsAColumnForANewFieldWithoutARestart() throws SQLException {
        try (var pipeline = TestPipeline.of(platform, "added", "Account")) {
            List<String> ids = pipeline.org().addRecords("Account", 100);
            pipeline.install();
            pipeline.awaitRows(100);

            pipeline.org().addField("Account", Map.of("name", "Tier__c", "type", "string", "length", 20));
            pipeline.org()
                    .addField("Account", Map.of("name", "Score__c", "type", "double", "precision", 18, "scale", 2));
            pipeline.org().update("Account", ids.subList(0, 50), Map.of("Tier__c", "Gold", "Score__c", 12.5));
            pipeline.org().update("Account", ids.subList(40, 60), Map.of("Phone", "+49 30 901820"));

            pipeline.assertTablesEqualTheOrg();
        }
    }

    @Test
    void appliesDeletesAndUndeletesInOrder() throws SQLException {
        try (var pipeline = TestPipeline.of(platform, "undeleted", "Contact")) {
            List<String> ids = pipeline.org().addRecords("Contact", 300);
            pipeline.install();
            pipeline.awaitRows(300);

            pipeline.org().delete("Contact", ids.subList(0, 200));
            pipeline.org().undelete("Contact", ids.subList(50, 150));
            pipeline.org().update("Contact", ids.subList(50, 100), Map.of("Title", "Back again"));
            pipeline.org().delete("Contact", ids.subList(90, 110));

            pipeline.assertTablesEqualTheOrg();
        }
    }
}

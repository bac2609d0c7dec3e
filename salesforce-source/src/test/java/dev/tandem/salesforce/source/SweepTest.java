/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source;

import static dev.tandem.salesforce.source.Envelopes.after;
import static dev.tandem.salesforce.source.Envelopes.is;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Tests of changes that no event reports. */
class SweepTest {
    private final ControlledOrg org = ControlledOrg.start();
    private final Map<String, String> properties = org.properties("Account");

    @AfterEach
    void stopOrg() {
        org.close();
    }

    @Test
    void findsChangesAndDeletesWithoutEvents() {
        List<String> accounts = org.generate("Account", 3);
        properties.put("sweep.interval.ms", "1000");
        try (SourceTaskHarness task = SourceTaskHarness.start(properties)) {
            task.pollUntil(3);
            task.pollUntil(() -> metric("SweepCalls") > 0);
            long sessions = subscribes();

            org.updateUnseen("Account", "{'Id':'" + accounts.get(0) + "','Name':'Unseen'}");
            org.deleteUnseen("Account", List.of(accounts.get(1)));

            task.pollUntilEmitted(is("r", accounts.get(0))
                    .and(record -> "Unseen".equals(after(record).getString("Name"))));
            task.pollUntilEmitted(is("d", accounts.get(1)));
            task.pollUntil(() -> metric("RecordsMissed") == 2);
            task.pollUntil(() -> subscribes() > sessions);

            String marker = org.create("Account", "{'Name':'Marker'}").get(0);
            task.pollUntilEmitted(is("c", marker));
            ReplayedTable.of(task.topics(), "Account").assertEquals(org.records("Account"));
        }
    }

    @Test
    void findsChangesWithoutEventsAroundAnOutage() {
        List<String> accounts = org.generate("Account", 2);
        properties.put("sweep.interval.ms", "1000");
        properties.put("request.max.retries.time.ms", "100");
        try (SourceTaskHarness task = SourceTaskHarness.start(properties)) {
            task.pollUntil(2);
            task.pollUntil(() -> metric("SweepCalls") > 0);
            org.updateUnseen("Account", "{'Id':'" + accounts.get(0) + "','Name':'Unseen'}");
            org.fault("unavailable", "{'requests':'query','count':2}");
            org.fault("request-limit-exceeded", "{'requests':'collections','count':1}");

            task.pollUntilEmitted(is("r", accounts.get(0))
                    .and(record -> "Unseen".equals(after(record).getString("Name"))));
        }
    }

    @Test
    void readsNothingAgainThatEventsHaveReported() {
        String account = org.create("Account", "{'Name':'Acme'}").get(0);
        properties.put("sweep.interval.ms", "1000");
        try (SourceTaskHarness task = SourceTaskHarness.start(properties)) {
            task.pollUntilEmitted(is("r", account));
            org.update("Account", "{'Id':'" + account + "','Name':'Newer'}");
            task.pollUntilEmitted(is("u", account));
            long calls = metric("SweepCalls");

            task.pollUntil(() -> metric("SweepCalls") >= calls + 3);

            assertThat(task.topics()).hasSize(2);
            assertThat(metric("RecordsMissed")).isZero();
        }
    }

    @Test
    void readsObjectsWithFormulasFromTimeToTime() {
        org.addField(
                "Account",
                "{'name':'Twice__c','type':'double','calculated':true,'calculatedFormula':'AnnualRevenue * 2'}");
        String account = org.create("Account", "{'Name':'Acme'}").get(0);
        properties.put("formula.refresh.interval.ms", "1000");
        try (SourceTaskHarness task = SourceTaskHarness.start(properties)) {
            task.pollUntil(() -> task.topics().stream().filter(is("r", account)).count() >= 3);
        }
    }

    /** Returns the number of requests to the Streaming API. */
    private long subscribes() {
        return org.state().path("requests").path("streaming").asLong();
    }

    private static long metric(String attribute) {
        return (Long) AccountMetrics.value(attribute);
    }
}

/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source;

import static dev.tandem.salesforce.source.Envelopes.is;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.salesforce.simulator.SimulatorOptions;
import dev.tandem.salesforce.source.offset.Route;
import dev.tandem.salesforce.source.offset.StoredOffset;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Tests of tasks that start again with another topic, condition or channel, or find another org. */
class ChangedRouteTest {
    private final ControlledOrg org = ControlledOrg.start();
    private final Map<String, String> properties = org.properties("Account");

    @AfterEach
    void stopOrg() {
        org.close();
    }

    @Test
    void readsAllRecordsIntoAnotherTopic() {
        List<String> accounts = org.generate("Account", 3);
        trustEventsBeforeThePosition();
        try (SourceTaskHarness task = SourceTaskHarness.start(properties)) {
            task.pollUntil(3);
            task.stop();
            org.update("Account", "{'Id':'" + accounts.get(0) + "','Name':'Meanwhile'}");
            task.reconfigure("topic.prefix", "other");
            task.start();

            String marker = org.create("Account", "{'Name':'Marker'}").get(0);
            task.pollUntil(() -> idsIn(task, "other.Account").containsAll(accounts)
                    && idsIn(task, "other.Account").contains(marker));

            List<SourceRecord> other = task.topics().stream()
                    .filter(record -> record.topic().equals("other.Account"))
                    .toList();
            ReplayedTable.of(other, "Account").assertEquals(org.records("Account"));
            task.stop();
            int emitted = task.topics().size();
            task.start();
            String later = org.create("Account", "{'Name':'Later'}").get(0);
            task.pollUntilEmitted(is("c", later));
            assertThat(task.topics().subList(emitted, task.topics().size()))
                    .as("the topic is the same as before")
                    .noneMatch(record -> Envelopes.op(record).equals("r"));
        }
    }

    @Test
    void readsRecordsThatMeetAnotherCondition() {
        org.create("Account", "{'Name':'A','Industry':'Energy'}");
        String banking =
                org.create("Account", "{'Name':'B','Industry':'Banking'}").get(0);
        properties.put("row.filter.Account", "Industry = 'Energy'");
        try (SourceTaskHarness task = SourceTaskHarness.start(properties)) {
            task.pollUntil(1);
            task.stop();
            task.reconfigure("row.filter.Account", "Industry IN ('Energy', 'Banking')");
            task.start();

            task.pollUntilEmitted(is("r", banking));
        }
    }

    @Test
    void removesRecordsThatANarrowerConditionLeavesOut() {
        String energy =
                org.create("Account", "{'Name':'A','Industry':'Energy'}").get(0);
        org.create("Account", "{'Name':'B','Industry':'Banking'}");
        properties.put("row.filter.Account", "Industry IN ('Energy', 'Banking')");
        try (SourceTaskHarness task = SourceTaskHarness.start(properties)) {
            task.pollUntil(2);
            task.stop();
            task.reconfigure("row.filter.Account", "Industry = 'Energy'");
            task.start();

            task.pollUntilEmitted(record -> Envelopes.op(record).equals("t"));

            assertThat(ReplayedTable.of(task.topics(), "Account").rows()).containsOnlyKeys(energy);
        }
    }

    @Test
    void followsEventsOfAnotherChannelFromTheSameTime() {
        org.simulator().control().send("PUT", "channels/Sales__chn", Map.of("objects", List.of("Account")));
        String account = org.create("Account", "{'Name':'Acme'}").get(0);
        trustEventsBeforeThePosition();
        try (SourceTaskHarness task = SourceTaskHarness.start(properties)) {
            task.pollUntil(1);
            org.update("Account", "{'Id':'" + account + "','Name':'Seen'}");
            task.pollUntilEmitted(is("u", account));
            task.stop();
            org.update("Account", "{'Id':'" + account + "','Name':'Meanwhile'}");
            // A replay id of the former channel has another meaning in this one.
            task.offsets().replaceAll((partition, offset) -> {
                Map<String, Object> changed = new HashMap<>(offset);
                changed.put("replay_id", "999999999");
                return changed;
            });
            task.reconfigure("cdc.channel.Account", "Sales__chn");
            task.start();

            task.pollUntilEmitted(is("u", account)
                    .and(record -> "Meanwhile".equals(Envelopes.after(record).getString("Name"))));
            assertThat(task.topics())
                    .as("the position in time is valid in every channel")
                    .filteredOn(record -> Envelopes.op(record).equals("r"))
                    .hasSize(1);
        }
    }

    @Test
    void beginsAgainInAnotherOrg() {
        String gone = org.create("Account", "{'Name':'Only here'}").get(0);
        try (ControlledOrg refreshed =
                        ControlledOrg.start(SimulatorOptions.defaults().withSeed(2));
                SourceTaskHarness task = SourceTaskHarness.start(properties)) {
            task.pollUntilEmitted(is("r", gone));
            org.update("Account", "{'Id':'" + gone + "','Name':'Seen'}");
            task.pollUntilEmitted(is("u", gone));
            task.stop();
            refreshed.generate("Account", 4);
            refreshed.properties("Account").forEach(task::reconfigure);
            task.start();

            task.pollUntil(() -> idsIn(task, "salesforce.Account")
                    .containsAll(refreshed.records("Account").keySet()));

            assertThat(AccountMetrics.value("DeletesUnverified")).isEqualTo(1L);
            assertThat(task.positions())
                    .as("the position of the other org is stored before its rows")
                    .hasSize(2);
            String marker = refreshed.create("Account", "{'Name':'Marker'}").get(0);
            task.pollUntilEmitted(is("c", marker));
            ReplayedTable.of(task.topics(), "Account").assertEquals(refreshed.records("Account"));
        }
    }

    /** Nothing reports the records of the former object: they have left with its recycle bin and its events. */
    @Test
    void beginsAgainWithObjectThatWasDeletedAndCreatedAgain() {
        List<String> accounts = org.generate("Account", 3);
        try (SourceTaskHarness task = SourceTaskHarness.start(properties)) {
            task.pollUntil(3);
            org.update("Account", "{'Id':'" + accounts.get(0) + "','Name':'Seen'}");
            task.pollUntilEmitted(is("u", accounts.get(0)));
            task.stop();
            org.deleteUnseen("Account", accounts.subList(1, 3));
            org.purge("Account", accounts.subList(1, 3));
            task.alterOffset("Account", ChangedRouteTest::ofObjectWithOtherIds);
            task.start();

            task.pollUntilEmitted(record -> Envelopes.op(record).equals("t"));

            ReplayedTable.of(task.topics(), "Account").assertEquals(org.records("Account"));
            assertThat(AccountMetrics.value("DeletesUnverified")).isEqualTo(1L);
        }
    }

    private static StoredOffset ofObjectWithOtherIds(StoredOffset stored) {
        Route route = stored.route().orElseThrow();
        return stored.withRoute(
                new Route(route.org(), route.channel(), route.topic(), route.filter(), Optional.of("a0Q")));
    }

    @Test
    void beginsAgainWithObjectThatIsReplacedWhileItIsFollowed() {
        String name = "'label':'Thing','fields':[{'name':'Name','type':'string','length':80}";
        org.describeWhole("Thing__c", "{'keyPrefix':'a0P'," + name + "]}");
        List<String> things = org.generate("Thing__c", 3);
        try (SourceTaskHarness task = SourceTaskHarness.start(org.properties("Thing__c"))) {
            task.pollUntil(3);
            org.awaitSubscriptions("/data/Thing__ChangeEvent", 1);
            org.deleteUnseen("Thing__c", things.subList(1, 3));
            org.purge("Thing__c", things.subList(1, 3));
            org.describeWhole(
                    "Thing__c", "{'keyPrefix':'a0Q'," + name + ",{'name':'New__c','type':'string','length':9}]}");
            org.update("Thing__c", "{'Id':'" + things.get(0) + "','Name':'Shows the schema'}");

            task.pollUntilEmitted(record -> Envelopes.op(record).equals("t"));

            ReplayedTable.of(task.topics(), "Thing__c").assertEquals(org.records("Thing__c"));
        }
    }

    @Test
    void waitsUntilAnotherConnectorHasLeftItsTopic() {
        org.create("Account", "{'Name':'Acme'}");
        Map<String, String> other = org.properties("Account");
        other.put("name", "other");
        try (SourceTaskHarness former = SourceTaskHarness.start(other)) {
            former.pollUntil(1);
            try (SourceTaskHarness task = SourceTaskHarness.start(org.properties("Account"))) {
                task.pollUntil(() -> "WAITING".equals(AccountMetrics.value("Phase")));
                assertThat(AccountMetrics.value("Failure"))
                        .asString()
                        .contains("salesforce.Account is written by connector other");
                assertThat(task.topics()).isEmpty();
                former.stop();

                task.pollUntil(1);
            }
        }
    }

    @Test
    void beginsChannelAgainInAnotherOrg() {
        Map<String, String> channels = org.properties();
        channels.put("platform.event.names", "Low_Ink__e");
        org.describe("Low_Ink__e", "{'name':'Serial_Number__c'}");
        try (ControlledOrg refreshed =
                        ControlledOrg.start(SimulatorOptions.defaults().withSeed(2));
                SourceTaskHarness task = SourceTaskHarness.start(channels)) {
            refreshed.describe("Low_Ink__e", "{'name':'Serial_Number__c'}");
            task.pollUntil(() -> !task.positions().isEmpty());
            publish(org, "1");
            task.pollUntil(1);
            task.stop();
            refreshed.properties().forEach(task::reconfigure);
            task.start();
            task.pollUntil(() -> task.positions().size() == 2);
            publish(refreshed, "2");

            Struct second = (Struct) task.pollUntil(2).get(1).value();
            assertThat(second.getString("Serial_Number__c")).isEqualTo("2");
        }
    }

    /** Events from before a position prove that none after it was purged, if no transaction lasts. */
    private void trustEventsBeforeThePosition() {
        properties.put("transaction.max.ms", "0");
    }

    private static void publish(ControlledOrg org, String serial) {
        org.simulator().control().publish("Low_Ink__e", Map.of("Serial_Number__c", serial));
    }

    private static Set<String> idsIn(SourceTaskHarness task, String topic) {
        Set<String> ids = new HashSet<>();
        task.topics().stream()
                .filter(record -> record.topic().equals(topic))
                .map(Envelopes::id)
                .forEach(ids::add);
        return ids;
    }
}

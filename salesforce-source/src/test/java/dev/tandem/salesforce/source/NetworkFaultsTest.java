/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tandem.salesforce.simulator.SimulatorOptions;
import dev.tandem.salesforce.source.proxy.FaultProxy;
import dev.tandem.salesforce.source.proxy.LoopbackCertificate;
import dev.tandem.salesforce.source.proxy.NetworkFault;
import dev.tandem.salesforce.source.proxy.Phase;
import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.apache.kafka.connect.errors.ConnectException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The network breaks each step of the work in each way, under load. In the end, the topics must have every row and value.
 *
 * <p>All faults strike at the same time, each in a task of its own, and silence in a few steps only.
 * {@code -Dtandem.all.faults} also lets each step meet each fault alone, and several times.
 */
class NetworkFaultsTest {
    private static final int ACCOUNTS = 300;
    /** More than a page of a query has. */
    private static final int ENTRIES = 2_100;

    /** The faults with which the token endpoint says that it is not one. */
    private static final Set<NetworkFault> ELSEWHERE = EnumSet.of(
            NetworkFault.MOVED_301, NetworkFault.MOVED_302, NetworkFault.MOVED_307, NetworkFault.UNKNOWN_404);

    private static SSLContext formerTls;
    private static SSLContext tls;

    @BeforeAll
    static void trustProxy(@TempDir Path folder) throws Exception {
        formerTls = SSLContext.getDefault();
        tls = LoopbackCertificate.create(folder);
        SSLContext.setDefault(tls);
    }

    @AfterAll
    static void restoreTrust() throws NoSuchAlgorithmException {
        SSLContext.setDefault(formerTls);
    }

    /** A fault, and the phases that meet it. */
    private record Plan(NetworkFault fault, Set<Phase> phases, int strikes) {
        Plan without(Phase phase) {
            Set<Phase> others = EnumSet.copyOf(phases);
            others.remove(phase);
            return new Plan(fault, others, strikes);
        }

        boolean isPossible() {
            return !phases.isEmpty();
        }

        String name() {
            return fault + "-" + phases.iterator().next() + "-" + phases.size();
        }
    }

    /** The records of the org that the topics must describe in the end. */
    private record Records(Map<String, ObjectNode> accounts, Map<String, ObjectNode> entries) {}

    @Test
    void copiesEveryValueWhateverBreaks() throws Exception {
        List<Plan> plans = new ArrayList<>();
        for (NetworkFault fault : NetworkFault.values()) {
            if (fault == NetworkFault.SILENCE) {
                // Each silence takes seconds.
                plans.add(plan(fault, EnumSet.of(Phase.LOGIN, Phase.RETRIEVE), 1));
                plans.add(plan(fault, EnumSet.of(Phase.DESCRIBE, Phase.QUERY), 1));
                plans.add(plan(fault, EnumSet.of(Phase.BULK_PAGE, Phase.EVENTS), 1));
                plans.add(plan(fault, EnumSet.of(Phase.SUBSCRIBE, Phase.RENEWAL), 1));
                plans.add(plan(fault, EnumSet.of(Phase.CONNECT, Phase.DELETES), 1));
            } else {
                plans.add(plan(fault, EnumSet.allOf(Phase.class), 1));
            }
        }
        copyAll(plans);
    }

    @ParameterizedTest
    @EnumSource
    @EnabledIfSystemProperty(named = "tandem.all.faults", matches = ".*")
    void copiesEveryValueIfOneStepBreaksSeveralTimes(Phase phase) throws Exception {
        copyAll(Stream.of(NetworkFault.values())
                .map(fault -> plan(fault, EnumSet.of(phase), 3))
                .filter(Plan::isPossible)
                .toList());
    }

    @ParameterizedTest
    @EnumSource(names = {"MOVED_301", "MOVED_302", "MOVED_307", "UNKNOWN_404"})
    void stopsWithTheRemedyIfNobodyIssuesTokens(NetworkFault fault) {
        try (ControlledOrg org = ControlledOrg.start();
                FaultProxy proxy =
                        FaultProxy.start(org.baseUrl(), fault, EnumSet.of(Phase.LOGIN), Integer.MAX_VALUE, tls);
                SourceTaskHarness task = SourceTaskHarness.start(properties(org, proxy, "moved"))) {
            assertThatThrownBy(() -> task.pollUntil(1))
                    .isInstanceOf(ConnectException.class)
                    .hasMessageContaining("Use the My Domain URL of the org");
        }
    }

    private static Plan plan(NetworkFault fault, Set<Phase> phases, int strikes) {
        Plan plan = new Plan(fault, phases, strikes);
        if (fault == NetworkFault.RESET_BEFORE) {
            // Only the answer shows whether it has events.
            return plan.without(Phase.EVENTS);
        }
        return ELSEWHERE.contains(fault) ? plan.without(Phase.LOGIN) : plan;
    }

    private static Map<String, String> properties(ControlledOrg org, FaultProxy proxy, String name) {
        Map<String, String> properties = org.properties("Account", "Entry__c");
        properties.put("name", name);
        properties.put("salesforce.instance", proxy.url().toString());
        properties.put("connection.timeout", "1000");
        properties.put("capture.mode", "auto");
        properties.put("poll.interval.ms", "1000");
        properties.put("transaction.max.ms", "2000");
        properties.put("snapshot.page.rows", "200");
        return properties;
    }

    private static void copyAll(List<Plan> plans) throws Exception {
        SimulatorOptions options =
                SimulatorOptions.defaults().withStreamingTimes(Duration.ofSeconds(2), Duration.ofSeconds(40));
        ExecutorService threads = Executors.newFixedThreadPool(plans.size());
        try (ControlledOrg org = ControlledOrg.start(options)) {
            List<String> accounts = org.generate("Account", ACCOUNTS);
            org.describeWithoutEvents("Entry__c", "{'name':'Name','type':'string','length':80}");
            List<String> entries = org.generate("Entry__c", ENTRIES);
            CountDownLatch read = new CountDownLatch(plans.size());
            CompletableFuture<Records> expected = new CompletableFuture<>();
            List<Future<?>> copies = new ArrayList<>();
            for (Plan plan : plans) {
                copies.add(threads.submit(() -> copy(org, plan, read, expected)));
            }
            org.load("{'changesPerSecond':50,'objects':['Account'],'mix':{'create':20,'update':80}}");
            read.await();
            change(org, accounts, entries);
            org.stopLoad();
            expected.complete(new Records(org.records("Account"), org.records("Entry__c")));
            assertThat(failures(copies)).isEmpty();
        } finally {
            threads.shutdownNow();
        }
    }

    private static List<String> failures(List<Future<?>> copies) throws InterruptedException {
        List<String> failures = new ArrayList<>();
        for (Future<?> copy : copies) {
            try {
                copy.get();
            } catch (ExecutionException failure) {
                failures.add(failure.getCause().getMessage());
            }
        }
        return failures;
    }

    /** Lets a task copy the org through a proxy, before and after the changes. */
    private static void copy(ControlledOrg org, Plan plan, CountDownLatch read, CompletableFuture<Records> expected) {
        try (FaultProxy proxy = FaultProxy.start(org.baseUrl(), plan.fault(), plan.phases(), plan.strikes(), tls);
                SourceTaskHarness task = SourceTaskHarness.start(properties(org, proxy, plan.name()))) {
            try {
                // A poll may emit the entries again while the accounts still wait for their session.
                task.pollUntil(() -> emitted(task, "Account") >= ACCOUNTS && emitted(task, "Entry__c") >= ENTRIES);
            } finally {
                read.countDown();
            }
            task.pollUntil(expected::isDone);
            task.pollUntil(() -> proxy.missed().isEmpty());
            task.pollUntil(new Settled(task, expected.join()));
        } catch (AssertionError | RuntimeException failure) {
            throw new AssertionError(plan.name() + ": " + failure.getMessage(), failure);
        }
    }

    private static long emitted(SourceTaskHarness task, String object) {
        return task.topics().stream()
                .filter(record -> record.topic().endsWith("." + object))
                .count();
    }

    /** The condition that the topics describe the org. Compares only if nothing was emitted since the last time. */
    private static final class Settled implements BooleanSupplier {
        private final SourceTaskHarness task;
        private final Records expected;
        private int emitted = -1;

        Settled(SourceTaskHarness task, Records expected) {
            this.task = task;
            this.expected = expected;
        }

        @Override
        public boolean getAsBoolean() {
            boolean isQuiet = task.topics().size() == emitted;
            emitted = task.topics().size();
            return isQuiet && describes();
        }

        private boolean describes() {
            try {
                assertEquals(task, expected);
                return true;
            } catch (AssertionError notYet) {
                return false;
            }
        }
    }

    private static void assertEquals(SourceTaskHarness task, Records expected) {
        ReplayedTable.of(task.topics(), "Account").assertEquals(expected.accounts());
        ReplayedTable.of(task.topics(), "Entry__c").assertEquals(expected.entries());
    }

    /** Lets each step of the work happen: events, records to read again, a poll of several pages, a new login. */
    private static void change(ControlledOrg org, List<String> accounts, List<String> entries) {
        org.update("Account", named(accounts.subList(0, 20)));
        org.update("Entry__c", named(entries));
        org.updateUnseen("Account", named(accounts.subList(20, 30)));
        org.deleteUnseen("Account", accounts.subList(30, 32));
        org.fault(
                "gap-event",
                "{'object':'Account','changeType':'GAP_UPDATE','ids':['" + String.join("','", accounts.subList(20, 32))
                        + "']}");
        org.fault("expired-token", "{}");
        org.updateUnseen("Account", named(accounts.subList(40, 50)));
        org.deleteUnseen("Account", accounts.subList(50, 52));
        org.fault("overflow-event", "{'object':'Account'}");
        org.delete("Account", accounts.subList(60, 62));
        org.delete("Entry__c", entries.subList(0, 2));
    }

    private static String named(List<String> ids) {
        return ids.stream().map(id -> "{'Id':'" + id + "','Name':'Changed'}").collect(Collectors.joining(","));
    }
}

/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tandem.salesforce.simulator.SimulatorOptions;
import dev.tandem.salesforce.source.proxy.FaultProxy;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Copies of one org through proxies that break answers, under load. In the end, the topics of each must have every row and value. */
final class FaultedCopies {
    private static final int ACCOUNTS = 300;
    /** More than a page of a query has. */
    private static final int ENTRIES = 2_100;

    private FaultedCopies() {}

    /** A copy, through a proxy in front of the org with this address. */
    record Copy(String name, Function<URI, FaultProxy> proxy) {}

    /** The records of the org that the topics must describe in the end. */
    private record Records(Map<String, ObjectNode> accounts, Map<String, ObjectNode> entries) {}

    static Map<String, String> properties(ControlledOrg org, FaultProxy proxy, String name) {
        Map<String, String> properties = org.properties("Account", "Entry__c");
        properties.put("name", name);
        // Connectors that write to one topic would wait for each other, so each writes to a cluster of its own.
        properties.put("producer.override.bootstrap.servers", name);
        properties.put("salesforce.instance", proxy.url().toString());
        properties.put("connection.timeout", "1000");
        properties.put("capture.mode", "auto");
        properties.put("poll.interval.ms", "1000");
        properties.put("transaction.max.ms", "2000");
        properties.put("snapshot.page.rows", "200");
        return properties;
    }

    /** Copies the org once for each of them, all at the same time, and compares each copy with the org in the end. */
    static void assertThatEachCopiesEveryValue(List<Copy> plans) throws Exception {
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
            for (Copy plan : plans) {
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
    private static void copy(ControlledOrg org, Copy plan, CountDownLatch read, CompletableFuture<Records> expected) {
        try (FaultProxy proxy = plan.proxy().apply(org.baseUrl());
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

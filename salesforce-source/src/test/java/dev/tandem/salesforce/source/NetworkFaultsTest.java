/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.salesforce.source.proxy.FaultProxy;
import dev.tandem.salesforce.source.proxy.LoopbackCertificate;
import dev.tandem.salesforce.source.proxy.NetworkFault;
import dev.tandem.salesforce.source.proxy.Phase;
import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
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

        FaultedCopies.Copy copy() {
            String name = fault + "-" + phases.iterator().next() + "-" + phases.size();
            return new FaultedCopies.Copy(name, org -> FaultProxy.start(org, fault, phases, strikes, tls));
        }
    }

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
        FaultedCopies.assertThatEachCopiesEveryValue(
                plans.stream().map(Plan::copy).toList());
    }

    @ParameterizedTest
    @EnumSource
    @EnabledIfSystemProperty(named = "tandem.all.faults", matches = ".*")
    void copiesEveryValueIfOneStepBreaksSeveralTimes(Phase phase) throws Exception {
        int strikes = strikes(phase);
        FaultedCopies.assertThatEachCopiesEveryValue(Stream.of(NetworkFault.values())
                .map(fault -> plan(fault, EnumSet.of(phase), strikes))
                .filter(Plan::isPossible)
                .map(Plan::copy)
                .toList());
    }

    /** Pauses double with each session that is lost. */
    private static int strikes(Phase phase) {
        return switch (phase) {
            case HANDSHAKE, SUBSCRIBE, CONNECT, EVENTS -> 2;
            default -> 3;
        };
    }

    @ParameterizedTest
    @EnumSource(names = {"MOVED_301", "MOVED_302", "MOVED_307", "UNKNOWN_404"})
    void stopsWithTheRemedyIfNobodyIssuesTokens(NetworkFault fault) {
        try (ControlledOrg org = ControlledOrg.start();
                FaultProxy proxy = FaultProxy.start(org.baseUrl(), fault, EnumSet.of(Phase.LOGIN), 100, tls);
                SourceTaskHarness task = SourceTaskHarness.start(FaultedCopies.properties(org, proxy, "moved"))) {
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
}

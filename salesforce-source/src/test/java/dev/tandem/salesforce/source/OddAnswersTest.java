/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source;

import dev.tandem.salesforce.source.proxy.Fault;
import dev.tandem.salesforce.source.proxy.FaultProxy;
import dev.tandem.salesforce.source.proxy.OddAnswer;
import dev.tandem.salesforce.source.proxy.Phase;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Salesforce gives odd answers, under load. In the end, the topics must have every row and value.
 *
 * <p>Each of several tasks meets one odd answer in each phase. {@code -Dtandem.all.faults} also lets a task meet each alone.
 */
class OddAnswersTest {
    private static final Set<Phase> SESSION = EnumSet.of(Phase.HANDSHAKE, Phase.SUBSCRIBE, Phase.CONNECT);

    @Test
    void copiesEveryValueWhateverSalesforceAnswers() throws Exception {
        List<Map<Phase, List<Fault>>> tasks = new ArrayList<>();
        for (OddAnswer odd : OddAnswer.values()) {
            Map<Phase, List<Fault>> task = tasks.stream()
                    .filter(planned -> isFree(planned, odd.phase()))
                    .findFirst()
                    .orElseGet(() -> new EnumMap<>(Phase.class));
            task.put(odd.phase(), List.of(odd));
            if (!tasks.contains(task)) {
                tasks.add(task);
            }
        }
        FaultedCopies.assertThatEachCopiesEveryValue(
                tasks.stream().map(OddAnswersTest::copy).toList());
    }

    @ParameterizedTest
    @EnumSource
    @EnabledIfSystemProperty(named = "tandem.all.faults", matches = ".*")
    void copiesEveryValueWhateverOnePhaseMeets(Phase phase) throws Exception {
        FaultedCopies.assertThatEachCopiesEveryValue(Stream.of(OddAnswer.values())
                .filter(odd -> odd.phase() == phase)
                .map(odd -> copy(Map.of(phase, Collections.nCopies(2, odd))))
                .toList());
    }

    /** Pauses grow with each session that is lost, so a task should lose only one. */
    private static boolean isFree(Map<Phase, List<Fault>> task, Phase phase) {
        return SESSION.contains(phase) ? Collections.disjoint(task.keySet(), SESSION) : !task.containsKey(phase);
    }

    private static FaultedCopies.Copy copy(Map<Phase, List<Fault>> faults) {
        String name = faults.values().stream()
                .flatMap(List::stream)
                .map(Object::toString)
                .collect(Collectors.joining("-"));
        return new FaultedCopies.Copy(name, org -> FaultProxy.start(org, faults, Optional.empty()));
    }
}

/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.sink.write.send;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.salesforce.sink.write.send.CallPlan.Call;
import dev.tandem.salesforce.sink.write.take.Ready;
import dev.tandem.twoway.row.Request;
import dev.tandem.twoway.row.RequestKind;
import dev.tandem.twoway.row.Settling;
import dev.tandem.twoway.row.TwoWayRow;
import dev.tandem.twoway.rule.Taken;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CallPlanTest {
    private static final Optional<Instant> GUARD = Optional.of(Instant.EPOCH);
    private static final Optional<Instant> NO_GUARD = Optional.empty();

    private static List<Ready> requests(int count, long id, RequestKind kind, Optional<Instant> guard) {
        Request request = new Request(id, kind, Map.of(), Request.UNANSWERED, 9, guard.isPresent(), Settling.NONE);
        return IntStream.range(0, count)
                .mapToObj(key -> new TwoWayRow("" + key, null, Map.of(), 1, Map.of(), request, TwoWayRow.NOT_FAILED))
                .map(row -> new Ready(new Taken(row), row, guard))
                .toList();
    }

    private static List<Ready> join(List<List<Ready>> parts) {
        List<Ready> all = new ArrayList<>();
        parts.forEach(all::addAll);
        return all;
    }

    private static List<Integer> sizes(List<Call> calls) {
        return calls.stream().map(call -> call.requests().size()).toList();
    }

    @Test
    void sendsGuardedRowsInCompositeCalls() {
        List<Call> calls = CallPlan.of(requests(60, 5, RequestKind.UPDATE, GUARD));

        assertThat(calls).allMatch(Call.Rows.class::isInstance);
        assertThat(sizes(calls)).containsExactly(25, 25, 10);
    }

    @Test
    void sendsManyUnguardedRowsInCollections() {
        List<Call> calls = CallPlan.of(requests(1_150, 5, RequestKind.UPDATE, NO_GUARD));

        assertThat(calls).allMatch(Call.Collections.class::isInstance);
        assertThat(sizes(calls)).containsExactly(1_000, 150);
        assertThat(((Call.Collections) calls.get(0)).collections()).allMatch(collection -> collection.size() == 200);
    }

    @Test
    void keepsKindsAndRequestIdsApartInCollections() {
        List<Call> calls = CallPlan.of(join(List.of(
                requests(30, 5, RequestKind.UPDATE, NO_GUARD),
                requests(30, 5, RequestKind.DELETE, NO_GUARD),
                requests(30, 6, RequestKind.UPDATE, NO_GUARD))));

        assertThat(sizes(calls)).containsExactly(60, 30);
        assertThat(((Call.Collections) calls.get(0)).collections()).hasSize(2);
        assertThat(calls)
                .extracting(call -> ((Call.Collections) call).requestId())
                .containsExactly(5L, 6L);
    }

    @Test
    void sendsFewUnguardedRowsWithGuardedOnes() {
        List<Call> calls = CallPlan.of(join(
                List.of(requests(5, 5, RequestKind.CREATE, NO_GUARD), requests(10, 5, RequestKind.UPDATE, GUARD))));

        assertThat(sizes(calls)).containsExactly(15);
        assertThat(calls.get(0)).isInstanceOf(Call.Rows.class);
    }
}

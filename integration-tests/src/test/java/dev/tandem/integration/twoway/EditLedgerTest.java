/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.integration.twoway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.integration.twoway.EditLedger.Edit;
import dev.tandem.integration.twoway.EditLedger.Side;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class EditLedgerTest {
    private static final Map<String, Map<String, String>> ROWS = Map.of("r1", Map.of("Name", "e2"));

    private final EditLedger ledger = new EditLedger(Map.of("Site", Side.POSTGRES));

    @Test
    void reportsAnEditThatVanished() {
        add("e1", 0);
        add("e2", 5);

        assertThat(ledger.lost(ROWS, Set.of())).extracting(Edit::value).containsExactly("e1");
    }

    @Test
    void acceptsAnEditThatTheNextUserSaw() {
        add("e1", 0);
        add("e2", 5);

        ledger.see("e1");

        assertThat(ledger.lost(ROWS, Set.of())).isEmpty();
    }

    @Test
    void acceptsAnEditInTheConflictLog() {
        add("e1", 0);
        add("e2", 5);

        assertThat(ledger.lost(ROWS, Set.of("e1"))).isEmpty();
    }

    @Test
    void reportsAnEditOfADeletedRecordThatNoOneSaw() {
        add("e1", 0);

        assertThat(ledger.lost(Map.of(), Set.of())).extracting(Edit::value).containsExactly("e1");
    }

    @Test
    void reportsAWinnerThatIsEarlierThanALoser() {
        add("e1", 5);
        add("e2", 0);

        assertThat(ledger.earlierWinners(ROWS, Set.of()))
                .extracting(
                        win -> win.winner().value() + " before " + win.loser().value())
                .containsExactly("e2 before e1");
    }

    @Test
    void acceptsALoggedLoserOfAnEarlyGuard() {
        add("e1", "Name", Side.SALESFORCE, 5);
        add("e2", 0);

        ledger.addEarlyGuards(Instant.ofEpochSecond(4), Instant.ofEpochSecond(6));

        assertThat(ledger.earlierWinners(ROWS, Set.of("e1"))).isEmpty();
        assertThat(ledger.earlierWinners(ROWS, Set.of()))
                .extracting(
                        win -> win.winner().value() + " before " + win.loser().value())
                .containsExactly("e2 before e1");
    }

    @Test
    void acceptsEitherWinnerWithinASecond() {
        add("e1", 1);
        add("e2", 0);

        assertThat(ledger.earlierWinners(ROWS, Set.of())).isEmpty();
    }

    @Test
    void reportsAFieldThatLostItsOwnersValue() {
        ledger.begin("r1", "Site", "e1");
        add("e2", "Site", Side.POSTGRES);
        add("e3", "Site", Side.SALESFORCE);

        assertThat(ledger.takenFromOwners(site("e3"))).containsExactly("r1.Site is e3 instead of e2");
        assertThat(ledger.takenFromOwners(site("e2"))).isEmpty();
        assertThat(ledger.earlierWinners(site("e2"), Set.of())).isEmpty();
    }

    @Test
    void reportsAFieldThatItsOwnerNeverEdited() {
        ledger.begin("r1", "Site", "e1");
        add("e3", "Site", Side.SALESFORCE);

        assertThat(ledger.takenFromOwners(site("e3"))).containsExactly("r1.Site is e3 instead of e1");
        assertThat(ledger.takenFromOwners(site("e1"))).isEmpty();
    }

    private static Map<String, Map<String, String>> site(String value) {
        return Map.of("r1", Map.of("Site", value));
    }

    private void add(String value, String field, Side side) {
        add(value, field, side, 0);
    }

    private void add(String value, long second) {
        add(value, "Name", Side.POSTGRES, second);
    }

    private void add(String value, String field, Side side, long second) {
        Instant time = Instant.ofEpochSecond(second);
        ledger.add(new Edit(value, "r1", field, side, time, time));
    }
}

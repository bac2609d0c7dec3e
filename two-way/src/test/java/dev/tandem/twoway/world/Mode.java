/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.twoway.world;

import dev.tandem.twoway.change.TieBreaker;
import dev.tandem.twoway.rule.AnswerRule.OnRejection;
import dev.tandem.twoway.rule.Guard;
import java.util.List;
import java.util.function.Consumer;

/** A mode of the world: what users do in it, and what goes wrong. */
enum Mode {
    UPDATES(Options::updatesOnly, Mode::exact),
    UPDATES_KILLED(Options::updatesOnly, Options::broken, Mode::exact, o -> o.split = 0.2),
    UPDATES_TIES_TO_POSTGRES(Options::updatesOnly, Options::broken, Mode::exact, o -> o.ties = TieBreaker.POSTGRES),
    UPDATES_CLOCKS_APART(Options::updatesOnly, Options::broken, o -> o.skew = 9),
    UPDATES_UNGUARDED(Options::updatesOnly, Options::broken, Mode::unguarded),
    UPDATES_ODD_VALUES(Options::updatesOnly, Options::broken, Options::odd),
    UPDATES_ODD_VALUES_SILENT(Options::updatesOnly, Options::broken, Options::odd, o -> o.silent = true),
    UPDATES_ODD_VALUES_UNGUARDED(Options::updatesOnly, Options::broken, Options::odd, Mode::unguarded),
    UPDATES_READS(Options::updatesOnly, Options::broken, o -> o.reads = 0.4),
    UPDATES_READS_GAPS(Options::updatesOnly, Options::broken, Options::readsAndGaps),
    UPDATES_READS_GAPS_ODD_VALUES(Options::updatesOnly, Options::broken, Options::readsAndGaps, Options::odd),
    UPDATES_READS_UNGUARDED(Options::updatesOnly, Options::broken, o -> o.reads = 0.4, Mode::unguarded),
    UPDATES_FAILURES(Options::updatesOnly, Options::broken, o -> o.failures = 0.2),
    UPDATES_FAILURES_REVERT(Options::updatesOnly, Options::broken, o -> o.failures = 0.2, Mode::revert),
    UPDATES_OWNED(Options::updatesOnly, Options::broken, Options::owned, Mode::exact),
    UPDATES_OWNED_CLOCKS_APART(Options::updatesOnly, Options::broken, Options::owned, Mode::exact, o -> o.skew = -9),
    UPDATES_OWNED_READS_GAPS(Options::updatesOnly, Options::broken, Options::owned, Options::readsAndGaps, Mode::exact),
    UPDATES_OWNED_UNGUARDED(Options::updatesOnly, Options::broken, Options::ownedByBoth, Mode::unguarded),
    DELETES(Options::broken, Mode::exact, o -> o.inserts = false),
    DELETES_UNGUARDED(Options::broken, o -> o.inserts = false, Mode::unguarded),
    DELETES_ODD_VALUES(Options::broken, Options::odd, o -> o.inserts = false, o -> o.silent = true),
    DELETES_READS_GAPS(Options::broken, Options::readsAndGaps, o -> o.inserts = false),
    DELETES_FAILURES(Options::broken, o -> o.inserts = false, o -> o.failures = 0.2),
    INSERTS(Options::broken, Mode::exact, o -> o.deletes = false),
    INSERTS_READS(Options::broken, o -> o.deletes = false, o -> o.reads = 0.4),
    INSERTS_READS_GAPS(Options::broken, Options::readsAndGaps, o -> o.deletes = false),
    INSERTS_AND_DELETES(Options::broken, Mode::exact),
    DELETES_OWNED(Options::broken, Options::ownedByBoth, o -> o.inserts = false),
    INSERTS_AND_DELETES_OWNED(Options::broken, Options::ownedByBoth),
    ALL_OWNED(Options::broken, Options::readsAndGaps, Options::odd, Options::ownedByBoth, o -> o.failures = 0.1),
    ALL(Options::broken, Options::readsAndGaps, Options::odd, o -> o.failures = 0.1),
    ALL_SILENT_REVERT(Options::broken, Options::readsAndGaps, Options::odd, Mode::silentRevert),
    ALL_UNGUARDED(Options::broken, Options::odd, o -> o.failures = 0.1, Mode::unguarded, o -> o.reads = 0.4),
    ALL_UNGUARDED_GAPS(Options::broken, Options::readsAndGaps, Options::odd, o -> o.failures = 0.1, Mode::unguarded),
    ALL_CLOCKS_APART(Options::broken, Options::readsAndGaps, Options::odd, o -> o.failures = 0.1, o -> o.skew = -9),
    ALL_TIES_TO_POSTGRES(
            Options::broken,
            Options::readsAndGaps,
            Options::odd,
            o -> o.failures = 0.1,
            o -> o.ties = TieBreaker.POSTGRES);

    @SuppressWarnings("ImmutableEnumChecker") // an unmodifiable list of functions without state
    private final List<Consumer<Options>> settings;

    @SafeVarargs
    Mode(Consumer<Options>... settings) {
        this.settings = List.of(settings);
    }

    Options options() {
        Options options = new Options();
        settings.forEach(setting -> setting.accept(options));
        return options;
    }

    private static void exact(Options options) {
        options.exact = true;
    }

    private static void unguarded(Options options) {
        options.guard = Guard.UNGUARDED;
    }

    private static void revert(Options options) {
        options.onRejection = OnRejection.REVERT;
    }

    private static void silentRevert(Options options) {
        options.failures = 0.1;
        options.silent = true;
        options.onRejection = OnRejection.REVERT;
    }
}

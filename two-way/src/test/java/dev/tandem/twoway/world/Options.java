/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.twoway.world;

import dev.tandem.twoway.change.FieldOwner;
import dev.tandem.twoway.change.TieBreaker;
import dev.tandem.twoway.rule.AnswerRule.OnRejection;
import dev.tandem.twoway.rule.Guard;
import java.util.Map;
import java.util.function.Consumer;

/** The settings of a world: what users do, what breaks, and which properties are to hold at the end. */
final class Options implements Cloneable {
    Guard guard = Guard.GUARDED;
    TieBreaker ties = TieBreaker.SALESFORCE;
    OnRejection onRejection = OnRejection.REST;
    Map<String, FieldOwner> owners = Map.of();
    boolean deletes = true;
    boolean inserts = true;
    /** Also checks that the last writer has won, which only holds where values and clocks allow to say who that was. */
    boolean exact;
    /** Values repeat, so a field may change and change back. */
    boolean twoValued;
    /** Salesforce stores odd numbers as the even number below. */
    boolean normalised;
    /** Updates that change nothing make no event. */
    boolean silent;
    /** Reads are emitted where they were made, as the source promises. */
    boolean readsInPlace = true;

    double gaps;
    double reads;
    double failures;
    double kills;
    double losses;
    double split;
    double automation;
    double redelivery = 0.1;
    /** Ticks by which Postgres's clock is ahead. */
    int skew;

    int records = 2;

    Options with(Consumer<Options> change) {
        try {
            Options copy = (Options) clone();
            change.accept(copy);
            return copy;
        } catch (CloneNotSupportedException impossible) {
            throw new AssertionError(impossible);
        }
    }

    static void owned(Options options) {
        options.owners = Map.of("a", FieldOwner.POSTGRES);
    }

    /** Users in Postgres edit even Salesforce's field, as if that was before it had an owner. */
    static void ownedByBoth(Options options) {
        options.owners = Map.of("a", FieldOwner.POSTGRES, "b", FieldOwner.SALESFORCE);
    }

    static void updatesOnly(Options options) {
        options.inserts = false;
        options.deletes = false;
    }

    static void broken(Options options) {
        options.losses = 0.2;
        options.kills = 0.03;
    }

    static void odd(Options options) {
        options.twoValued = true;
        options.normalised = true;
        options.automation = 0.2;
        options.split = 0.2;
    }

    static void readsAndGaps(Options options) {
        options.reads = 0.4;
        options.gaps = 0.2;
    }
}

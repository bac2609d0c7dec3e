/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.twoway.world;

import dev.tandem.twoway.row.TwoWayRow;
import dev.tandem.twoway.rule.Answer;
import dev.tandem.twoway.rule.CompareRule;
import dev.tandem.twoway.rule.Look;
import dev.tandem.twoway.rule.RowDecision;
import dev.tandem.twoway.rule.SettleRule;
import dev.tandem.twoway.rule.TakeRule;
import dev.tandem.twoway.rule.Taken;
import dev.tandem.twoway.world.Salesforce.Message;
import dev.tandem.twoway.world.Salesforce.Record;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** The write-back in the world, with its memory, and the network between it and Salesforce. */
final class WriteBack {
    /** A step that it remembers to do for a row and a request. */
    private record Job(String key, long request, Step step) {}

    private interface Step {
        void run(TwoWayRow row);
    }

    /** Stands for the request of a row that is not taken yet. */
    private static final long NO_REQUEST = -1;

    private static final double EARLY_LOOKS = 0.5;

    private record Reply(Message message, Answer answer) {}

    private final World world;
    private final Postgres postgres;
    private final List<Job> jobs = new ArrayList<>();
    private final List<Message> network = new ArrayList<>();
    private final List<Reply> replies = new ArrayList<>();
    private int epoch;

    WriteBack(World world) {
        this.world = world;
        postgres = world.postgres;
    }

    boolean rests() {
        return jobs.isEmpty() && network.isEmpty() && replies.isEmpty();
    }

    /** Dies and starts again: its memory is gone, and it finds the rows with wishes. */
    void kill() {
        world.trace("the write-back is killed");
        epoch++;
        jobs.clear();
        world.decisions.restart(world.localTime() + 1);
        postgres.images.clear();
        postgres.rows.values().stream().filter(TwoWayRow::hasWishes).forEach(row -> postgres.images.add(row.key()));
    }

    void takeImage() {
        String key = postgres.images.poll();
        if (key == null) {
            return;
        }
        if (world.chance(world.options.redelivery)) {
            postgres.images.add(key);
        }
        TwoWayRow row = postgres.rows.get(key);
        if (row == null) {
            return;
        }
        boolean looksEarly = world.chance(EARLY_LOOKS)
                && world.decisions.take(row, world.localTime()) instanceof TakeRule.Outcome.Request request
                && request.needsLook();
        if (looksEarly) {
            addJob(key, NO_REQUEST, seen -> {
                Look look = world.salesforce.look(seen.salesforceId());
                addJob(key, NO_REQUEST, now -> takeAfterLook(now, seen, look));
            });
        } else {
            take(row);
        }
    }

    /** Takes and compares a row whose record was looked at before, or only takes it if it has changed since. */
    private void takeAfterLook(TwoWayRow row, TwoWayRow seen, Look look) {
        TakeRule.Outcome outcome = world.decisions.take(row, world.nextLocalTime());
        if (outcome instanceof TakeRule.Outcome.Request request && world.decisions.mayUseLook(request.taken(), seen)) {
            Taken taken = request.taken();
            postgres.rows.put(row.key(), taken.row());
            world.trace("takes", taken.request().kind(), "of row", row.key(), "as", taken.id(), "after a look");
            compare(taken, look, taken.row());
        } else {
            take(row);
        }
    }

    private void take(TwoWayRow row) {
        String key = row.key();
        TakeRule.Outcome outcome = world.decisions.take(row, world.nextLocalTime());
        if (outcome instanceof TakeRule.Outcome.Buried buried) {
            postgres.rows.put(key, buried.row());
        } else if (outcome instanceof TakeRule.Outcome.Request request) {
            Taken taken = request.taken();
            postgres.rows.put(key, taken.row());
            world.trace("takes", taken.request().kind(), "of row", key, "as", taken.id());
            addJob(key, taken.id(), request.needsLook() ? look(taken) : now -> send(taken, null, now));
        }
    }

    /** Does one of the steps that it remembers, unless the row has lost the request meanwhile. */
    void step() {
        if (jobs.isEmpty()) {
            return;
        }
        Job job = jobs.remove(world.below(jobs.size()));
        TwoWayRow row = postgres.rows.get(job.key());
        boolean isOpen = row != null && row.request() != null && row.request().id() == job.request();
        if (isOpen || (row != null && job.request() == NO_REQUEST)) {
            job.step().run(row);
        }
    }

    private void addJob(String key, long request, Step step) {
        jobs.add(new Job(key, request, step));
    }

    private Step look(Taken taken) {
        return row -> {
            Look look = world.salesforce.look(row.salesforceId());
            addJob(row.key(), taken.id(), now -> compare(taken, look, now));
        };
    }

    private void compare(Taken taken, Look look, TwoWayRow row) {
        CompareRule.Outcome outcome = world.decisions.compare(row, taken, look);
        if (outcome instanceof CompareRule.Outcome.LookAgain) {
            world.tick();
            addJob(row.key(), taken.id(), look(taken));
        } else if (outcome instanceof CompareRule.Outcome.Send send) {
            world.ledger.noteReplacements(row, send.row());
            noteAndSend(taken, look, send.row());
        } else if (outcome instanceof CompareRule.Outcome.Closed closed) {
            postgres.store(row, closed.decision());
        }
    }

    private void noteAndSend(Taken taken, Look look, TwoWayRow row) {
        TwoWayRow sending = world.decisions.sending(row, world.localTime());
        postgres.rows.put(row.key(), sending);
        send(taken, look, sending);
    }

    private void send(Taken taken, Look look, TwoWayRow row) {
        world.trace(
                "sends",
                taken.request().kind(),
                taken.id(),
                Trace.show(row.request().sent()));
        Message message = new Message(taken, row.request().sent(), look, world.localTime(), epoch);
        network.add(message);
        if (world.chance(world.options.losses / 2)) {
            loseAnswer(message); // the connection breaks, but the request goes on
        }
    }

    private void loseAnswer(Message message) {
        replies.add(new Reply(message, new Answer.Lost(world.localTime())));
    }

    void networkStep() {
        if (network.isEmpty()) {
            return;
        }
        Message message = network.remove(world.below(network.size()));
        if (isTooLate(message) || world.chance(world.options.losses)) {
            world.trace("request", message.taken().id(), "is lost");
            loseAnswer(message);
            return;
        }
        world.tick();
        Answer answer = world.salesforce.carryOut(message);
        world.trace("Salesforce answers", message.taken().id(), answer);
        if (world.chance(world.options.losses)) {
            loseAnswer(message);
        } else {
            replies.add(new Reply(message, answer));
        }
    }

    private boolean isTooLate(Message message) {
        return world.localTime() > message.sentAt() + World.DEADLINE_TICKS * World.TICK;
    }

    void replyStep() {
        if (replies.isEmpty()) {
            return;
        }
        Reply reply = replies.remove(world.below(replies.size()));
        Taken taken = reply.message().taken();
        TwoWayRow row = postgres.rows.get(taken.row().key());
        if (reply.message().epoch() == epoch && row != null && taken.isOpenOn(row)) {
            world.trace("reply", taken.id(), reply.answer());
            RowDecision decision = world.decisions.answer(row, taken, reply.answer(), world.localTime());
            postgres.store(row, decision);
        }
    }

    /** Looks after one request that no event has confirmed in time. */
    void settle() {
        Map<String, TwoWayRow> rows = postgres.rows;
        List<TwoWayRow> overdue = rows.values().stream()
                .filter(row -> world.decisions.settleNext(row, world.localTime()) != SettleRule.Step.WAIT)
                .filter(row -> jobs.stream()
                        .noneMatch(job ->
                                job.request() == row.request().id() && job.key().equals(row.key())))
                .toList();
        if (overdue.isEmpty()) {
            return;
        }
        TwoWayRow row = overdue.get(world.below(overdue.size()));
        long request = row.request().id();
        world.trace("settles", request);
        switch (world.decisions.settleNext(row, world.localTime())) {
            case ASK_FOR_READ -> postgres.store(row, world.decisions.askForRead(row));
            case LOOK -> addJob(row.key(), request, this::lookAfter);
            case LOOK_UP -> lookUp(row, request);
            case WAIT, FORGET -> throw new AssertionError("A request that waits is not overdue.");
        }
    }

    private void lookAfter(TwoWayRow row) {
        Look look = world.salesforce.look(row.salesforceId());
        addJob(row.key(), row.request().id(), now -> {
            RowDecision decision = world.decisions.settle(now, row, look);
            world.ledger.noteFound(now, decision.row());
            postgres.store(now, decision);
        });
    }

    private void lookUp(TwoWayRow row, long request) {
        world.salesforce.records.values().stream()
                .filter(found -> row.key().equals(found.maker))
                .max(Comparator.comparing(Record::exists))
                .ifPresentOrElse(
                        found -> postgres.store(
                                row, world.decisions.settleCreated(postgres.adopt(row, found.id), world.localTime())),
                        () -> repeat(row, request));
    }

    private void repeat(TwoWayRow row, long request) {
        RowDecision decision = world.decisions.settleNotCreated(row, request, world.localTime());
        postgres.store(row, decision);
        if (SettleRule.isRepeated(decision.row(), request)) {
            Taken taken = new Taken(decision.row());
            addJob(row.key(), request, now -> send(taken, null, now));
        }
    }
}

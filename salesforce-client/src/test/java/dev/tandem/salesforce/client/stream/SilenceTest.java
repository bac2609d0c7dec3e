/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.salesforce.client.stream.Silence.Poll;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SilenceTest {
    private static final Duration TIME = Duration.ofMillis(100);
    private static final long MILLI = Duration.ofMillis(1).toNanos();
    private static final String ACCOUNTS = "/data/AccountChangeEvent";
    private static final String CONTACTS = "/data/ContactChangeEvent";

    private final Silence silence = new Silence(Optional.of(TIME));
    private long now;
    private Poll poll;

    @BeforeEach
    void subscribe() {
        silence.expect(ACCOUNTS);
        silence.stir(ACCOUNTS, now);
    }

    @Test
    void asksForShortPollsUntilOneIsEmpty() {
        assertThat(poll()).contains(TIME);
        pass(150);
        assertThat(isSilent()).isFalse();

        answer(true);

        assertThat(isSilent()).isTrue();
        assertThat(poll()).isEmpty();
    }

    @Test
    void isBrokenByAnEvent() {
        emptyPoll();
        poll();
        event(ACCOUNTS);
        answer(false);

        assertThat(isSilent()).isFalse();
        assertThat(poll()).contains(TIME);
    }

    @Test
    void isNotProvenByLateAnswer() {
        event(ACCOUNTS);
        poll();
        pass(4_000);
        assertThat(isSilent()).isFalse();

        event(ACCOUNTS);
        answer(false);

        assertThat(isSilent()).isFalse();
    }

    @Test
    void isNotProvenByPollFromBeforeTheSubscription() {
        silence.expect(ACCOUNTS);
        poll();
        silence.stir(ACCOUNTS, now);
        answer(true);

        assertThat(isSilent()).isFalse();
    }

    @Test
    void isNotProvenByPollThatIsAnsweredAtOnce() {
        openSession();
        answer(true);
        assertThat(poll.time()).isEmpty();

        assertThat(isSilent()).isFalse();
    }

    @Test
    void isNotProvenByShortPollThatIsAnsweredAtOnce() {
        event(ACCOUNTS);
        poll();
        pass(99);
        answer(true);
        assertThat(isSilent()).isFalse();

        assertThat(poll()).contains(TIME);
        pass(1);
        answer(true);

        assertThat(isSilent()).isTrue();
    }

    @Test
    void isNotProvenInAnotherSession() {
        emptyPoll();
        silence.expect(ACCOUNTS);

        assertThat(isSilent()).isFalse();
        assertThat(poll()).contains(TIME);
        answer(true);
        assertThat(isSilent()).as("not subscribed yet").isFalse();
    }

    @Test
    void isNotProvenByAnswerOfFormerSession() {
        poll();
        Poll former = poll;
        silence.expect(ACCOUNTS);
        event(ACCOUNTS);
        poll();

        silence.answer(former, true, now);

        assertThat(isSilent()).isFalse();
    }

    @Test
    void isProvenAlthoughOtherChannelsHaveEvents() {
        silence.expect(CONTACTS);
        silence.stir(CONTACTS, now);
        pass(99);
        poll();
        event(CONTACTS);
        answer(false);
        assertThat(isSilent()).as("asked too early").isFalse();

        pass(1);
        poll();
        event(CONTACTS);
        answer(false);

        assertThat(isSilent()).isTrue();
        assertThat(silence.isSilent(CONTACTS, now)).isFalse();
    }

    @Test
    void isProvenByAgeOfPollsWhereServerHoldsThem() {
        poll();
        pass(4_999);
        assertThat(isSilent()).isFalse();
        pass(1);
        assertThat(isSilent()).isTrue();

        event(ACCOUNTS);
        answer(false);
        poll();
        pass(99);
        assertThat(isSilent()).isFalse();
        pass(1);
        assertThat(isSilent()).isTrue();
    }

    @Test
    void isProvenByAnswersAgainOnceServerAnswersInTime() {
        poll();
        pass(5_000);
        assertThat(isSilent()).isTrue();
        event(ACCOUNTS);
        answer(false);
        emptyPoll();
        event(ACCOUNTS);

        poll();
        pass(4_999);

        assertThat(isSilent()).isFalse();
    }

    @Test
    void isProvenByAgeOfPollsWhereServerRejectsShortOnes() {
        for (int rejections = 0; rejections < 3; rejections++) {
            assertThat(poll()).contains(TIME);
            silence.reject();
            openSession();
        }

        assertThat(poll()).isEmpty();
        pass(99);
        assertThat(isSilent()).isFalse();
        pass(1);
        assertThat(isSilent()).isTrue();
    }

    @Test
    void isNotProvenByAgeAfterRejectionsBetweenAnswers() {
        for (int rejections = 0; rejections < 5; rejections++) {
            poll();
            silence.reject();
            openSession();
            emptyPoll();
            event(ACCOUNTS);
        }

        assertThat(poll()).contains(TIME);
        pass(4_999);
        assertThat(isSilent()).isFalse();
    }

    /** A proxy may end each session after a moment. */
    @Test
    void asksForShortPollsAgainIfServerRejectsOthersToo() {
        rejectShortPolls();
        assertThat(poll()).isEmpty();

        silence.reject();
        openSession();

        assertThat(poll()).contains(TIME);
    }

    @Test
    void asksForNoShortPollsAgainOnceServerHasAcceptedAnother() {
        rejectShortPolls();
        poll();
        answer(true);
        event(ACCOUNTS);
        poll();

        silence.reject();
        openSession();

        assertThat(poll()).isEmpty();
    }

    @Test
    void asksForShortPollAgainAfterAnHour() {
        rejectShortPolls();
        poll();
        event(ACCOUNTS);
        pass(3_599_000);
        assertThat(poll()).isEmpty();

        pass(1_000);
        assertThat(poll()).contains(TIME);
        silence.reject();
        openSession();
        assertThat(poll()).as("still rejected").isEmpty();

        pass(3_600_000);
        emptyPoll();
        event(ACCOUNTS);
        assertThat(poll()).as("accepted").contains(TIME);
        silence.reject();
        openSession();
        assertThat(poll()).contains(TIME);
    }

    @Test
    void isTrueOfChannelThatIsNotWanted() {
        silence.forget(ACCOUNTS);

        assertThat(isSilent()).isTrue();
        assertThat(poll()).isEmpty();
    }

    @Test
    void costsNoPollIfNobodyAsks() {
        Silence unasked = new Silence(Optional.empty());
        unasked.expect(ACCOUNTS);
        unasked.stir(ACCOUNTS, now);

        assertThat(unasked.poll(false, now).time()).isEmpty();
        assertThat(unasked.isSilent(ACCOUNTS, now)).isTrue();
    }

    private void rejectShortPolls() {
        for (int rejections = 0; rejections < 3; rejections++) {
            poll();
            silence.reject();
            openSession();
        }
    }

    /** Opens a session, whose first poll asks for an answer at once. */
    private void openSession() {
        silence.expect(ACCOUNTS);
        silence.stir(ACCOUNTS, now);
        poll = silence.poll(true, now);
    }

    private void emptyPoll() {
        poll();
        pass(100);
        answer(true);
    }

    private Optional<Duration> poll() {
        poll = silence.poll(false, now);
        return poll.time();
    }

    private void answer(boolean isEmpty) {
        silence.answer(poll, isEmpty, now);
    }

    private void event(String channel) {
        silence.stir(channel, now);
    }

    private boolean isSilent() {
        return silence.isSilent(ACCOUNTS, now);
    }

    private void pass(long millis) {
        now += millis * MILLI;
    }
}

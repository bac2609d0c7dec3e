/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.governor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.salesforce.client.FailureKind;
import dev.tandem.salesforce.client.SalesforceException;
import java.lang.reflect.Constructor;
import java.net.URL;
import java.net.URLClassLoader;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ApiGovernorTest {
    private static final Instant NOW = Instant.parse("2026-11-26T12:00:00Z");

    private final String org = UUID.randomUUID().toString();
    private final TestClock clock = new TestClock();
    private final ApiGovernor governor = new ApiGovernor(org, BudgetSettings.defaults(), clock);

    @Test
    void spacesCallsWhileTheyArePaced() {
        useCalls(40_000);

        assertThat(governor.reserve(CallPurpose.LIVE)).isZero();
        Duration first = governor.reserve(CallPurpose.LIVE);
        Duration second = governor.reserve(CallPurpose.LIVE);

        assertThat(first).isPositive();
        assertThat(second).isEqualTo(first.multipliedBy(2));
    }

    @Test
    void failsAtOnceIfTheWaitWouldBeLong() {
        useCalls(50_000);

        assertThatThrownBy(() -> governor.reserve(CallPurpose.LIVE))
                .hasMessageContaining("50000 of 50000 calls in 24 hours")
                .isInstanceOfSatisfying(
                        SalesforceException.class,
                        failure -> assertThat(failure.kind()).isEqualTo(FailureKind.THROTTLED));
    }

    @Test
    void pausesLongerAfterEachExceededLimitUntilACallSucceeds() {
        governor.limitExceeded("TotalRequests Limit exceeded.");
        Duration first = governor.pause(CallPurpose.LIVE);
        for (int i = 0; i < 5; i++) {
            clock.advance(governor.pause(CallPurpose.LIVE));
            governor.limitExceeded("TotalRequests Limit exceeded.");
        }
        Duration sixth = governor.pause(CallPurpose.LIVE);
        clock.advance(sixth);
        governor.succeeded();
        governor.limitExceeded("TotalRequests Limit exceeded.");

        assertThat(first).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(2));
        assertThat(sixth).isBetween(Duration.ofSeconds(32), Duration.ofSeconds(64));
        assertThat(governor.pause(CallPurpose.LIVE)).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(2));
    }

    @Test
    void countsCallsThatFailTogetherAsOneExceededLimit() {
        governor.limitExceeded("ConcurrentRequests (Concurrent API Requests) Limit exceeded.");
        Duration pause = governor.pause(CallPurpose.LIVE);
        for (int call = 1; call < 25; call++) {
            governor.limitExceeded("ConcurrentRequests (Concurrent API Requests) Limit exceeded.");
        }

        assertThat(pause).isLessThanOrEqualTo(Duration.ofSeconds(1));
        assertThat(governor.pause(CallPurpose.LIVE))
                .as("the pause of the first")
                .isEqualTo(pause);
    }

    @Test
    void takesSuccessDuringThePauseForThatOfAnEarlierCall() {
        governor.limitExceeded("TotalRequests Limit exceeded.");
        governor.succeeded();
        clock.advance(governor.pause(CallPurpose.LIVE));

        governor.limitExceeded("TotalRequests Limit exceeded.");

        assertThat(governor.pause(CallPurpose.LIVE)).isBetween(Duration.ofSeconds(2), Duration.ofSeconds(4));
    }

    @Test
    void goesOnWhenTheClockGoesBack() {
        useCalls(40_000);
        governor.reserve(CallPurpose.LIVE);
        governor.reserve(CallPurpose.LIVE);
        governor.limitExceeded("TotalRequests Limit exceeded.");

        clock.advance(Duration.ofHours(-5));

        assertThat(governor.reserve(CallPurpose.LIVE)).isLessThan(Duration.ofSeconds(5));
        governor.limitExceeded("TotalRequests Limit exceeded.");
        assertThat(governor.pause(CallPurpose.LIVE)).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(4));
    }

    @Test
    void countsCallsAndEventsWithTheirForecast() throws InterruptedException {
        governor.observeUsage(10, 100_000);
        governor.observeEventLimit(25_000);

        governor.acquire(CallPurpose.LIVE);
        governor.countEvents(3);

        BudgetReport report = governor.report();
        assertThat(report.calls()).isEqualTo(1);
        assertThat(report.callForecast()).isEqualTo(24);
        assertThat(report.orgCalls()).isEqualTo(11);
        assertThat(report.events()).isEqualTo(3);
        assertThat(report.eventForecast()).isEqualTo(72);
        assertThat(report.eventLimit()).isEqualTo(25_000);
    }

    @Test
    void sharesCountsWithACopyInAnotherClassLoader() throws Exception {
        try (PluginLoader plugin = new PluginLoader()) {
            Class<?> copy = plugin.loadClass(ApiGovernor.class.getName());
            Class<?> settings = plugin.loadClass(BudgetSettings.class.getName());
            Constructor<?> constructor = copy.getConstructor(String.class, settings, Clock.class);
            Object other =
                    constructor.newInstance(org, settings.getMethod("defaults").invoke(null), clock);

            copy.getMethod("countEvents", long.class).invoke(other, 5L);
            copy.getMethod("observeUsage", long.class, long.class).invoke(other, 7L, 1_000L);
        }

        assertThat(governor.report().events()).isEqualTo(5);
        assertThat(governor.report().orgCalls()).isEqualTo(7);
    }

    private void useCalls(long calls) {
        SharedLedger ledger = new SharedLedger(org);
        ledger.addCalls(NOW.minus(Duration.ofHours(12)), calls);
        ledger.noteUsage(NOW, calls, 100_000);
    }

    /** A class loader that loads the client's classes again, as Connect does for each plugin. */
    private static final class PluginLoader extends URLClassLoader {
        PluginLoader() {
            super(
                    new URL[] {
                        ApiGovernor.class.getProtectionDomain().getCodeSource().getLocation()
                    },
                    ApiGovernorTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.startsWith("dev.tandem.")) {
                return super.loadClass(name, resolve);
            }
            Class<?> loaded = findLoadedClass(name);
            return loaded == null ? findClass(name) : loaded;
        }
    }

    private static final class TestClock extends Clock {
        private Instant now = NOW;

        void advance(Duration time) {
            now = now.plus(time);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneOffset getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}

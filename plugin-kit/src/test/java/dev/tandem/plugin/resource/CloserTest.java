/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.plugin.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.connect.errors.ConnectException;
import org.junit.jupiter.api.Test;

class CloserTest {
    private final List<String> closed = new ArrayList<>();
    private final Closer closer = new Closer();

    @Test
    void closesInReverseOrderAndOnce() {
        closer.add(() -> closed.add("first"));
        closer.add(() -> closed.add("second"));

        closer.close();
        closer.close();

        assertThat(closed).containsExactly("second", "first");
    }

    @Test
    void closesTheOthersWhenOneFails() {
        IllegalStateException failure = new IllegalStateException("second");
        IOException further = new IOException("first");
        closer.add(() -> closed.add("zeroth"));
        closer.add(() -> {
            throw further;
        });
        closer.add(() -> {
            throw failure;
        });

        assertThatThrownBy(closer::close).isSameAs(failure).hasSuppressedException(further);
        assertThat(closed).containsExactly("zeroth");
    }

    @Test
    void wrapsACheckedFailure() {
        closer.add(() -> {
            throw new IOException("disk full");
        });

        assertThatThrownBy(closer::close).isInstanceOf(ConnectException.class).hasMessageContaining("disk full");
    }

    @Test
    void returnsTheFailureOfAStartWithThoseOfClosing() {
        IllegalStateException start = new IllegalStateException("start");
        IOException closing = new IOException("closing");
        closer.add(() -> {
            throw closing;
        });

        assertThat(closer.closeAfter(start)).isSameAs(start).hasSuppressedException(closing);
    }
}

/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.proxy;

import java.io.IOException;

/** A way in which an answer is broken, or wrong. */
public interface Fault {
    /** Answers in place of the org. */
    void answer(HttpMessage answer, Step step) throws IOException;

    /** Returns whether the proxy has to speak TLS. */
    default boolean needsTls() {
        return false;
    }

    /** Returns whether the org does not get the request. */
    default boolean strikesBeforeTheOrg() {
        return false;
    }

    /** The client's end of an exchange. */
    interface Step {
        void write(byte[] bytes) throws IOException;

        void pause();

        /** Ends the connection. */
        void end() throws IOException;

        /** Ends the connection so that the client sees a reset. */
        void reset() throws IOException;

        /** Waits until the client gives up. */
        void waitForEnd() throws IOException;
    }
}

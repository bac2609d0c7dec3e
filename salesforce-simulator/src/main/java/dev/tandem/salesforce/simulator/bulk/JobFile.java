/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.simulator.bulk;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;

/** A temporary file without a name: it is gone once it is closed, and when the simulator ends, even if that is killed. */
final class JobFile implements AutoCloseable {
    private final FileChannel channel;

    JobFile() {
        try {
            // On Unix, this option deletes the name at once.
            channel = FileChannel.open(
                    Files.createTempFile("simulator-ingest", null),
                    StandardOpenOption.READ,
                    StandardOpenOption.WRITE,
                    StandardOpenOption.DELETE_ON_CLOSE);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot create a file for a Bulk job.", e);
        }
    }

    /** Returns a stream that appends. Closing it closes the file. */
    OutputStream output() {
        return Channels.newOutputStream(channel);
    }

    /** Returns a writer that appends. Closing it closes the file. */
    Writer writer() {
        return new BufferedWriter(Channels.newWriter(channel, StandardCharsets.UTF_8));
    }

    /** Returns a reader of the whole file. Closing it closes the file. */
    BufferedReader reader() throws IOException {
        channel.position(0);
        return new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8));
    }

    /** Copies the whole file. */
    void copyTo(OutputStream out) throws IOException {
        WritableByteChannel target = Channels.newChannel(out);
        long position = 0;
        while (position < channel.size()) {
            position += channel.transferTo(position, channel.size() - position, target);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot close a file of a Bulk job.", e);
        }
    }
}

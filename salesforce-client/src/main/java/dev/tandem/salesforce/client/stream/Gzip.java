/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.stream;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;

/** A decoder of compressed answers. It needs one buffer, because answers may be large, and there are many of them. */
final class Gzip {
    private static final int INPUT_BYTES = 16 << 10;

    private Gzip() {}

    /**
     * Returns the content.
     *
     * @throws OversizedAnswerException if it has more than {@code maxBytes}
     */
    static byte[] decoded(byte[] compressed, int maxBytes) throws IOException {
        try (GZIPInputStream gzip = new GZIPInputStream(new ByteArrayInputStream(compressed), INPUT_BYTES)) {
            byte[] content = new byte[Math.min(announcedSize(compressed), maxBytes)];
            int length = gzip.readNBytes(content, 0, content.length);
            byte[] rest = gzip.readNBytes(maxBytes - length + 1);
            if (length + rest.length > maxBytes) {
                throw new OversizedAnswerException(maxBytes);
            }
            if (length + rest.length == content.length) {
                return content;
            }
            byte[] whole = Arrays.copyOf(content, length + rest.length);
            System.arraycopy(rest, 0, whole, length, rest.length);
            return whole;
        }
    }

    /** Returns the size that the last four bytes announce. It is wrong if the content consists of several members. */
    private static int announcedSize(byte[] compressed) {
        if (compressed.length < Integer.BYTES) {
            return 0;
        }
        int size = ByteBuffer.wrap(compressed, compressed.length - Integer.BYTES, Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .getInt();
        return size < 0 ? Integer.MAX_VALUE : size;
    }
}

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
    /** No content is compressed to less. Source: "Maximum Compression Factor" in zlib's technical details. */
    private static final long MAX_RATIO = 1032;

    private Gzip() {}

    /**
     * Returns the content.
     *
     * @throws OversizedAnswerException if it has more than {@code maxBytes}
     */
    static byte[] decoded(byte[] compressed, int maxBytes) throws IOException {
        try (GZIPInputStream gzip = new GZIPInputStream(new ByteArrayInputStream(compressed), INPUT_BYTES)) {
            byte[] content = new byte[(int) Math.min(likelySize(compressed), maxBytes)];
            int length = gzip.readNBytes(content, 0, content.length);
            byte[] rest = gzip.readNBytes((int) Math.min((long) maxBytes - length + 1, Integer.MAX_VALUE));
            if ((long) length + rest.length > maxBytes) {
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

    /**
     * Returns the size that the last four bytes announce, if the content may be that large. It is wrong if the content consists of
     * several members, or if the answer is damaged.
     */
    private static long likelySize(byte[] compressed) {
        if (compressed.length < Integer.BYTES) {
            return 0;
        }
        int size = ByteBuffer.wrap(compressed, compressed.length - Integer.BYTES, Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .getInt();
        return Math.min(Integer.toUnsignedLong(size), compressed.length * MAX_RATIO);
    }
}

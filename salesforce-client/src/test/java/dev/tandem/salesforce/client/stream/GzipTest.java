/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GzipTest {
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 100_000})
    void decodesContentOfAnySize(int size) throws IOException {
        byte[] content = text('a', size);

        assertThat(Gzip.decoded(compressed(content), 100_000)).isEqualTo(content);
    }

    @Test
    void rejectsContentThatIsTooLarge() {
        assertThatThrownBy(() -> Gzip.decoded(compressed(text('a', 100_001)), 100_000))
                .isInstanceOf(OversizedAnswerException.class);
    }

    @Test
    void decodesEmptyContentWithoutLimit() throws IOException {
        assertThat(Gzip.decoded(compressed(new byte[0]), Integer.MAX_VALUE)).isEmpty();
    }

    @Test
    void decodesSeveralMembersWhoseSizeIsOfTheLast() throws IOException {
        ByteArrayOutputStream members = new ByteArrayOutputStream();
        members.write(compressed(text('a', 5_000)));
        members.write(compressed(text('b', 10)));

        assertThat(new String(Gzip.decoded(members.toByteArray(), 100_000), StandardCharsets.US_ASCII))
                .isEqualTo("a".repeat(5_000) + "b".repeat(10));
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 3, 50_000})
    void doesNotTrustTheAnnouncedSize(int announced) {
        byte[] compressed = compressed(text('a', 100));
        for (int i = 0; i < Integer.BYTES; i++) {
            compressed[compressed.length - Integer.BYTES + i] = (byte) (announced >> (8 * i));
        }

        assertThatThrownBy(() -> Gzip.decoded(compressed, 100_000)).isInstanceOf(IOException.class);
    }

    @Test
    void takesNoMemoryForAnImpossibleSize() {
        byte[] compressed = compressed(text('a', 100));
        Arrays.fill(compressed, compressed.length - Integer.BYTES, compressed.length, (byte) -1);

        assertThatThrownBy(() -> Gzip.decoded(compressed, Integer.MAX_VALUE)).isInstanceOf(IOException.class);
    }

    private static byte[] text(char letter, int size) {
        return String.valueOf(letter).repeat(size).getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] compressed(byte[] content) {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
            gzip.write(content);
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        }
        return compressed.toByteArray();
    }
}

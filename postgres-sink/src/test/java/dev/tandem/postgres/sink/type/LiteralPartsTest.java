/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.type;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class LiteralPartsTest {
    @Test
    void findsElementsOfArrays() {
        assertThat(LiteralParts.ofArray("{1,{2,3},NULL}")).containsExactly("1", "2", "3", "NULL");
        assertThat(LiteralParts.ofArray("[0:1]={\"a,b\",\"c\\\"}\"}")).containsExactly("a,b", "c\"}");
        assertThat(LiteralParts.ofArray("{}")).isEmpty();
        assertThat(LiteralParts.ofArray("no array")).containsExactly("no array");
    }

    @Test
    void findsFieldsOfCompositeValues() {
        assertThat(LiteralParts.ofComposite("(1.5,\"a \"\"b\"\", c\",)"))
                .isEqualTo(java.util.Arrays.asList("1.5", "a \"b\", c", null));
        assertThat(LiteralParts.ofComposite("(\"(1,2)\",\"\")")).isEqualTo(List.of("(1,2)", ""));
        assertThat(LiteralParts.ofComposite("(\"open")).containsExactly("(open");
    }
}

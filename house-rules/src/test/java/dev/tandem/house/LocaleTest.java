/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The rule that statements, requests and answers look alike in every locale. Some write numbers with other digits. */
class LocaleTest {
    private static final Pattern STATEMENTS = Pattern.compile(";");
    private static final Pattern NUMBER = Pattern.compile("(?s).*%[-+0-9$,.]*[dfge]\\b.*\\.formatted\\(.*");

    static Stream<Path> modules() {
        return Repository.modules().stream()
                .filter(module -> !Repository.relative(module).startsWith("benchmarks"));
    }

    @ParameterizedTest
    @MethodSource("modules")
    void formatsNoNumberInTheMachinesLocale(Path module) {
        List<String> found = Repository.mainFiles(module).stream()
                .flatMap(file -> formatted(Repository.read(file)).map(text -> Repository.relative(file) + ": " + text))
                .toList();

        assertThat(found).as("use %%s, or String.format with Locale.ROOT").isEmpty();
    }

    @Test
    void recognizesNumbers() {
        assertThat(formatted("int a; return \"%5$d ms\".formatted(a); b();")).hasSize(1);
        assertThat(formatted("return \"%s ms\".formatted(a);")).isEmpty();
    }

    private static Stream<String> formatted(String source) {
        return STATEMENTS
                .splitAsStream(source)
                .map(String::strip)
                .filter(statement -> NUMBER.matcher(statement).matches());
    }
}

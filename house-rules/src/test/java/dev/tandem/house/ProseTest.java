/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.house;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The English of the sources and of the pages. */
class ProseTest {
    @TestFactory
    Stream<DynamicTest> sourcesAvoidTheWordsOfTheList() {
        return Repository.modules().stream()
                .map(module -> dynamicTest(
                        Repository.relative(module),
                        () -> assertThat(slipsInSources(module)).isEmpty()));
    }

    @TestFactory
    Stream<DynamicTest> commentsFitTheScreen() {
        return Repository.modules().stream()
                .map(module -> dynamicTest(
                        Repository.relative(module),
                        () -> assertThat(longComments(module)).isEmpty()));
    }

    @TestFactory
    Stream<DynamicTest> pagesAvoidTheWordsOfTheList() {
        return Repository.pages().stream()
                .map(page -> dynamicTest(
                        Repository.relative(page),
                        () -> assertThat(Prose.slips(Prose.ofPage(Repository.read(page))))
                                .isEmpty()));
    }

    @TestFactory
    Stream<DynamicTest> pagesHaveOneSentencePerLine() {
        return Repository.pages().stream()
                .map(page -> dynamicTest(
                        Repository.relative(page),
                        () -> assertThat(Sentences.misplaced(Repository.read(page)))
                                .isEmpty()));
    }

    @TestFactory
    Stream<DynamicTest> describesTypesByNounPhrases() {
        return Repository.modules().stream()
                .map(module -> dynamicTest(
                        Repository.relative(module),
                        () -> assertThat(typesDescribedByVerbs(module)).isEmpty()));
    }

    @Test
    void describesEveryPackage() {
        assertThat(Repository.modules().stream()
                        .flatMap(module -> Repository.mainFiles(module).stream())
                        .filter(file -> file.toString().endsWith(".java"))
                        .map(Path::getParent)
                        .distinct()
                        .filter(directory -> !Files.exists(directory.resolve("package-info.java")))
                        .map(Repository::relative))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /** Writes rows. */ final class Writer {}                    | Writer
            /** Rule 3: turns wishes into requests. */ class Rule {}     | Rule
            /** A writer of rows. */ public final class Writer {}        |
            /** Writes that meet each other. */ class ConcurrencyTest {} |
            /** Writes rows. */ void write() {} class Other {}           |
            """)
    void findsTypesThatAreDescribedByVerbs(String source, String type) {
        assertThat(TypeSummaries.beginningWithVerbs(source)).isEqualTo(type == null ? List.of() : List.of(type));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ' * '          | 137 | false
            ' * '          | 138 | true
            'int i; // '   | 138 | true
            'String s = "' | 138 | false
            """)
    void findsCommentsThatAreTooLong(String start, int rest, boolean isFound) {
        String source = "\n" + start + "x".repeat(rest);

        assertThat(Prose.longCommentsOf(source)).isEqualTo(isFound ? List.of(2) : List.of());
    }

    @ParameterizedTest
    @CsvSource({
        "One sentence. And `another` one.,1: has more than one sentence",
        "'- An item. `code` starts the next.',1: has more than one sentence",
        "'A sentence that\ngoes on.',1: goes on in the next line",
        "'Ends well.\n`public` goes:\n- on',",
        "'**A lead-in.** One sentence, e.g. this: A, B.',",
        "'| A cell. Another. |',",
        "'1. Do this:\n\n   ```json\n   { \"a\": 1 }\n   ```',",
    })
    void findsSentencesThatShareLineOrSpanLines(String page, String misplaced) {
        assertThat(Sentences.misplaced(page)).isEqualTo(misplaced == null ? List.of() : List.of(misplaced));
    }

    @ParameterizedTest
    @CsvSource({
        "'The table is made anew.', anew",
        "'It tells the row''s name.', tells",
        "'This is no table.', is no table",
        "'The record is\n * refused.', refused",
        "'Returns true if it fits.', Returns true if",
    })
    void findsAWordOfTheList(String prose, String words) {
        assertThat(Prose.slips(prose)).extracting(Prose.Slip::words).containsExactly(words);
    }

    @ParameterizedTest
    @CsvSource({"Connection refused by the server.", "It is no longer there.", "Besides that it stands."})
    void acceptsPlainEnglish(String prose) {
        assertThat(Prose.slips(prose)).isEmpty();
    }

    @Test
    void readsOnlyCommentsAndLiteralsOfASource() {
        String source = "int anew = 1; // anew\nString told = \"\\\"told\"; char c = '\"'; /* lasting */";

        assertThat(Prose.slips(Prose.ofSource(source)))
                .extracting(slip -> slip.line() + " " + slip.words())
                .containsExactlyInAnyOrder("1 anew", "2 told", "2 lasting");
    }

    private static List<String> slipsInSources(Path module) {
        return Repository.sources(module).stream()
                .filter(source -> !source.startsWith(Repository.root().resolve("house-rules")))
                .flatMap(source -> Prose.slips(Prose.ofSource(Repository.read(source))).stream()
                        .map(slip -> Repository.relative(source) + ":" + slip))
                .toList();
    }

    private static List<String> longComments(Path module) {
        return Repository.sources(module).stream()
                .flatMap(source -> Prose.longCommentsOf(Repository.read(source)).stream()
                        .map(line -> Repository.relative(source) + ":" + line))
                .toList();
    }

    private static List<String> typesDescribedByVerbs(Path module) {
        return Repository.sources(module).stream()
                .filter(source -> !source.endsWith("ProseTest.java"))
                .flatMap(source -> TypeSummaries.beginningWithVerbs(Repository.read(source)).stream()
                        .map(type -> Repository.relative(source) + ": " + type))
                .toList();
    }
}

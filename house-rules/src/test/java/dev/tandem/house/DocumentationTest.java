/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The tests and files that the pages name, their tables, and the modules that POMs declare. */
class DocumentationTest {
    private static final Pattern TEST = Pattern.compile("`([A-Z]\\w*[a-z](?:Test|IT))(?:\\.(\\w+))?`");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#: ]+)(?:#[^)]*)?\\)");

    private static final Pattern ANCHOR = Pattern.compile("\\]\\(([^)#: ]*)#([^)]+)\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.*)$");

    private static final Set<String> SOURCES = Repository.modules().stream()
            .flatMap(module -> Repository.sources(module).stream())
            .map(Path::toString)
            .collect(Collectors.toSet());

    @ParameterizedTest
    @MethodSource("pages")
    void namesOnlyTestsThatExist(Path page) {
        for (MatchResult test : found(TEST, page).toList()) {
            List<String> sources = SOURCES.stream()
                    .filter(source -> source.endsWith("/" + test.group(1) + ".java"))
                    .toList();

            assertThat(sources).as(test.group()).isNotEmpty();
            if (test.group(2) != null) {
                Pattern member = Pattern.compile(" " + test.group(2) + "\\b");
                assertThat(sources)
                        .as(test.group())
                        .anyMatch(source ->
                                member.matcher(Repository.read(Path.of(source))).find());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    void linksOnlyToFilesThatExist(Path page) {
        assertThat(found(LINK, page).map(link -> page.resolveSibling(link.group(1))))
                .allSatisfy(file -> assertThat(file).exists());
    }

    @ParameterizedTest
    @MethodSource("pages")
    void linksOnlyToHeadingsThatExist(Path page) {
        assertThat(found(ANCHOR, page)).allSatisfy(link -> {
            Path target = link.group(1).isEmpty() ? page : page.resolveSibling(link.group(1));
            assertThat(anchors(target)).contains(link.group(2));
        });
    }

    @ParameterizedTest
    @MethodSource("allPages")
    void hasTablesWhoseRowsAreWhole(Path page) {
        int width = 0;
        for (String line : Prose.ofPage(Repository.read(page)).lines().toList()) {
            int cells = line.startsWith("|") ? line.replace("\\|", "").split("\\|", -1).length : 0;

            assertThat(width == 0 || cells == 0 || cells == width).as(line).isTrue();
            width = cells;
        }
    }

    /** With -am, Maven builds only what is declared. */
    @ParameterizedTest
    @MethodSource("poms")
    void declaresEachModuleThatItUnpacks(Path pom) {
        String text = Repository.read(pom).replaceAll("(?s)<dependencyManagement>.*?</dependencyManagement>", "");
        Set<String> declared = artifacts("dependency", text);
        Set<String> unpacked = artifacts("artifactItem", text);
        String self = Pattern.compile("</parent>\\s*<artifactId>([^<]+)")
                .matcher(text)
                .results()
                .map(match -> match.group(1))
                .findFirst()
                .orElse("");
        unpacked.remove(self);

        assertThat(declared).containsAll(unpacked);
    }

    static List<Path> pages() {
        return Repository.pages();
    }

    static List<Path> allPages() {
        return Stream.concat(Repository.pages().stream(), Repository.generatedPages().stream())
                .toList();
    }

    static List<Path> poms() {
        return Repository.modules().stream()
                .map(module -> module.resolve("pom.xml"))
                .toList();
    }

    /** Returns the anchors of a page's headings, as Markdown viewers name them. */
    private static List<String> anchors(Path page) {
        return HEADING.matcher(Repository.read(page))
                .results()
                .map(heading -> heading.group(1).toLowerCase(Locale.ROOT))
                .map(heading -> heading.replaceAll("[^\\w\\- ]", "").replace(' ', '-'))
                .toList();
    }

    private static Stream<MatchResult> found(Pattern pattern, Path page) {
        return pattern.matcher(Repository.read(page)).results();
    }

    private static Set<String> artifacts(String element, String pom) {
        Function<String, Stream<String>> own =
                text -> Pattern.compile("<groupId>dev\\.tandem</groupId>\\s*<artifactId>([^<]+)")
                        .matcher(text)
                        .results()
                        .map(match -> match.group(1));
        return Pattern.compile("(?s)<" + element + ">.*?</" + element + ">")
                .matcher(pom)
                .results()
                .flatMap(match -> own.apply(match.group()))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}

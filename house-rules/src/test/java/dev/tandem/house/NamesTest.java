/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The options, metrics and names of schema {@code tandem} that the pages mention. Names of other products are listed in {@code
 * foreign-names.txt}, so a misspelled option of ours is found.
 */
class NamesTest {
    private static final String DOTTED = "([a-z][a-z_0-9]*(?:\\.[A-Za-z_0-9]+)+)";
    private static final Pattern MENTIONED = Pattern.compile("`" + DOTTED + "(?:=[^`]*)?`");
    private static final Pattern CONFIGURATION = Pattern.compile("(?s)```(?:json|properties)\n(.*?)```");
    private static final Pattern SET = Pattern.compile("(?m)^\\s*\"?" + DOTTED + "\"?\\s*[:=]");
    private static final Pattern OF_TRANSFORM = Pattern.compile("^transforms\\.\\w+\\.");
    private static final Pattern OPTION = Pattern.compile("(?m)^\\| `([^`]+)`");
    private static final Pattern METRICS = Pattern.compile("(?s)\n## Metrics\n(.*?)(?=\n## |$)");
    private static final Pattern METRIC_LINE = Pattern.compile("(?m)^.*\\bmetrics? `.*$");
    private static final Pattern METRIC = Pattern.compile("`([a-z]+(?:-[a-z]+)+|[A-Z][a-z]+(?:[A-Z][a-z]+)*)`");
    private static final Pattern METRIC_KEY = Pattern.compile("(?m)^    ([A-Z][A-Z_]+)\\(");

    private static final Set<String> OPTIONS = Repository.generatedPages().stream()
            .flatMap(page -> OPTION.matcher(Repository.read(page)).results())
            .map(option -> option.group(1))
            .collect(Collectors.toSet());
    private static final Set<String> FOREIGN = lines("/foreign-names.txt");
    private static final List<String> SOURCES = Repository.modules().stream()
            .flatMap(module -> Repository.mainFiles(module).stream())
            .map(Repository::read)
            .toList();
    private static final Set<String> METRIC_KEYS = SOURCES.stream()
            .filter(source -> source.contains("implements MetricKey"))
            .flatMap(source -> METRIC_KEY.matcher(source).results())
            .map(key -> key.group(1).toLowerCase(Locale.ROOT).replace('_', '-'))
            .collect(Collectors.toSet());

    @ParameterizedTest
    @MethodSource("pages")
    void mentionsOnlyOptionsThatExist(Path page) {
        String text = Repository.read(page);
        Stream<MatchResult> set = CONFIGURATION
                .matcher(text)
                .results()
                .flatMap(block -> SET.matcher(block.group(1)).results());
        Set<String> unknown = Stream.concat(MENTIONED.matcher(text).results(), set)
                .map(name -> OF_TRANSFORM.matcher(name.group(1)).replaceFirst(""))
                .filter(name -> !isKnown(name))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(unknown)
                .as("options that are neither in the configuration reference nor in foreign-names.txt")
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("pages")
    void mentionsOnlyMetricsThatExist(Path page) {
        String text = Repository.read(page);
        Stream<String> places = Stream.concat(
                METRICS.matcher(text).results().map(section -> section.group(1)),
                METRIC_LINE.matcher(text).results().map(MatchResult::group));
        Set<String> unknown = places.flatMap(place -> METRIC.matcher(place).results())
                .map(name -> name.group(1))
                .filter(name -> !name.endsWith("Test") && !isMetric(name))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(unknown).as("metrics that no source has").isEmpty();
    }

    @Test
    void listsEachForeignNameForAReason() {
        String pages = pages().stream().map(Repository::read).collect(Collectors.joining("\n"));

        assertThat(FOREIGN).allSatisfy(name -> assertThat(pages).contains(name));
        assertThat(FOREIGN).doesNotContainAnyElementsOf(OPTIONS);
    }

    private static boolean isKnown(String name) {
        return OPTIONS.contains(name)
                || FOREIGN.contains(name)
                || (name.startsWith("tandem.") && SOURCES.stream().anyMatch(source -> source.contains(name)));
    }

    private static boolean isMetric(String name) {
        return METRIC_KEYS.contains(name)
                || SOURCES.stream()
                        .anyMatch(source -> source.contains("\"" + name + "\"")
                                || source.contains(" get" + name + "(")
                                || source.contains(" is" + name + "(")
                                || source.contains(" class " + name + " "));
    }

    static List<Path> pages() {
        return Repository.pages().stream()
                .filter(page -> !Repository.relative(page).contains("src/test"))
                .toList();
    }

    private static Set<String> lines(String resource) {
        try (InputStream file = NamesTest.class.getResourceAsStream(resource)) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .collect(Collectors.toCollection(TreeSet::new));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}

/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.house;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The commands of this repository that pages, messages and scripts print: Maven's, and those of the scripts themselves. */
final class Commands {
    private static final Pattern IN_PAGE = Pattern.compile(
            "(?m)(?:^|`)((?:[A-Z]+=\\w+ )?(?:mvn|\\./tandem|(?:benchmarks|house-rules)/[\\w-]+(?:/[\\w-]+)*)(?= |`|$)[^`#\\n]*)");
    private static final Pattern IN_SCRIPT = Pattern.compile("\\b(mvn [-a-z][^)|>#\\n]*)");
    private static final Pattern IN_MESSAGE = Pattern.compile("\"[^\"\\n]*\\b(mvn [-a-z][^\"\\n]*)\"");

    private Commands() {}

    static Stream<String> ofPage(Path page) {
        return found(IN_PAGE, Repository.read(page));
    }

    static Stream<String> ofScript(Path script) {
        return found(IN_SCRIPT, Repository.read(script).replace("\\\n", ""));
    }

    /** Returns the commands that people read, without those that scripts run themselves. */
    static List<String> all() {
        Stream<String> messages = Repository.modules().stream()
                .flatMap(module -> Repository.mainFiles(module).stream())
                .flatMap(source -> found(IN_MESSAGE, Repository.read(source)));
        return Stream.concat(Repository.pages().stream().flatMap(Commands::ofPage), messages)
                .distinct()
                .sorted()
                .toList();
    }

    static Stream<String> found(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(match -> match.group(1).strip());
    }
}

/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.house;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** Text that people read, and the words to avoid in it. */
final class Prose {
    private static final Pattern COMMENT_OR_LITERAL = Pattern.compile(
            "\"\"\".*?\"\"\"|\"(?:\\\\.|[^\"\\\\\\n])*\"|'(?:\\\\.|[^'\\\\])'|//[^\\n]*|/\\*.*?\\*/", Pattern.DOTALL);
    private static final Map<Pattern, String> ADVICE = advice();
    private static final Pattern COMMENT_LINE = Pattern.compile("^\\s*(?:/\\*\\*|\\*|//).*|.*\\s// .*");
    private static final int MAX_COMMENT = 140;

    private Prose() {}

    /** A line of text with a word to avoid, and what to write instead. */
    record Slip(int line, String words, String advice) {
        @Override
        public String toString() {
            return line + ": \"" + words + "\". Write: " + advice;
        }
    }

    /** Returns a Java source with everything blanked but its comments and string literals. Lines keep their numbers. */
    static String ofSource(String source) {
        StringBuilder prose = new StringBuilder(source.replaceAll("[^\\n]", " "));
        Matcher matcher = COMMENT_OR_LITERAL.matcher(source);
        while (matcher.find()) {
            prose.replace(matcher.start(), matcher.end(), matcher.group());
        }
        return prose.toString();
    }

    /** Returns the numbers of the lines whose comments are too long to be read at a glance. */
    static List<Integer> longCommentsOf(String source) {
        List<String> lines = source.lines().toList();
        return IntStream.range(0, lines.size())
                .filter(i -> lines.get(i).length() > MAX_COMMENT)
                .filter(i -> COMMENT_LINE.matcher(lines.get(i)).matches())
                .mapToObj(i -> i + 1)
                .toList();
    }

    /** Returns a Markdown page with its code blanked. */
    static String ofPage(String page) {
        return Pattern.compile("^ *```.*?^ *```|`[^`\\n]*`", Pattern.DOTALL | Pattern.MULTILINE)
                .matcher(page)
                .replaceAll(code -> Matcher.quoteReplacement(code.group().replaceAll("[^\\n]", "X")));
    }

    static List<Slip> slips(String prose) {
        List<Slip> slips = new ArrayList<>();
        ADVICE.forEach((words, advice) -> {
            Matcher matcher = words.matcher(prose);
            while (matcher.find()) {
                slips.add(
                        new Slip(lineOf(prose, matcher.start()), matcher.group().replaceAll("\\s+", " "), advice));
            }
        });
        return slips;
    }

    static int lineOf(String text, int position) {
        return (int) text.substring(0, position).lines().count();
    }

    private static Map<Pattern, String> advice() {
        Map<String, String> words = new LinkedHashMap<>();
        words.put("anew", "again, or recreate");
        words.put("beside", "besides, next to, or a side column");
        words.put("told apart", "distinguished");
        words.put("tells?|told", "says, reports, identifies or carries");
        words.put("gives? on|gave on|given on", "passed on");
        words.put(
                "(?<!there.)is no (?!longer|more|later|earlier|other|newer|older|such|way|need|room|change|obstacle|session|news|reason|point|body)[a-z]+",
                "is not a");
        words.put("(?<!connection.|records-)refused|refuses", "rejected");
        words.put("passing failures?", "transient failure");
        words.put("lasting", "permanent");
        words.put("somebody|nobody", "another process, or no one");
        words.put("returns? (?:true|false) (?:if|when|once|where|for|unless)", "Returns whether");
        Map<Pattern, String> patterns = new LinkedHashMap<>();
        words.forEach((regex, advice) -> patterns.put(
                Pattern.compile("\\b(?:" + regex.replace(" ", "\\s+(?:\\*\\s+)?") + ")\\b", Pattern.CASE_INSENSITIVE),
                advice));
        return patterns;
    }
}

/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.house;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** The sentences of a Markdown page, of which each has a line of its own. Tables, headings and code are exempt. */
final class Sentences {
    private static final Pattern EXEMPT = Pattern.compile("|[|#<].*|X+");
    private static final Pattern ITEM = Pattern.compile("^(?:[-*]|\\d+\\.)\\s+");
    private static final Pattern LEAD_IN = Pattern.compile("^\\*\\*[^*]+\\*\\*\\s+");
    private static final Pattern ABBREVIATION = Pattern.compile("\\b(?:e\\.g|i\\.e|vs|etc|approx|No)\\.");
    private static final Pattern SENTENCE_ENDS = Pattern.compile("[.!?][)\"'*_\\]]*\\s+[*_\"(\\[]*[A-Z]");
    private static final Pattern LINE_ENDS = Pattern.compile("[.!?:][)\"'*_\\]]*$|^\\*\\*[^*]+\\*\\*$");

    private Sentences() {}

    /** Returns the lines with more than one sentence, and those whose sentence goes on in the next line. */
    static List<String> misplaced(String page) {
        List<String> lines = Prose.ofPage(page).lines().map(String::strip).toList();
        List<String> misplaced = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (EXEMPT.matcher(line).matches()) {
                continue;
            }
            if (SENTENCE_ENDS.matcher(withoutMarks(line)).find()) {
                misplaced.add(i + 1 + ": has more than one sentence");
            }
            if (i + 1 < lines.size() && goesOn(line, lines.get(i + 1))) {
                misplaced.add(i + 1 + ": goes on in the next line");
            }
        }
        return misplaced;
    }

    private static boolean goesOn(String line, String next) {
        return !EXEMPT.matcher(next).matches()
                && !ITEM.matcher(next).find()
                && !LINE_ENDS.matcher(line).find();
    }

    private static String withoutMarks(String line) {
        String text = ITEM.matcher(line).replaceFirst("");
        return ABBREVIATION.matcher(LEAD_IN.matcher(text).replaceFirst("")).replaceAll("X");
    }
}

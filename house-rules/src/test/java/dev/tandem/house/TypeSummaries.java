/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.house;

import java.util.List;
import java.util.regex.Pattern;

/** The first words of the Javadoc of types. A type is a thing, so they name it; what a method does begins with a verb. */
final class TypeSummaries {
    private static final String ANNOTATIONS = "(?:@\\w+(?:\\([^)]*\\))?\\s+)*";
    private static final String MODIFIERS =
            "(?:(?:public|private|protected|static|final|abstract|sealed|non-sealed)\\s+)*";
    private static final Pattern TYPE = Pattern.compile(
            "/\\*\\*[\\s*]*((?:(?!\\*/).)*?)\\*/\\s*" + ANNOTATIONS + MODIFIERS
                    + "(?:class|interface|record|enum|@interface)\\s+(\\w+)",
            Pattern.DOTALL);
    /** Third-person verbs. Those that are also plural nouns, such as "changes", are left out. */
    private static final Pattern VERB = Pattern.compile(
            "^(?:Rules? [^:.]*: )?(?:Adds|Applies|Asks|Begins|Brings|Builds|Carries|Collects"
                    + "|Compares|Converts|Counts|Creates|Decides|Describes|Divides|Drives|Ends|Fills|Finds|Follows|Forwards|Gives"
                    + "|Holds|Imitates|Installs|Keeps|Lets|Loads|Looks|Makes|Measures|Merges|Opens|Parses|Prepares|Provides"
                    + "|Publishes|Puts|Reads|Resolves|Routes|Runs|Sends|Serves|Sets|Settles|Shows|Sorts|Sums|Takes|Translates"
                    + "|Tries|Turns|Wakes|Waits|Wraps|Writes)\\b(?! (?:of|that|which|from|with)\\b)",
            Pattern.CASE_INSENSITIVE);

    private TypeSummaries() {}

    /** Returns the types of a source whose Javadoc begins with a verb. */
    static List<String> beginningWithVerbs(String source) {
        return TYPE.matcher(source)
                .results()
                .filter(type -> VERB.matcher(type.group(1)).find())
                .map(type -> type.group(2))
                .toList();
    }
}

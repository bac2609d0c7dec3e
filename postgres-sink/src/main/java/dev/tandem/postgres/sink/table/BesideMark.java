/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.table;

import dev.tandem.postgres.session.Identifier;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The comment by which a column is known that takes the values of another's field since their type has changed. */
public final class BesideMark {
    private static final Pattern COMMENT = Pattern.compile("Tandem: values of (\"(?:[^\"]|\"\")+\") since they are .*");

    private BesideMark() {}

    /** The comment of a column beside {@code home} for values of this type. */
    public static String comment(String home, String type) {
        return "Tandem: values of " + Identifier.quote(home) + " since they are " + type;
    }

    /** The column that the one with this comment stands beside, if it is such a comment. */
    static Optional<String> besideOf(String comment) {
        Matcher matcher = COMMENT.matcher(comment == null ? "" : comment);
        return matcher.matches() ? Optional.of(Identifier.unquote(matcher.group(1))) : Optional.empty();
    }
}

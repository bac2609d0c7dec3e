/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.table;

import dev.tandem.postgres.session.Identifier;
import dev.tandem.postgres.sink.type.PgType;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A column that takes the values of another's field since their type has changed; recognized by its comment. */
public final class SideColumn {
    private static final Pattern COMMENT = Pattern.compile("Tandem: values of (\"(?:[^\"]|\"\")+\") since they are .*");

    private SideColumn() {}

    /** Returns the comment of a side column of {@code main} for values of this type. */
    public static String comment(String main, PgType type) {
        return "Tandem: values of " + Identifier.quote(main) + " since they are " + type.sql();
    }

    /** Returns the main column of a column with this comment, if it is a side column's. */
    static Optional<String> mainColumn(String comment) {
        Matcher matcher = COMMENT.matcher(comment == null ? "" : comment);
        return matcher.matches() ? Optional.of(Identifier.unquote(matcher.group(1))) : Optional.empty();
    }
}

/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** The SQL of a page of the documentation, as its readers would copy it. */
record PageSql(Path page) {
    static PageSql of(String name) {
        return new PageSql(Path.of("../docs", name));
    }

    /** Returns the blocks of SQL below a heading. */
    List<String> under(String heading) throws IOException {
        String[] parts = Files.readString(page).split("\n## " + Pattern.quote(heading) + "\n", -1);
        if (parts.length != 2) {
            throw new IOException("No heading '" + heading + "' in " + page);
        }
        return Pattern.compile("```sql\n(.*?)```", Pattern.DOTALL)
                .matcher(parts[1].split("\n## ", 2)[0])
                .results()
                .map(block -> block.group(1))
                .toList();
    }
}

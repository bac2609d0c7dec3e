/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.postgres.session.FailureKind;
import dev.tandem.postgres.testing.Database;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** Every SQLSTATE that a server may answer with, and what the sink takes it for. */
class SqlStatesTest {
    private static final Path KINDS = Path.of("src/test/resources/sqlstates.txt");
    /** A line of {@code errcodes.txt}, from which the servers and the manual's appendix A are built. */
    private static final Pattern ERROR = Pattern.compile("^(\\w{5})\\s+E\\s", Pattern.MULTILINE);

    @Test
    void givesEveryStateItsKind() throws IOException {
        assertThat(kinds())
                .allSatisfy((state, kind) ->
                        assertThat(FailureKind.of(failure(state))).as(state).isEqualTo(kind));
    }

    @Test
    void knowsEveryStateOfServer() throws IOException {
        assertThat(statesOfServer()).hasSizeGreaterThan(200).isSubsetOf(kinds().keySet());
    }

    private static SQLException failure(String state) {
        return new PSQLException(new ServerErrorMessage("SERROR\0C" + state + "\0Mmessage\0"));
    }

    private static Map<String, FailureKind> kinds() throws IOException {
        Map<String, FailureKind> kinds = new TreeMap<>();
        for (String line : Files.readAllLines(KINDS)) {
            String[] parts = line.split(":? ", -1);
            for (int i = 1; i < parts.length && !line.startsWith("#"); i++) {
                kinds.put(parts[i], FailureKind.valueOf(parts[0]));
            }
        }
        return kinds;
    }

    private static List<String> statesOfServer() throws IOException {
        Path share = Database.binaries().resolveSibling("share");
        try (Stream<Path> files = Files.find(share, 3, (file, its) -> file.endsWith("errcodes.txt"))) {
            return ERROR.matcher(Files.readString(files.findFirst().orElseThrow()))
                    .results()
                    .map(MatchResult::group)
                    .map(found -> found.substring(0, 5))
                    .toList();
        }
    }
}

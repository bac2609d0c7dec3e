/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FailureReportTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', emptyValue = "", textBlock = """
            57P04 | ''         | gone (SQLSTATE 57P04). The database was dropped. Create it again.
            42501 | ''         | gone (SQLSTATE 42501).
            42501 | Run: GRANT. | gone (SQLSTATE 42501). Run: GRANT.
            """)
    void explainsFailureInSentences(String state, String more, String text) {
        SQLException explained = FailureReport.explained(new SQLException("gone", state), more);

        assertThat(explained.getMessage()).isEqualTo(text);
        assertThat(explained.getSQLState()).isEqualTo(state);
    }
}

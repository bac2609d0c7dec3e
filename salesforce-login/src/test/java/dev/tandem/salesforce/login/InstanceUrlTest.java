/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.login;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InstanceUrlTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://example.my.salesforce.com",
                "https://example.my.salesforce.com/",
                "https://example--dev.sandbox.my.salesforce.com",
                "https://login.salesforce.com",
                "http://127.0.0.1:8080",
                "http://localhost:8080",
                "http://simulator:8080"
            })
    void acceptsAnAddressAtWhichAnOrgLogsIn(String url) {
        assertThat(InstanceUrl.problem(url)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "example.my.salesforce.com, needs a scheme",
        "https://, not a URL",
        "https://no host, not a URL",
        "http://example.my.salesforce.com, https://example.my.salesforce.com.",
        "ftp://example.my.salesforce.com, https://example.my.salesforce.com.",
        "https://example.lightning.force.com, https://example.my.salesforce.com.",
        "https://example--dev.sandbox.lightning.force.com, https://example--dev.sandbox.my.salesforce.com.",
        "https://example.my.salesforce-setup.com, https://example.my.salesforce.com.",
        "https://example.my.salesforce.com/services/data, Use https://example.my.salesforce.com.",
        "https://example.my.salesforce.com?x=1, Use https://example.my.salesforce.com."
    })
    void saysWhatToWriteInsteadOfAnotherAddress(String url, String remedy) {
        assertThat(InstanceUrl.problem(url)).get().asString().contains(remedy);
    }

    @Test
    void neverQuotesAPassword() {
        assertThat(InstanceUrl.problem("https://me:hush@example.my.salesforce.com"))
                .get()
                .asString()
                .contains("password")
                .doesNotContain("hush");
    }
}

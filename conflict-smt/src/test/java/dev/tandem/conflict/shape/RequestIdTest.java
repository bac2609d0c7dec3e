/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.conflict.shape;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestIdTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "com/salesforce/api/rest/62.0;client=tandem-42                        | 42",
                "com/salesforce/api/rest/62.0; client=tandem-1795428000000000         | 1795428000000000",
                "com/salesforce/api/rest/62.0;client=tandem-42;defaultNamespace=acme  | 42",
                "com/salesforce/api/rest/62.0;client=tandem-42; defaultNamespace=acme | 42",
                "com/salesforce/api/rest/62.0;client=tandem-42, defaultNamespace=acme | 42",
                "com/salesforce/api/rest/62.0,client=tandem-42,defaultNamespace=acme  | 42",
                "com/salesforce/api/rest/62.0;defaultNamespace=acme, client=tandem-42 | 42",
                "com/salesforce/api/bulkapi/62.0;Client = tandem-42                   | 42",
                "com/salesforce/api/soap/62.0;client=tandem-42/                       | 42",
                "client=tandem-42                                                     | 42"
            })
    void findsIdInEverySpelling(String changeOrigin, String id) {
        assertThat(RequestId.in(changeOrigin)).isEqualTo(id);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                "com.salesforce.core",
                "com/salesforce/api/soap/60.0;client=SfdcInternalAPI/",
                "com/salesforce/api/rest/62.0;client=tandem-",
                "com/salesforce/api/rest/62.0;client=tandem-42x",
                "com/salesforce/api/rest/62.0;client=tandem-42/x",
                "com/salesforce/api/rest/62.0;client=my-tandem-42",
                "com/salesforce/api/rest/62.0;myclient=tandem-42",
                "com/salesforce/api/rest/62.0;app=x client=tandem-42"
            })
    void ignoresOtherOrigins(String changeOrigin) {
        assertThat(RequestId.in(changeOrigin)).isNull();
    }
}

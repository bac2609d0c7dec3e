/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.login;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.tandem.salesforce.login", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule knowsNoConnector = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "dev.tandem.salesforce.source..", "dev.tandem.salesforce.sink..", "dev.tandem.postgres..")
            .because("connectors of both directions use it");

    @ArchTest
    static final ArchRule onlyTheConnectionCheckCallsSalesforce = noClasses()
            .that()
            .doNotHaveSimpleName("ConnectionCheck")
            .should()
            .dependOnClassesThat()
            .haveSimpleName("SalesforceApi")
            .because("settings and their checks are pure");
}

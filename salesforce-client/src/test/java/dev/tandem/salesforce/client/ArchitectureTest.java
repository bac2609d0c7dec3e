/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.tandem.salesforce.client", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule KNOWS_NOTHING_OF_KAFKA =
            noClasses().should().dependOnClassesThat().resideInAnyPackage("org.apache.kafka..", "dev.tandem.event..");

    @ArchTest
    static final ArchRule COMETD_IS_KNOWN_TO_STREAMING_ONLY = noClasses()
            .that()
            .resideOutsideOfPackage("dev.tandem.salesforce.client.stream")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.cometd..", "org.eclipse.jetty..");

    @ArchTest
    static final ArchRule JWT_IS_KNOWN_TO_AUTH_ONLY = noClasses()
            .that()
            .resideOutsideOfPackage("dev.tandem.salesforce.client.auth")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.auth0..");

    @ArchTest
    static final ArchRule PACKAGES_HAVE_NO_CYCLES =
            slices().matching("dev.tandem.salesforce.client.(*)..").should().beFreeOfCycles();
}

/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.tandem.salesforce.source", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule packagesHaveNoCycles =
            slices().matching("dev.tandem.salesforce.source.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule decidingClassesDoNotCallSalesforce = noClasses()
            .that()
            .resideInAnyPackage("..mapping..", "..offset..", "..plan..", "..settings..")
            .should()
            .dependOnClassesThat()
            .haveSimpleName("SalesforceApi")
            .orShould()
            .dependOnClassesThat()
            .haveSimpleName("ChangeEventStream")
            .because("they decide, and pipelines act: give them what was read");

    @ArchTest
    static final ArchRule optionsAreReadInSettingsOnly = noClasses()
            .that()
            .resideOutsideOfPackage("..settings..")
            .and()
            .doNotHaveSimpleName("SalesforceSourceConfig")
            .should()
            .dependOnClassesThat()
            .haveSimpleName("AbstractConfig")
            .because("a settings record defines its keys and reads them: pass that on");
}

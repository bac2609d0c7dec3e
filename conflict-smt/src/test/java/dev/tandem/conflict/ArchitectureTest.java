/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.conflict;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packagesOf = LastWriterWins.class, importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule PACKAGES_HAVE_NO_CYCLES = slices().matching("dev.tandem.conflict.(*)..")
            .should()
            .beFreeOfCycles()
            .because("a reader goes from shape to row to order; move what both need to field");

    @ArchTest
    static final ArchRule USERS_SEE_ONE_CLASS = classes()
            .that()
            .resideInAPackage("dev.tandem.conflict")
            .and()
            .arePublic()
            .should()
            .haveNameMatching(".*\\.(LastWriterWins|TransformMetricsMXBean)")
            .because("users name the transform and read its metrics; make the class package-private");

    @ArchTest
    static final ArchRule CONNECT_IS_ALL_THAT_THE_WORKER_MUST_GIVE = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "org.apache.kafka.connect.json..", "org.apache.kafka.connect.runtime..", "io.debezium..")
            .because("it is to run between any source and any sink");
}

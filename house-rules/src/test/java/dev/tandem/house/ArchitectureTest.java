/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.house;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The rules that hold in every module. A module's own rules are in its ArchitectureTest. */
class ArchitectureTest {
    private static final List<ArchRule> RULES = List.of(
            slices().assignedFrom(new ByPackage())
                    .should()
                    .beFreeOfCycles()
                    .because("a reader follows the packages downwards; move what two of them need to a third"),
            noClasses()
                    .should()
                    .resideInAnyPackage("..util..", "..utils..", "..common..", "..helper..", "..impl..", "..misc..")
                    .because("packages are words of the domain"),
            classes()
                    .should()
                    .haveSimpleNameNotEndingWith("Utils")
                    .andShould()
                    .haveSimpleNameNotEndingWith("Util")
                    .andShould()
                    .haveSimpleNameNotEndingWith("Helper")
                    .andShould()
                    .haveSimpleNameNotEndingWith("Impl")
                    .because("a type is named for its job"),
            NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING,
            noClasses()
                    .that()
                    .resideOutsideOfPackage("dev.tandem.standalone..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("org.apache.kafka.connect.runtime..", "org.apache.kafka.connect.json..")
                    .because("plugins must work in any worker"),
            noClasses()
                    .that()
                    .resideInAnyPackage("dev.tandem.salesforce.client..", "dev.tandem.salesforce.simulator..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("org.apache.kafka..")
                    .because("the client and the simulator are useful without Kafka"));

    @ParameterizedTest
    @MethodSource("modules")
    void keepsTheHouseRules(Path module) {
        JavaClasses classes = new ClassFileImporter().importPath(module.resolve("target/classes"));

        RULES.forEach(rule -> rule.allowEmptyShould(true).check(classes));
    }

    @ParameterizedTest
    @MethodSource("plugins")
    void writesNothingToTheTerminal(Path module) {
        NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS.check(
                new ClassFileImporter().importPath(module.resolve("target/classes")));
    }

    static List<Path> modules() {
        return Repository.modules().stream()
                .filter(module -> Files.isDirectory(module.resolve("target/classes/dev/tandem")))
                .filter(module -> !Repository.relative(module).startsWith("benchmarks"))
                .toList();
    }

    /** Returns the modules that run in a worker. The others have a launcher of their own, which may print. */
    static List<Path> plugins() {
        return modules().stream()
                .filter(module -> !List.of("standalone", "salesforce-simulator").contains(Repository.relative(module)))
                .toList();
    }

    /** Makes each package a slice of its own. */
    private static final class ByPackage implements SliceAssignment {
        @Override
        public SliceIdentifier getIdentifierOf(JavaClass type) {
            return SliceIdentifier.of(type.getPackageName());
        }

        @Override
        public String getDescription() {
            return "each package";
        }
    }
}

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
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.connect.connector.Connector;
import org.apache.kafka.connect.connector.Task;
import org.apache.kafka.connect.transforms.Transformation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The rules that hold in every module. A module's own rules are in its ArchitectureTest. */
class ArchitectureTest {
    /** Packages of decisions, whose tests need neither a server nor a mock. */
    private static final String[] PURE = {
        "dev.tandem.event..",
        "dev.tandem.conflict..",
        "dev.tandem.twoway.change..",
        "dev.tandem.twoway.conflict..",
        "dev.tandem.twoway.row..",
        "dev.tandem.twoway.rule..",
        "dev.tandem.twoway.value..",
        "dev.tandem.postgres.sink.attempt..",
        "dev.tandem.postgres.sink.plan..",
        "dev.tandem.postgres.sink.record..",
        "dev.tandem.postgres.sink.routing..",
        "dev.tandem.postgres.sink.sql..",
        "dev.tandem.salesforce.source.mapping..",
        "dev.tandem.salesforce.source.offset..",
        "dev.tandem.salesforce.source.plan..",
    };

    private static final int MAX_FIELDS_OF_FRAMEWORK_CLASS = 2;

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
                    .because("the client and the simulator are useful without Kafka"),
            classes()
                    .that()
                    .areAssignableTo(Connector.class)
                    .or()
                    .areAssignableTo(Task.class)
                    .or()
                    .areAssignableTo(Transformation.class)
                    .should(onlyDelegate())
                    .because("a framework class parses, builds, delegates and closes"),
            noClasses()
                    .that()
                    .resideInAnyPackage("dev.tandem.salesforce.sink..", "dev.tandem.postgres.sink..")
                    .and()
                    .doNotHaveSimpleName("PostgresSinkTask")
                    .should()
                    .callMethod(Clock.class, "systemUTC")
                    .orShould()
                    .callMethod(Instant.class, "now")
                    .because("their waits must not grow when the machine's clock is set back: use SteadyClock."
                            + " Only the metrics of the Postgres sink compare with the time of day"),
            noClasses()
                    .should()
                    .callMethod(String.class, "format", String.class, Object[].class)
                    .because("numbers have other digits in some locales: name the locale"),
            noClasses()
                    .that()
                    .resideInAnyPackage(PURE)
                    .should()
                    .dependOnClassesThat()
                    .haveNameMatching(
                            "java\\.sql\\.(Connection|.*Statement|ResultSet)|java\\.net\\.http\\..*|org\\.postgresql\\..*")
                    .because("they decide, and others act: give them what was read"),
            noClasses()
                    .that()
                    .resideInAnyPackage("dev.tandem.event..", "dev.tandem.plugin..", "dev.tandem.twoway..")
                    .or()
                    .resideInAnyPackage("dev.tandem.postgres.session..", "dev.tandem.salesforce.login..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "dev.tandem.conflict..",
                            "dev.tandem.postgres.sink..",
                            "dev.tandem.salesforce.sink..",
                            "dev.tandem.salesforce.source..")
                    .because("several plugins use them"));

    @Test
    void coversEveryModule() {
        assertThat(modules())
                .containsAll(Repository.modules().stream()
                        .filter(module -> Files.isDirectory(module.resolve("src/main/java")))
                        .filter(module -> !Repository.relative(module).startsWith("benchmarks"))
                        .toList());
    }

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

    /** Allows a framework class its overrides, and what it has started. */
    private static ArchCondition<JavaClass> onlyDelegate() {
        return new ArchCondition<>("only delegate") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                type.getMethods().stream()
                        .filter(method -> method.getModifiers().contains(JavaModifier.PRIVATE))
                        .filter(method -> !method.getModifiers().contains(JavaModifier.SYNTHETIC))
                        .forEach(method -> events.add(
                                SimpleConditionEvent.violated(method, method.getFullName() + " is logic of its own")));
                long fields = type.getFields().stream()
                        .filter(field -> !field.getModifiers().contains(JavaModifier.STATIC))
                        .count();
                if (fields > MAX_FIELDS_OF_FRAMEWORK_CLASS) {
                    events.add(SimpleConditionEvent.violated(type, type.getName() + " has " + fields + " fields"));
                }
            }
        };
    }

    /** An assignment that makes each package a slice of its own. */
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

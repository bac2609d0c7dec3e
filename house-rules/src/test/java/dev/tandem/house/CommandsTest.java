/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.house;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.tandem.plugin.page.Block;
import dev.tandem.plugin.page.NotRun;
import dev.tandem.standalone.demo.TandemCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** The commands of the pages and scripts: what they name exists, and takes the options that they pass. */
class CommandsTest {
    private static final Pattern PROPERTY = Pattern.compile("-D(tandem\\.[a-z.]*[a-z])");
    private static final Pattern ANY_PROPERTY = Pattern.compile("-D([\\w.]+)");
    /** The properties of Maven's own plugins. */
    private static final Set<String> OF_MAVEN = Set.of("skipTests", "skipITs", "test", "it.test");

    /** The sources of classes that assert that they use all blocks of a page. */
    private static final List<String> READERS = Repository.modules().stream()
            .flatMap(module -> Repository.sources(module).stream())
            .map(Repository::read)
            .filter(source -> source.contains(".rest()"))
            .toList();

    private static final Pattern PROFILE = Pattern.compile("-P(\\w+)");
    private static final Pattern TESTS = Pattern.compile("-D(?:it\\.)?test=([^ ]+)");
    private static final Pattern MODULES = Pattern.compile("-pl ([^ ]+)");

    @ParameterizedTest
    @MethodSource("validations")
    void namesOnlyModulesAndOptionsThatMavenKnows(String command, @TempDir Path directory)
            throws IOException, InterruptedException {
        Path output = directory.resolve("maven.log");

        Process maven = new ProcessBuilder("bash", "-c", command + " -o -q -B")
                .directory(Repository.root().toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();

        assertThat(maven.waitFor(5, TimeUnit.MINUTES)).isTrue();
        assertThat(maven.exitValue())
                .as("%s%n%s", command, Files.readString(output))
                .isZero();
    }

    @ParameterizedTest
    @MethodSource("mavenCommands")
    void selectsOnlyTestsOfItsModules(String command) {
        List<Path> modules = named(MODULES, command)
                .map(module -> Repository.root().resolve(module))
                .toList();
        List<String> sources = (modules.isEmpty() ? Repository.modules() : modules)
                .stream()
                        .flatMap(module -> Repository.sources(module).stream())
                        .map(Path::toString)
                        .toList();

        assertThat(named(TESTS, command).filter(test -> !test.equals("none")))
                .allSatisfy(
                        test -> assertThat(sources).as(test).anyMatch(source -> source.endsWith("/" + test + ".java")));
    }

    @ParameterizedTest
    @MethodSource("mavenCommands")
    void goesFarEnoughToRunTheTestsThatItNames(String command) {
        boolean runsUnitTests = command.matches(".*\\b(test|package|verify)( .*)?") && !command.contains("-DskipTests");
        boolean runsIntegrationTests = command.matches(".*\\bverify( .*)?") && !command.contains("-DskipITs");

        assertThat(runsUnitTests || !command.contains("-Dtest=")).isTrue();
        assertThat(runsIntegrationTests || !command.contains("-Dit.test=")).isTrue();
    }

    @ParameterizedTest
    @MethodSource("mavenCommands")
    void setsOnlyPropertiesThatAnyoneReads(String command) {
        String pom = Repository.read(Repository.root().resolve("pom.xml"));
        List<String> sources = Repository.modules().stream()
                .flatMap(module -> Repository.sources(module).stream())
                .map(Repository::read)
                .toList();

        assertThat(named(ANY_PROPERTY, command).filter(property -> !OF_MAVEN.contains(property)))
                .allMatch(property -> pom.contains("${" + property + "}")
                        || pom.contains("<name>!" + property + "</name>")
                        || sources.stream().anyMatch(source -> source.contains('"' + property + '"')));
    }

    @ParameterizedTest
    @MethodSource("mavenCommands")
    void usesOnlyProfilesThatExist(String command) {
        String pom = Repository.read(Repository.root().resolve("pom.xml"));

        assertThat(named(PROFILE, command))
                .allSatisfy(profile -> assertThat(pom).containsPattern("<profile>\\s*<id>" + profile + "</id>"));
    }

    @ParameterizedTest
    @MethodSource("pages")
    void setsOnlyPropertiesThatBuildOrTestsRead(Path page) {
        String pom = Repository.read(Repository.root().resolve("pom.xml"));
        String sources = Repository.modules().stream()
                .flatMap(module -> Repository.sources(module).stream())
                .map(Repository::read)
                .collect(Collectors.joining());

        assertThat(named(PROPERTY, Repository.read(page)))
                .allMatch(property -> sources.contains('"' + property + '"') || pom.contains("${" + property + "}"));
    }

    @ParameterizedTest
    @MethodSource("pages")
    void startsOnlyScriptsThatCanBeRun(Path page) {
        assertThat(Commands.ofPage(page).filter(command -> !command.startsWith("mvn")))
                .allSatisfy(command -> assertThat(Repository.root().resolve(command.split(" ", 2)[0]))
                        .isRegularFile()
                        .isExecutable());
    }

    @ParameterizedTest
    @MethodSource("pages")
    void passesOnlyOptionsThatTheLauncherTakes(Path page) {
        assertThat(Commands.ofPage(page).filter(command -> command.startsWith("./tandem")))
                .allSatisfy(command -> assertThatCode(
                                () -> new CommandLine(new TandemCommand()).parseArgs(arguments(command)))
                        .doesNotThrowAnyException());
    }

    @ParameterizedTest
    @MethodSource("pages")
    void passesOnlyOptionsThatBenchmarksTake(Path page) {
        String sources = Repository.sources(Repository.root().resolve("benchmarks")).stream()
                .map(Repository::read)
                .collect(Collectors.joining());

        assertThat(Commands.ofPage(page)
                        .filter(command -> command.startsWith("benchmarks/"))
                        .flatMap(command -> Arrays.stream(arguments(command)))
                        .filter(argument -> argument.startsWith("--")))
                .allSatisfy(option -> assertThat(sources.contains('"' + option + '"'))
                        .as(option)
                        .isTrue());
    }

    @Test
    void listsOnlyCommandsAndBlocksThatPagesHave() {
        Stream<String> blocks = pages().stream()
                .flatMap(page -> Block.of(Repository.read(page)).stream())
                .map(Block::firstLine);

        assertThat(Stream.concat(Commands.all().stream(), blocks))
                .containsAll(NotRun.reasons().keySet());
    }

    /** Such a test class reads all blocks of a page in one language, and asserts that it has used each. */
    @ParameterizedTest
    @MethodSource("pages")
    void hasTestThatRunsItsBlocks(Path page) {
        assertThat(Block.of(Repository.read(page)))
                .filteredOn(block -> !NotRun.reasons().containsKey(block.firstLine()) && !isDrawing(block))
                .allSatisfy(block -> assertThat(isOfCommands(block) || isRunByTest(page, block))
                        .as(block.toString())
                        .isTrue());
    }

    static List<Path> pages() {
        return Repository.pages();
    }

    /** Returns the Maven commands without their work, and without properties, which Maven takes whatever they are. */
    static Stream<String> validations() {
        return mavenCommands()
                .map(command -> command.replaceFirst("\\b(verify|package|test|spotless:apply)\\b", "validate")
                        .replaceAll(" (?:-D[^ ]+|-B|-q)(?= |$)", ""))
                .distinct();
    }

    static Stream<String> mavenCommands() {
        return Stream.concat(
                        Commands.all().stream(), Repository.scripts().stream().flatMap(Commands::ofScript))
                .filter(command -> command.startsWith("mvn "))
                .distinct();
    }

    private static boolean isDrawing(Block block) {
        return block.language().isEmpty() && block.text().contains("─►");
    }

    /** Returns whether {@code house-rules/run-commands} runs every line. */
    private static boolean isOfCommands(Block block) {
        return block.language().isEmpty()
                && block.text().lines().allMatch(line -> Commands.all().contains(line.replaceFirst(" *#.*", "")));
    }

    private static boolean isRunByTest(Path page, Block block) {
        Pattern reader =
                Pattern.compile("Page\\.of\\(\\s*\"%s\",\\s*\"%s\"\\)".formatted(page.getFileName(), block.language()));
        return READERS.stream().anyMatch(source -> reader.matcher(source).find());
    }

    private static String[] arguments(String command) {
        String[] words = command.split(" +", -1);
        return Arrays.copyOfRange(words, 1, words.length);
    }

    /** Returns what a command names, where commas separate several. */
    private static Stream<String> named(Pattern pattern, String command) {
        return Commands.found(pattern, command).flatMap(names -> Stream.of(names.split(",", -1)));
    }
}

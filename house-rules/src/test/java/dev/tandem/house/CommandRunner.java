/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.house;

import dev.tandem.plugin.page.NotRun;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The program behind {@code house-rules/run-commands}. It runs each of {@link Commands#all} in a fresh clone, with a local repository in
 * which Maven finds everything but artifacts of Tandem.
 */
final class CommandRunner {
    /** Arguments with which a command would run for hours, and others. */
    private static final Map<String, String> FEWER = Map.of(
            "-Dtandem.actions=100000", "-Dtandem.actions=500",
            "-Dtandem.disturbances=10000", "-Dtandem.disturbances=20");

    /** Arguments with which a benchmark takes about a minute. Its figures are worth nothing then. */
    private static final Map<String, List<String>> SHORT = Map.of(
            "benchmarks/batches", List.of("--rows 2000", "--warm-up 0"),
            "benchmarks/rows", List.of("--rows 1000", "--warm-up 1", "--rounds 2"),
            "benchmarks/sink", List.of("--rows 2000", "--warm-up 0", "--rounds 1"),
            "benchmarks/source",
                    List.of(
                            "--events 5000",
                            "--rows 5000",
                            "--rounds 1",
                            "--rates 10",
                            "--seconds 3",
                            "--memory-rows 20000",
                            "--simulator-heap 512m"),
            "benchmarks/transform/run", List.of("-f 1", "-wi 1", "-i 1", "-w 1", "-r 1"),
            "benchmarks/two-way/sink", List.of("--rows 300", "--rounds 1"),
            "benchmarks/two-way/triggers", List.of("--rows 500", "--rounds 1"),
            "benchmarks/two-way/wal", List.of("--rows 2000"),
            "benchmarks/two-way/writes", List.of("--seconds 3", "--backlog 2000"));

    /** The output of commands that are ready then, and run until Ctrl-C. */
    private static final Map<String, Pattern> READY = Map.of(
            "./tandem demo", Pattern.compile("Ready: |Postgres: [0-9]+ edits"),
            "./tandem simulator", Pattern.compile("simulator ready"));

    private static final List<String> ENDING = List.of("--once", "--help");
    private static final long READY_MINUTES = 15;
    private static final long STOP_SECONDS = 60;

    private final Path work;
    private final PrintStream out;
    private final boolean isShort;

    private CommandRunner(Path work, PrintStream out, boolean isShort) {
        this.work = work;
        this.out = out;
        this.isShort = isShort;
    }

    /** @param arguments {@code --short}, and a regular expression that finds the commands to run */
    public static void main(String... arguments) throws IOException, InterruptedException {
        List<String> rest = new ArrayList<>(List.of(arguments));
        boolean isShort = rest.remove("--short");
        Pattern wanted = Pattern.compile(rest.isEmpty() ? "" : rest.get(0));
        CommandRunner runner = new CommandRunner(Files.createTempDirectory("run-commands-"), System.out, isShort);
        System.exit(runner.run(wanted) ? 0 : 1);
    }

    private boolean run(Pattern wanted) throws IOException, InterruptedException {
        linkForeignArtifacts(work.resolve("repository"));
        out.printf("Logs: %s%n%4s %7s  %s%n", work, "exit", "seconds", "command");
        boolean succeeded = true;
        int number = 0;
        for (String command : Commands.all()) {
            String reason = NotRun.reasons().get(command);
            if (reason != null) {
                out.printf("%4s %7s  %s: %s%n", "-", "-", command, reason);
            } else if (wanted.matcher(command).find()) {
                succeeded &= run(shortened(command), ++number);
            }
        }
        return succeeded;
    }

    private String shortened(String command) {
        String shortened = command.replace("DIR", work.resolve("demo").toString());
        for (Map.Entry<String, String> fewer : FEWER.entrySet()) {
            shortened = shortened.replace(fewer.getKey(), fewer.getValue());
        }
        for (String argument : isShort ? SHORT.getOrDefault(command.split(" ", 2)[0], List.of()) : List.<String>of()) {
            shortened = shortened.replaceAll(" " + argument.split(" ", 2)[0] + " [^ ]+", "") + " " + argument;
        }
        return shortened;
    }

    private boolean run(String command, int number) throws IOException, InterruptedException {
        Path clone = work.resolve("tandem");
        execute(Path.of("."), "git", "clone", "--quiet", Repository.root().toString(), clone.toString());
        Path log = work.resolve(number + ".log");
        long start = System.nanoTime();
        ProcessBuilder builder = new ProcessBuilder("bash", "-c", "exec " + command)
                .directory(clone.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().put("MAVEN_OPTS", "-Dmaven.repo.local=" + work.resolve("repository"));
        Process process = builder.start();
        boolean wasReady = !isServer(command) || stopOnceReady(process, log, ready(command));
        int exit = process.waitFor();
        boolean succeeded = wasReady && (exit == 0 || isServer(command));
        out.printf(
                "%4d %7d  %s%s%n",
                exit,
                TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start),
                command,
                succeeded ? "" : " (failed: " + log + ")");
        delete(clone);
        return succeeded;
    }

    private static boolean isServer(String command) {
        return READY.keySet().stream().anyMatch(command::startsWith)
                && ENDING.stream().noneMatch(command::contains);
    }

    private static Pattern ready(String command) {
        return READY.entrySet().stream()
                .filter(ready -> command.startsWith(ready.getKey()))
                .findFirst()
                .orElseThrow()
                .getValue();
    }

    /** Sends what Ctrl-C sends, and returns whether the command was ready before and ended after that. */
    private static boolean stopOnceReady(Process process, Path log, Pattern ready)
            throws IOException, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(READY_MINUTES);
        boolean isReady = false;
        while (!isReady && System.nanoTime() < deadline && !process.waitFor(1, TimeUnit.SECONDS)) {
            isReady = ready.matcher(Files.readString(log)).find();
        }
        execute(Path.of("."), "sh", "-c", "kill -INT " + process.pid() + " || true");
        if (process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
            return isReady;
        }
        process.destroyForcibly();
        return false;
    }

    /** Links every group of the user's local repository, so that nothing is copied, and downloads stay there. */
    private static void linkForeignArtifacts(Path repository) throws IOException {
        Path users = Path.of(System.getProperty("user.home"), ".m2", "repository");
        link(users, repository, "dev");
        link(users.resolve("dev"), repository.resolve("dev"), "tandem");
    }

    private static void link(Path from, Path to, String excluded) throws IOException {
        Files.createDirectories(to);
        if (Files.isDirectory(from)) {
            try (Stream<Path> groups = Files.list(from)) {
                for (Path group :
                        groups.filter(group -> !group.endsWith(excluded)).toList()) {
                    Files.createSymbolicLink(to.resolve(group.getFileName()), group);
                }
            }
        }
    }

    private static void execute(Path directory, String... command) throws IOException, InterruptedException {
        int exit = new ProcessBuilder(command)
                .directory(directory.toFile())
                .inheritIO()
                .start()
                .waitFor();
        if (exit != 0) {
            throw new IOException(String.join(" ", command) + " ended with exit code " + exit);
        }
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> tree = Files.walk(directory)) {
            tree.sorted(Comparator.reverseOrder()).forEach(file -> {
                try {
                    Files.delete(file);
                } catch (IOException failure) {
                    throw new UncheckedIOException(failure);
                }
            });
        }
    }
}

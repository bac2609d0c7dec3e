/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.house;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** The files of this repository, as a developer would list them. */
final class Repository {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Set<String> IGNORED = Set.of("target", ".git", "node_modules");
    private static final Path GENERATED = ROOT.resolve("docs/configuration");

    private Repository() {}

    /** Returns the directories with a POM, without those that only hold libraries. */
    static List<Path> modules() {
        return files(ROOT, path -> path.endsWith("pom.xml")).stream()
                .map(Path::getParent)
                .filter(module -> Files.isDirectory(module.resolve("src")))
                .toList();
    }

    /** Returns the Java sources of a module, tests included. */
    static List<Path> sources(Path module) {
        return files(module.resolve("src"), path -> path.toString().endsWith(".java"));
    }

    /** Returns what a module is made of: Java and SQL, without tests. */
    static List<Path> mainFiles(Path module) {
        Path main = module.resolve("src/main");
        return Files.isDirectory(main)
                ? files(
                        main,
                        path -> path.toString().endsWith(".java")
                                || path.toString().endsWith(".sql"))
                : List.of();
    }

    /** Returns the pages that people write. Those that a test generates are checked at their source. */
    static List<Path> pages() {
        return files(ROOT, path -> path.toString().endsWith(".md") && !path.startsWith(GENERATED));
    }

    static List<Path> generatedPages() {
        return files(GENERATED, path -> path.toString().endsWith(".md"));
    }

    /** Returns the shell scripts, and the files that start containers. */
    static List<Path> scripts() {
        return files(
                ROOT,
                path -> Files.isRegularFile(path)
                        && (Files.isExecutable(path) || path.startsWith(ROOT.resolve("docker"))));
    }

    static Path root() {
        return ROOT;
    }

    static String relative(Path file) {
        return ROOT.relativize(file).toString();
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Returns files, without going into directories that builds and tests of other modules may be changing. */
    private static List<Path> files(Path directory, Predicate<Path> wanted) {
        List<Path> found = new ArrayList<>();
        try {
            Files.walkFileTree(directory, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path entered, BasicFileAttributes attributes) {
                    return IGNORED.contains(entered.getFileName().toString())
                            ? FileVisitResult.SKIP_SUBTREE
                            : FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    if (wanted.test(file)) {
                        found.add(file);
                    }
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        return found.stream().sorted().toList();
    }
}

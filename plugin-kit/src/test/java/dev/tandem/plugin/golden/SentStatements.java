/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.plugin.golden;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.function.UnaryOperator;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The statements that the code under test sends to Postgres, as the driver logs them, apart from those that tests send themselves. So a
 * test can find statements that are in no file.
 */
public final class SentStatements extends Handler implements AutoCloseable {
    private static final Logger DRIVER = Logger.getLogger("org.postgresql.core.v3.QueryExecutorImpl");
    private static final Pattern MESSAGE = Pattern.compile(
            " FE=> (?:Parse\\(stmt=\\w+,|SimpleQuery\\()query=\"(.*?)\"(?:,oids=\\{.*)?\\)?", Pattern.DOTALL);
    /** Statements of the driver's own, for the connections, transactions and savepoints that the code asks for. */
    private static final Pattern DRIVERS =
            Pattern.compile("BEGIN|COMMIT|ROLLBACK.*|(RELEASE )?SAVEPOINT.*|SET application_name = .*");

    private static final String TESTS = "dev.tandem.postgres.testing.";

    private final Set<String> sent = new ConcurrentSkipListSet<>();
    private final UnaryOperator<String> form;
    private final Level former = DRIVER.getLevel();

    private SentStatements(UnaryOperator<String> form) {
        this.form = form;
        setLevel(Level.ALL);
    }

    /** @param form a form that is the same for statements which count as one */
    public static SentStatements record(UnaryOperator<String> form) {
        SentStatements sent = new SentStatements(form);
        DRIVER.setUseParentHandlers(false);
        DRIVER.setLevel(Level.FINEST);
        DRIVER.addHandler(sent);
        return sent;
    }

    /** Returns the statements that were sent so far, and are in no file of these directories. */
    public Set<String> missingIn(Path... directories) {
        Set<String> missing = new ConcurrentSkipListSet<>(sent);
        missing.removeAll(Arrays.stream(directories).flatMap(this::statements).collect(Collectors.toSet()));
        return missing;
    }

    private Stream<String> statements(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.toList().stream()
                    .map(SentStatements::read)
                    .map(text -> text.replaceAll("(?m)^--.*\n", ""))
                    .flatMap(text -> Arrays.stream(text.split(";\\s*\n", -1)))
                    .map(this::plain);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Returns a statement in one line, as in a file and as it is sent: JDBC's parameters have numbers then. */
    private String plain(String sql) {
        return form.apply(sql.replace("??", "?")
                .replaceAll("\\$\\d+", "?")
                .replaceAll("\\s+", " ")
                .strip());
    }

    @Override
    public void publish(LogRecord message) {
        Object[] parameters = message.getParameters();
        String text = parameters == null
                ? message.getMessage()
                : message.getMessage().replace("{0}", String.valueOf(parameters[0]));
        Matcher statement = MESSAGE.matcher(text);
        boolean isTests = StackWalker.getInstance()
                .walk(frames -> frames.anyMatch(frame -> frame.getClassName().startsWith(TESTS)));
        if (!isTests
                && statement.matches()
                && !DRIVERS.matcher(statement.group(1)).matches()) {
            sent.add(plain(statement.group(1)));
        }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        DRIVER.removeHandler(this);
        DRIVER.setUseParentHandlers(true);
        DRIVER.setLevel(former);
    }
}

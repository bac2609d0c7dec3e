/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.conflict;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.event.Release;
import dev.tandem.plugin.option.Option;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.Logger;

/** The transform with only the classes that workers of other releases provide to plugins. */
class WorkerVersionsTest {
    private static final Path WORKERS = Path.of("target/workers");

    static Set<String> versions() throws IOException {
        try (Stream<Path> jars = Files.list(WORKERS)) {
            return jars.map(jar -> jar.getFileName().toString().replaceAll(".*-([\\d.]+)\\.jar", "$1"))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    @Test
    void includesOldestRelease() throws IOException {
        assertThat(versions()).hasSizeGreaterThanOrEqualTo(3).contains("3.5.2");
    }

    @ParameterizedTest
    @MethodSource("versions")
    void givesSameRecordsOnEveryRelease(String version) throws Exception {
        try (URLClassLoader worker = new URLClassLoader(classPath(version), ClassLoader.getPlatformClassLoader())) {
            assertThat(sourceOf(worker.loadClass(Schema.class.getName()))).contains(version);
            Object records = ((Callable<?>) worker.loadClass(SomeRecords.class.getName())
                            .getDeclaredConstructor()
                            .newInstance())
                    .call();
            assertThat(records).isEqualTo(new SomeRecords().call());
        }
    }

    private static URL[] classPath(String version) throws IOException {
        List<URL> urls = new ArrayList<>();
        for (String jar : List.of("connect-api-", "kafka-clients-")) {
            urls.add(WORKERS.resolve(jar + version + ".jar").toUri().toURL());
        }
        for (Class<?> ours :
                List.of(LastWriterWins.class, SomeRecords.class, Release.class, Option.class, Logger.class)) {
            urls.add(ours.getProtectionDomain().getCodeSource().getLocation());
        }
        return urls.toArray(URL[]::new);
    }

    private static String sourceOf(Class<?> loaded) {
        return loaded.getProtectionDomain().getCodeSource().getLocation().getPath();
    }

    /** One record of every shape and outcome, as text. */
    public static final class SomeRecords implements Callable<List<String>> {
        @Override
        public List<String> call() {
            LastWriterWins<SinkRecord> transform =
                    Transforms.with("dropped", "mark", "field.renames", "*.note:remark", "tombstones", "pass");
            List<String> given = new ArrayList<>();
            for (SinkRecord record : List.of(
                    DebeziumRecords.mysql(DebeziumRecords.ROW).record("c", null, DebeziumRecords.row(1, "new", "n")),
                    DebeziumRecords.mysql(DebeziumRecords.ROW)
                            .source("pos", 5L)
                            .record("u", DebeziumRecords.row(1, "new", "n"), DebeziumRecords.row(1, "old", "n")),
                    DebeziumRecords.mysql(DebeziumRecords.ROW).record("d", DebeziumRecords.row(1, "new", "n"), null),
                    DebeziumRecords.postgres(DebeziumRecords.ROW)
                            .schemaless("c", null, DebeziumRecords.row(2, "new", "n")),
                    new SalesforceRecords(SalesforceRecords.ROW)
                            .record("u", new Struct(SalesforceRecords.ROW).put("Name", "Acme"), "Name"))) {
                SinkRecord flat = transform.apply(record);
                StringBuilder text = new StringBuilder()
                        .append(flat.key())
                        .append(flat.value())
                        .append(transform.version());
                flat.headers().forEach(header -> text.append(header.key()).append(header.value()));
                given.add(text.toString());
            }
            transform.close();
            return given;
        }
    }
}

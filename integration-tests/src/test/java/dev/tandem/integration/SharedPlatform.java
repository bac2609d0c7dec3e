/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.plugin.page.Page;
import dev.tandem.standalone.Part;
import dev.tandem.standalone.Platform;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * The platform that all tests share: broker, worker (with Debezium's connectors next to ours), registry and Postgres, started by the first
 * test that asks and stopped after the last. Its org is not used: each test has one of its own, see {@link TestPipeline}.
 */
public final class SharedPlatform implements ParameterResolver {
    private static final Page WORKER = Page.of("salesforce-source.md", "properties");
    private static final Namespace NAMESPACE = Namespace.create(SharedPlatform.class);

    /** Closed by JUnit with the whole run. */
    private record Running(Platform platform) implements AutoCloseable {
        @Override
        public void close() {
            platform.close();
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Platform.class;
    }

    @Override
    public Platform resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getRoot()
                .getStore(NAMESPACE)
                .computeIfAbsent(Running.class, any -> new Running(start()), Running.class)
                .platform();
    }

    private static Platform start() {
        try {
            Path workdir = Files.createTempDirectory(Files.createDirectories(Path.of("target")), "platform-");
            Platform.Builder builder = Platform.builder(workdir)
                    .parts(Part.POSTGRES, Part.KAFKA, Part.REGISTRY, Part.CONNECT)
                    .addPlugins(Path.of("target/debezium").toAbsolutePath());
            Properties worker = new Properties();
            worker.load(new StringReader(WORKER.under("A configuration").get(0)));
            worker.stringPropertyNames().forEach(key -> builder.worker(key, worker.getProperty(key)));
            assertThat(WORKER.rest()).isEmpty();
            return builder.start();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}

/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.standalone;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** The log configuration of broker and worker: to their output, which is their log. */
final class KafkaLogging {
    private KafkaLogging() {}

    /** The JVM option that names the file, which is written to the work directory for users to change. */
    static String option(Site site) {
        Path file = site.workdir().resolve("etc/log4j2.properties");
        if (!Files.exists(file)) {
            try (InputStream resource = KafkaLogging.class.getResourceAsStream("log4j2.properties")) {
                Files.createDirectories(file.getParent());
                Files.copy(resource, file, StandardCopyOption.REPLACE_EXISTING);
            } catch (IOException failure) {
                throw new PlatformException("Cannot write " + file, failure);
            }
        }
        return "-Dlog4j2.configurationFile=" + file;
    }
}

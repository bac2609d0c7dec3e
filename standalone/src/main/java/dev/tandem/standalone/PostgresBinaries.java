/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.standalone;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/** Postgres's programs, unpacked from the archive on the class path. */
final class PostgresBinaries {
    private static final String ARCHIVE = "/postgres-linux-x86_64.txz";

    private PostgresBinaries() {}

    /** The directory with them: {@code shared}, or a place below {@code workdir} where that cannot be written. */
    static Path unpacked(Path shared, Path workdir) throws IOException {
        if (isComplete(shared)) {
            return shared;
        }
        Path target = Files.isWritable(shared.getParent()) ? shared : workdir.resolve("postgres-binaries");
        return isComplete(target) ? target : unpack(target);
    }

    private static boolean isComplete(Path directory) {
        return Files.isExecutable(directory.resolve("bin/postgres"));
    }

    /** Unpacks next to the target and moves it there, so that no process sees half of it. */
    private static Path unpack(Path target) throws IOException {
        if (!"amd64".equals(System.getProperty("os.arch")) || !"Linux".equals(System.getProperty("os.name"))) {
            throw new PlatformException("The platform's Postgres is built for Linux on x86-64, and this is "
                    + System.getProperty("os.name") + " on " + System.getProperty("os.arch"));
        }
        Path unpacking = Files.createTempDirectory(target.getParent(), "postgres-");
        try (InputStream resource = PostgresBinaries.class.getResourceAsStream(ARCHIVE);
                var archive = new TarArchiveInputStream(new XZInputStream(resource))) {
            for (TarArchiveEntry entry = archive.getNextEntry(); entry != null; entry = archive.getNextEntry()) {
                write(entry, archive, unpacking.resolve(entry.getName()).normalize());
            }
        }
        Files.setPosixFilePermissions(unpacking, permissions(0755));
        try {
            Files.move(unpacking, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileSystemException othersWereFirst) {
            if (!isComplete(target)) {
                throw othersWereFirst;
            }
        }
        return target;
    }

    private static void write(TarArchiveEntry entry, InputStream content, Path file) throws IOException {
        if (entry.isDirectory()) {
            Files.createDirectories(file);
            return;
        }
        Files.createDirectories(file.getParent());
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(file, Path.of(entry.getLinkName()));
        } else {
            Files.copy(content, file);
            Files.setPosixFilePermissions(file, permissions(entry.getMode()));
        }
    }

    private static Set<PosixFilePermission> permissions(int mode) {
        var permissions = EnumSet.noneOf(PosixFilePermission.class);
        PosixFilePermission[] fromOwnerReadOn = PosixFilePermission.values();
        for (int bit = 0; bit < fromOwnerReadOn.length; bit++) {
            if ((mode & (0400 >> bit)) != 0) {
                permissions.add(fromOwnerReadOn[bit]);
            }
        }
        return permissions;
    }
}

/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Keystores with a new key and its certificate, as the JWT bearer flow needs them. */
public final class Keystores {
    public static final String PASSWORD = "changeit";
    public static final String ALIAS = "tandem";

    private static final Map<String, byte[]> CREATED = new ConcurrentHashMap<>();

    private Keystores() {}

    /** @param type PKCS12 or JKS; keys of one type are the same in one run, for they are slow to make */
    public static Path create(Path folder, String type) throws IOException {
        return Files.write(folder.resolve("keystore." + type), CREATED.computeIfAbsent(type, Keystores::make));
    }

    private static byte[] make(String type) {
        try {
            Path keystore = Files.createTempDirectory("keystore").resolve("keystore");
            String keytool =
                    Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
            String[] command = {
                keytool,
                "-genkeypair",
                "-alias",
                ALIAS,
                "-keyalg",
                "RSA",
                "-keysize",
                "2048",
                "-dname",
                "CN=tandem",
                "-storetype",
                type,
                "-keystore",
                keystore.toString(),
                "-storepass",
                PASSWORD,
                "-keypass",
                PASSWORD
            };
            if (new ProcessBuilder(command).redirectErrorStream(true).start().waitFor() != 0) {
                throw new AssertionError("keytool failed");
            }
            byte[] keystoreBytes = Files.readAllBytes(keystore);
            Files.delete(keystore);
            Files.delete(keystore.getParent());
            return keystoreBytes;
        } catch (IOException | InterruptedException failure) {
            throw new AssertionError(failure);
        }
    }

    /** The certificate as PEM, with line ends as JSON wants them. */
    public static String certificate(Path keystore) throws Exception {
        byte[] der = KeyStore.getInstance(keystore.toFile(), PASSWORD.toCharArray())
                .getCertificate(ALIAS)
                .getEncoded();
        return "-----BEGIN CERTIFICATE-----\\n" + Base64.getEncoder().encodeToString(der)
                + "\\n-----END CERTIFICATE-----\\n";
    }
}

/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.client;

import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;

/** Keystores with a new key and its certificate, as the JWT bearer flow needs them. */
public final class Keystores {
    public static final String PASSWORD = "changeit";
    public static final String ALIAS = "tandem";

    private Keystores() {}

    /** @param type PKCS12 or JKS */
    public static Path create(Path folder, String type) throws Exception {
        Path keystore = folder.resolve("keystore." + type);
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
        return keystore;
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

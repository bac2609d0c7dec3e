/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/** Certificates made by the JDK's keytool, as files of the kinds that Postgres and its driver read. */
final class Certificates {
    static final String PASSWORD = "key-password-7f3a";
    private static final String CIPHER = "PBEWithSHA1AndDESede";

    private final Path directory;

    Certificates(Path directory) {
        this.directory = directory;
    }

    /** Creates a certificate that may sign others, as PEM. */
    Path authority(String name) throws Exception {
        generate(name, "CN=" + name, "BC=ca:true");
        return pem(name, "CERTIFICATE", keyStore(name).getCertificate("user").getEncoded(), ".crt");
    }

    /** Creates a certificate that the authority signs, as PEM. */
    Path signed(String authority, String name, String commonName, String... extensions) throws Exception {
        generate(name, "CN=" + commonName, extensions);
        Path request = directory.resolve(name + ".csr");
        Path certificate = directory.resolve(name + ".crt");
        keytool(name, "-certreq", "-file", request.toString());
        List<String> sign = new ArrayList<>(List.of("-gencert", "-rfc", "-infile", request.toString()));
        sign.addAll(List.of("-outfile", certificate.toString()));
        for (String extension : extensions) {
            sign.addAll(List.of("-ext", extension));
        }
        keytool(authority, sign.toArray(String[]::new));
        keytool(
                name,
                "-importcert",
                "-noprompt",
                "-alias",
                "ca",
                "-file",
                directory.resolve(authority + ".crt").toString());
        keytool(name, "-importcert", "-noprompt", "-file", certificate.toString());
        return certificate;
    }

    /** Writes the private key without a password, as PEM. */
    Path key(String name) throws Exception {
        return pem(name, "PRIVATE KEY", privateKey(name).getEncoded(), ".key");
    }

    /** Writes the private key without a password, as DER. */
    Path pk8(String name) throws Exception {
        return privately(directory.resolve(name + ".pk8"), privateKey(name).getEncoded());
    }

    /** Writes the private key under {@link #PASSWORD}, as DER. */
    Path encryptedPk8(String name) throws Exception {
        Cipher cipher = Cipher.getInstance(CIPHER);
        cipher.init(
                Cipher.ENCRYPT_MODE,
                SecretKeyFactory.getInstance(CIPHER).generateSecret(new PBEKeySpec(PASSWORD.toCharArray())));
        byte[] encrypted = cipher.doFinal(privateKey(name).getEncoded());
        return privately(
                directory.resolve(name + ".encrypted.pk8"),
                new EncryptedPrivateKeyInfo(cipher.getParameters(), encrypted).getEncoded());
    }

    /** Returns the file of key and certificate under {@link #PASSWORD}, as PKCS #12. */
    Path p12(String name) {
        return directory.resolve(name + ".p12");
    }

    /** Writes a file that only its owner may read: Postgres and its driver read no key that others may read too. */
    private static Path privately(Path file, byte[] content) throws IOException {
        Files.write(file, content);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    private void generate(String name, String distinguishedName, String... extensions) throws Exception {
        List<String> arguments = new ArrayList<>(
                List.of("-genkeypair", "-keyalg", "RSA", "-keysize", "2048", "-validity", "2", "-dname"));
        arguments.add(distinguishedName);
        for (String extension : extensions) {
            arguments.addAll(List.of("-ext", extension));
        }
        keytool(name, arguments.toArray(String[]::new));
    }

    private void keytool(String name, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(arguments));
        if (!command.contains("-alias")) {
            command.addAll(List.of("-alias", "user"));
        }
        command.addAll(List.of(
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD,
                "-keystore",
                p12(name).toString()));
        Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (keytool.waitFor() != 0) {
            throw new IllegalStateException("keytool: " + output);
        }
    }

    private KeyStore keyStore(String name) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream file = Files.newInputStream(p12(name))) {
            store.load(file, PASSWORD.toCharArray());
        }
        return store;
    }

    private Key privateKey(String name) throws GeneralSecurityException, IOException {
        return keyStore(name).getKey("user", PASSWORD.toCharArray());
    }

    private Path pem(String name, String kind, byte[] content, String extension) throws IOException {
        Path file = directory.resolve(name + extension);
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        String text = "-----BEGIN " + kind + "-----\n" + body + "\n-----END " + kind + "-----\n";
        return privately(file, text.getBytes(StandardCharsets.US_ASCII));
    }
}

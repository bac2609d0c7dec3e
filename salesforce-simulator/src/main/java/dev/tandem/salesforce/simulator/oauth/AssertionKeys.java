/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.simulator.oauth;

import com.auth0.jwt.JWT;
import com.auth0.jwt.algorithms.Algorithm;
import com.auth0.jwt.exceptions.JWTVerificationException;
import com.auth0.jwt.interfaces.DecodedJWT;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.CertificateFactory;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The keys with which JWT bearer assertions may be signed: one that the org makes itself when asked, and those that are registered. */
public final class AssertionKeys {
    private final List<RSAPublicKey> registered = new CopyOnWriteArrayList<>();
    private String privateKeyPem;

    /** The PKCS#8 PEM of a private key whose public key is registered; made at the first call. */
    public synchronized String privateKeyPem() {
        if (privateKeyPem == null) {
            try {
                KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
                generator.initialize(2048);
                KeyPair pair = generator.generateKeyPair();
                registered.add((RSAPublicKey) pair.getPublic());
                String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'})
                        .encodeToString(pair.getPrivate().getEncoded());
                privateKeyPem = "-----BEGIN PRIVATE KEY-----\n" + base64 + "\n-----END PRIVATE KEY-----\n";
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("Every Java platform makes RSA keys", e);
            }
        }
        return privateKeyPem;
    }

    /** Registers a PEM certificate or public key. */
    public void register(String pem) {
        try {
            if (pem.contains("BEGIN CERTIFICATE")) {
                var certificate = CertificateFactory.getInstance("X.509")
                        .generateCertificate(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
                registered.add((RSAPublicKey) certificate.getPublicKey());
            } else {
                byte[] der = Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));
                registered.add(
                        (RSAPublicKey) KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(der)));
            }
        } catch (GeneralSecurityException | ClassCastException e) {
            throw new IllegalArgumentException("Neither an X.509 certificate nor an RSA public key in PEM form", e);
        }
    }

    /** The assertion's claims, if one of the keys has signed it and it is not expired. */
    DecodedJWT verified(String assertion) throws JWTVerificationException {
        JWTVerificationException rejection = new JWTVerificationException("No certificate is registered");
        for (RSAPublicKey key : registered) {
            try {
                return JWT.require(Algorithm.RSA256(key, null)).build().verify(assertion);
            } catch (JWTVerificationException e) {
                rejection = e;
            }
        }
        throw rejection;
    }
}

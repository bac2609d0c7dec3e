/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.simulator.oauth;

import java.util.Random;

/** The credentials of the org's one connected app and one user. */
public record Credentials(String clientId, String clientSecret, String username, String password, String refreshToken) {
    /** Made up of the seed, so that a restarted org knows its clients. */
    public static Credentials seeded(long seed) {
        Random random = new Random(seed ^ 0x5eed);
        return new Credentials(
                "3MVG9" + text(random, 40),
                text(random, 48),
                "integration@tandem.example",
                text(random, 16),
                "5Aep861" + text(random, 40));
    }

    public Credentials withClient(String id, String secret) {
        return new Credentials(id, secret, username, password, refreshToken);
    }

    private static String text(Random random, int length) {
        String letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append(letters.charAt(random.nextInt(letters.length())));
        }
        return text.toString();
    }

    @Override
    public String toString() {
        return "Credentials[clientId=" + clientId + "]";
    }
}

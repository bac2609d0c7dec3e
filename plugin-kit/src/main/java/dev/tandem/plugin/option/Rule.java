/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.plugin.option;

import java.util.function.BiConsumer;
import org.apache.kafka.common.config.ConfigDef.Validator;

/** A validator that describes itself, so that the reference can say which values are valid. */
public final class Rule implements Validator {
    private final String description;
    private final BiConsumer<String, Object> check;

    private Rule(String description, BiConsumer<String, Object> check) {
        this.description = description;
        this.check = check;
    }

    /**
     * Creates a rule.
     *
     * @param description completes the sentence "Valid: ..."
     * @param check takes the key and the value, and throws a {@code ConfigException} if the value is not valid
     */
    public static Rule of(String description, BiConsumer<String, Object> check) {
        return new Rule(description, check);
    }

    @Override
    public void ensureValid(String name, Object value) {
        check.accept(name, value);
    }

    @Override
    public String toString() {
        return description;
    }
}

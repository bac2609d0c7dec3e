/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** Payloads that real orgs sent, and what it means to have their shape. */
final class Samples {
    private Samples() {}

    static JsonNode read(String path) {
        try (InputStream in = Samples.class.getResourceAsStream("/samples/" + path)) {
            return OrgClient.JSON.readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Asserts that both have the same keys and kinds of values at every level; arrays are compared by their first elements. */
    static void assertSameShape(JsonNode served, JsonNode sample) {
        assertThat(shape(served)).containsExactlyElementsOf(shape(sample));
    }

    private static List<String> shape(JsonNode node) {
        List<String> shape = new ArrayList<>();
        collect("", node, shape);
        return shape.stream().sorted().toList();
    }

    private static void collect(String path, JsonNode node, List<String> shape) {
        if (node.isObject()) {
            TreeSet<String> names = new TreeSet<>();
            node.fieldNames().forEachRemaining(names::add);
            names.forEach(name -> collect(path + "/" + name, node.get(name), shape));
        } else if (node.isArray()) {
            shape.add(path + " is an array");
            if (!node.isEmpty()) {
                collect(path + "/0", node.get(0), shape);
            }
        } else {
            shape.add(path + " is " + (node.isNumber() ? "a number" : node.getNodeType()));
        }
    }
}

/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.postgres.sink.twoway;

import dev.tandem.twoway.change.FieldOwner;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.config.ConfigException;

/** The owners of fields, as {@code field.policies} names them: with the words and patterns of the transform's option of that name. Pure. */
public final class FieldPolicies {
    public static final String OPTION = "field.policies";
    private static final Pattern NAMES = Pattern.compile("[\\w*.:-]+\\.[\\w*]+");

    private final List<Policy> policies;

    /** @param field the name of a field; {@code *} stands for any text */
    private record Policy(Pattern object, String field, FieldOwner owner) {
        boolean matches(String topic, String column, UnaryOperator<String> columnOf) {
            return object.matcher(topic).matches() && Pattern.matches(glob(field, columnOf), column);
        }
    }

    private FieldPolicies(List<Policy> policies) {
        this.policies = List.copyOf(policies);
    }

    /** Reads entries of the form {@code Object.Field:policy}. */
    static FieldPolicies of(Collection<String> entries) {
        List<String> mistakes = mistakes(entries);
        if (!mistakes.isEmpty()) {
            throw new ConfigException(OPTION, String.join(", ", entries), mistakes.get(0));
        }
        return new FieldPolicies(entries.stream().map(FieldPolicies::read).toList());
    }

    /** Returns what is wrong with entries, each with its remedy. */
    static List<String> mistakes(Collection<String> entries) {
        List<String> mistakes = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (String entry : entries) {
            String fields = fields(entry);
            if (!NAMES.matcher(fields).matches()) {
                mistakes.add("'" + entry
                        + "' is not of the form Object.Field:policy, such as Account.Rating:wins(postgres).");
            } else if (owner(entry).isEmpty()) {
                mistakes.add(remedy(entry));
            } else if (!seen.add(fields)) {
                mistakes.add("lists " + fields + " twice. Keep one of the entries.");
            }
        }
        return mistakes;
    }

    private static String remedy(String entry) {
        return switch (policy(entry)) {
            case "wins(salesforce)", "read-only(salesforce)" ->
                "'" + entry
                        + "' is not a policy of two-way tables. Use read-only(postgres) if Salesforce owns the field, or wins(postgres) if"
                        + " Postgres does.";
            case "max", "min" ->
                "'" + entry
                        + "' is not a policy of two-way tables, where both sides end with the same value. Use latest.";
            default -> "'" + entry + "' has an unknown policy. Use latest, wins(postgres) or read-only(postgres).";
        };
    }

    private static Policy read(String entry) {
        String fields = fields(entry);
        int dot = fields.lastIndexOf('.');
        Pattern object = Pattern.compile("(?:.*\\.)?" + glob(fields.substring(0, dot), UnaryOperator.identity()));
        return new Policy(object, fields.substring(dot + 1), owner(entry).orElseThrow());
    }

    private static Optional<FieldOwner> owner(String entry) {
        return switch (policy(entry)) {
            case "latest" -> Optional.of(FieldOwner.LAST_WRITER);
            case "wins(postgres)" -> Optional.of(FieldOwner.POSTGRES);
            case "read-only(postgres)" -> Optional.of(FieldOwner.SALESFORCE);
            default -> Optional.empty();
        };
    }

    private static String fields(String entry) {
        return entry.substring(0, Math.max(0, entry.lastIndexOf(':'))).strip();
    }

    private static String policy(String entry) {
        return entry.substring(entry.lastIndexOf(':') + 1).strip();
    }

    private static String glob(String text, UnaryOperator<String> spelling) {
        return Stream.of(text.split("\\*", -1))
                .map(literal -> literal.isEmpty() ? "" : Pattern.quote(spelling.apply(literal)))
                .collect(Collectors.joining(".*"));
    }

    /**
     * Returns the owner of a column: that of the first entry that matches.
     *
     * @param columnOf the spelling of a field's name as a column
     */
    FieldOwner owner(String topic, String column, UnaryOperator<String> columnOf) {
        return policies.stream()
                .filter(policy -> policy.matches(topic, column, columnOf))
                .map(Policy::owner)
                .findFirst()
                .orElse(FieldOwner.LAST_WRITER);
    }

    /** Returns the fields that entries give to Postgres, as they are written. Entries that are wrong do not count. */
    static Set<String> fieldsOfPostgres(Collection<String> entries) {
        return entries.stream()
                .filter(entry -> NAMES.matcher(fields(entry)).matches())
                .filter(entry ->
                        owner(entry).filter(FieldOwner.POSTGRES::equals).isPresent())
                .map(entry -> fields(entry).substring(fields(entry).lastIndexOf('.') + 1))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}

/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.simulator.soql;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The words of a query, read one after another. */
final class Tokens {
    enum Kind {
        NAME,
        TEXT,
        NUMBER,
        MOMENT,
        SYMBOL,
        END
    }

    record Token(Kind kind, String text, int place) {
        boolean is(String word) {
            return kind != Kind.TEXT && text.equalsIgnoreCase(word);
        }
    }

    private static final Pattern TOKEN = Pattern.compile("\\s*(?:"
            + "(?<name>[A-Za-z_][\\w.]*(?::\\d+)?)"
            + "|(?<text>'(?:[^'\\\\]|\\\\.)*+')"
            + "|(?<moment>\\d{4}-\\d{2}-\\d{2}(?:T[\\d:.]+(?:Z|[-+]\\d{2}:?\\d{2})?)?|\\d{2}:\\d{2}:\\d{2}[\\d.]*Z?)"
            + "|(?<number>[-+]?\\d+(?:\\.\\d+)?(?:[eE][-+]?\\d+)?)"
            + "|(?<symbol><=|>=|!=|<>|[=<>(),]))");

    private final String query;
    private final List<Token> tokens = new ArrayList<>();
    private int next;

    Tokens(String query) {
        this.query = query;
        Matcher matcher = TOKEN.matcher(query);
        int end = query.stripTrailing().length();
        int place = 0;
        while (place < end) {
            if (!matcher.find(place) || matcher.start() != place) {
                throw SoqlError.at(
                        "MALFORMED_QUERY",
                        query,
                        place,
                        "line 1:%s no viable alternative at character '%s'"
                                .formatted(place, query.substring(place).strip().charAt(0)));
            }
            tokens.add(token(matcher));
            place = matcher.end();
        }
        tokens.add(new Token(Kind.END, "<EOF>", end));
    }

    private static Token token(Matcher matcher) {
        for (Kind kind : List.of(Kind.NAME, Kind.TEXT, Kind.MOMENT, Kind.NUMBER)) {
            String group = kind.name().toLowerCase(Locale.ROOT);
            if (matcher.group(group) != null) {
                return new Token(kind, matcher.group(group), matcher.start(group));
            }
        }
        return new Token(Kind.SYMBOL, matcher.group("symbol"), matcher.start("symbol"));
    }

    Token peek() {
        return tokens.get(next);
    }

    Token take() {
        return tokens.get(next == tokens.size() - 1 ? next : next++);
    }

    /** Skips to behind the bracket that closes the one just taken, and returns the place before all that is skipped. */
    int skipBrackets() {
        int start = next;
        int open = 1;
        while (open > 0) {
            Token token = take();
            if (token.kind() == Kind.END) {
                throw unexpected(token);
            }
            open += token.is("(") ? 1 : token.is(")") ? -1 : 0;
        }
        return start;
    }

    /** Reads what was skipped, and goes on where it was. */
    <T> T reread(int start, Supplier<T> reader) {
        int after = next;
        next = start;
        T read = reader.get();
        next = after;
        return read;
    }

    /** Takes these words if they come next. */
    boolean takeIf(String... words) {
        for (int i = 0; i < words.length; i++) {
            int ahead = Math.min(next + i, tokens.size() - 1);
            if (!tokens.get(ahead).is(words[i])) {
                return false;
            }
        }
        next += words.length;
        return true;
    }

    void expect(String word) {
        if (!takeIf(word)) {
            throw unexpected(peek());
        }
    }

    Token expectName() {
        if (peek().kind() != Kind.NAME) {
            throw unexpected(peek());
        }
        return take();
    }

    /** Salesforce points behind the token before. */
    SoqlError unexpected(Token token) {
        int index = tokens.indexOf(token);
        Token before = tokens.get(Math.max(0, index - 1));
        int place = index == 0 ? 0 : before.place() + before.text().length();
        return SoqlError.at("MALFORMED_QUERY", query, place, "unexpected token: '%s'".formatted(token.text()));
    }

    SoqlError error(String code, Token token, String reason) {
        return SoqlError.at(code, query, token.place(), reason);
    }
}

/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.simulator.believable;

import dev.tandem.salesforce.simulator.schema.Field;
import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/** Names, places and sentences of a business world. */
final class Vocabulary {
    private static final List<String> FIRST = List.of(
            "Ada", "Ben", "Carla", "Dmitri", "Elif", "Farid", "Grace", "Hiro", "Inés", "Jonas", "Keiko", "Liam",
            "Marta", "Noor", "Olu", "Priya", "Quentin", "Rosa", "Søren", "Tomás", "Uma", "Viktor", "Wanda", "Yusuf");
    private static final List<String> LAST = List.of(
            "Abe",
            "Brandt",
            "Castillo",
            "Diaz",
            "Eriksen",
            "Fischer",
            "García",
            "Haddad",
            "Ivanova",
            "Jensen",
            "Kim",
            "Lindqvist",
            "Müller",
            "Nakamura",
            "Okafor",
            "O'Brien",
            "Patel",
            "Rossi",
            "Schmidt",
            "Tanaka",
            "Weber");
    private static final List<String> COMPANY = List.of(
            "Alpine",
            "Blue Harbor",
            "Cedar",
            "Delta",
            "Evergreen",
            "Foundry",
            "Granite",
            "Horizon",
            "Ironwood",
            "Juniper",
            "Keystone",
            "Lighthouse",
            "Meridian",
            "Northwind",
            "Orchard",
            "Pioneer",
            "Quarry",
            "Riverbend",
            "Summit",
            "Tandem",
            "Union",
            "Vanguard",
            "Willow",
            "Zenith");
    private static final List<String> TRADE = List.of(
            "Analytics",
            "Bikes",
            "Capital",
            "Dynamics",
            "Energy",
            "Foods",
            "Freight",
            "Health",
            "Insurance",
            "Labs",
            "Logistics",
            "Media",
            "Motors",
            "Networks",
            "Pharma",
            "Robotics",
            "Software",
            "Steel",
            "Systems",
            "Textiles");
    private static final List<String> FORM = List.of("Inc.", "GmbH", "Ltd.", "LLC", "AG", "Co.", "S.A.", "& Sons");
    private static final List<String> CITY = List.of(
            "Berlin",
            "Boston",
            "Chicago",
            "Dublin",
            "Graz",
            "Hamburg",
            "Kyoto",
            "Lisbon",
            "Lyon",
            "Madrid",
            "Oslo",
            "Porto",
            "San Francisco",
            "São Paulo",
            "Seattle",
            "Toronto",
            "Utrecht",
            "Zürich");
    private static final List<String> COUNTRY =
            List.of("USA", "Germany", "Japan", "France", "Spain", "Canada", "Brazil");
    private static final List<String> STREET =
            List.of("Main St.", "Market St.", "Harbor Rd.", "Mill Lane", "Station Rd.");
    private static final List<String> TITLE =
            List.of("CEO", "CFO", "VP Sales", "Buyer", "Engineer", "Head of Operations");
    private static final List<String> DEPARTMENT = List.of("Finance", "Sales", "Purchasing", "Engineering", "Legal");
    private static final List<String> WORD = List.of(
            "renewal",
            "pilot",
            "upgrade",
            "support",
            "delivery",
            "contract",
            "demo",
            "quote",
            "training",
            "audit",
            "rollout",
            "budget",
            "invoice",
            "meeting",
            "follow-up",
            "shipment");

    private final Random random;

    Vocabulary(Random random) {
        this.random = random;
    }

    String word() {
        return oneOf(WORD);
    }

    /** Text that suits the field's name and type. */
    String forField(Field field) {
        return switch (field.type()) {
            case EMAIL -> plain(oneOf(FIRST)) + "." + plain(oneOf(LAST)) + "@" + plain(oneOf(COMPANY)) + ".example";
            case PHONE ->
                String.format(Locale.ROOT, "(%03d) 555-%04d", 200 + random.nextInt(700), random.nextInt(10_000));
            case URL -> "https://www." + plain(oneOf(COMPANY)) + ".example";
            case TEXTAREA -> field.name().endsWith("Street") ? street() : prose(field.length());
            default -> byName(field.name());
        };
    }

    private String byName(String name) {
        return switch (name) {
            case "FirstName" -> oneOf(FIRST);
            case "LastName" -> oneOf(LAST);
            case "Name" -> oneOf(COMPANY) + " " + oneOf(TRADE) + " " + oneOf(FORM);
            case "Title" -> oneOf(TITLE);
            case "Department" -> oneOf(DEPARTMENT);
            case "TickerSymbol" ->
                oneOf(COMPANY).replaceAll("\\W", "").toUpperCase(Locale.ROOT).substring(0, 4);
            default -> byEnding(name);
        };
    }

    private String byEnding(String name) {
        if (name.endsWith("City")) {
            return oneOf(CITY);
        }
        if (name.endsWith("Country")) {
            return oneOf(COUNTRY);
        }
        if (name.endsWith("State")) {
            return oneOf(List.of("CA", "NY", "WA", "MA", "Bayern", "Hessen"));
        }
        if (name.endsWith("PostalCode") || name.contains("Number")) {
            return Integer.toString(10_000 + random.nextInt(89_999));
        }
        return word() + " " + word();
    }

    private String street() {
        return (1 + random.nextInt(400)) + " " + oneOf(STREET)
                + (random.nextInt(5) == 0 ? "\r\nFloor " + random.nextInt(30) : "");
    }

    private String prose(int length) {
        StringBuilder prose = new StringBuilder();
        int words = length > 255 ? 5 + random.nextInt(60) : 3 + random.nextInt(8);
        for (int i = 0; i < words; i++) {
            prose.append(i == 0 ? "" : random.nextInt(12) == 0 ? ",\r\n" : " ").append(word());
        }
        return prose.append(random.nextInt(6) == 0 ? " \"as agreed\"; see § 4 – naïve café" : "")
                .append('.')
                .toString();
    }

    private String oneOf(List<String> values) {
        return values.get(random.nextInt(values.size()));
    }

    private static String plain(String name) {
        return Normalizer.normalize(name, Normalizer.Form.NFD)
                .replaceAll("[^A-Za-z]", "")
                .toLowerCase(Locale.ROOT);
    }
}

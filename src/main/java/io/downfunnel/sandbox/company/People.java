package io.downfunnel.sandbox.company;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Makes up people and the firms they work for. */
final class People {

    private static final List<String> GIVEN = List.of(
            "Anna", "Ben", "Chloé", "David", "Elif", "Finn", "Greta", "Hugo", "Ines", "Jonas", "Kaya", "Lena", "Malik",
            "Nora", "Oskar", "Petra", "Quentin", "Rosa", "Sören", "Thea", "Umut", "Vera", "Wiebke", "Xaver", "Yara",
            "Zoë");
    private static final List<String> FAMILY = List.of(
            "Albers",
            "Brandt",
            "Carver",
            "Dubois",
            "Engström",
            "Fischer",
            "Grünwald",
            "Hansen",
            "Iversen",
            "Jansen",
            "Kaya",
            "Lindqvist",
            "Müller",
            "Novak",
            "O'Hara",
            "Petit",
            "Quint",
            "Richter",
            "Schäfer",
            "Thompson",
            "Unger",
            "Vance",
            "Weiß",
            "Yilmaz",
            "Zimmer");
    private static final List<String> TRADES = List.of(
            "Logistik",
            "Foods",
            "Maschinenbau",
            "Analytics",
            "Pharma",
            "Textiles",
            "Energy",
            "Software",
            "Bau",
            "Optics",
            "Mobility",
            "Papier",
            "Robotics",
            "Health");
    private static final List<String> FORMS = List.of("GmbH", "AG", "Ltd", "Inc.", "SAS", "KG", "AB");
    private static final List<String> PLACES = List.of(
            "Nord", "Süd", "Hafen", "Berg", "Lake", "River", "Alpen", "City", "Forest", "Bridge", "Stein", "Mill",
            "Wald");

    private static final Pattern NEITHER_LETTER_NOR_HYPHEN = Pattern.compile("[^a-z-]");

    private final Dice dice;

    People(Dice dice) {
        this.dice = dice;
    }

    Firm firm(int number, Country country, boolean test) {
        if (test) {
            return new Firm(
                    "Test " + dice.oneOf(FORMS),
                    "downfunnel.test",
                    country.name(),
                    country.currency(),
                    Optional.empty(),
                    true);
        }
        String place = dice.oneOf(PLACES);
        String trade = dice.oneOf(TRADES);
        String name = place + " " + trade + " " + dice.oneOf(FORMS);
        String domain = ascii(place + "-" + trade) + "-" + Integer.toString(number, 36) + ".example";
        Optional<Integer> employees =
                dice.chance(0.85) ? Optional.of((int) dice.amountAround(90, 1.5) + 1) : Optional.empty();
        return new Firm(name, domain, country.name(), country.currency(), employees, false);
    }

    Person person(int number, Firm firm, Country country) {
        String given = dice.oneOf(GIVEN);
        String family = dice.oneOf(FAMILY);
        Optional<String> email = dice.chance(0.97) ? Optional.of(email(number, firm, given, family)) : Optional.empty();
        Optional<Phone> phone =
                country.hasPhones() && dice.chance(0.62) ? Optional.of(country.phone(dice)) : Optional.empty();
        return new Person(given, family, email, phone);
    }

    private String email(int number, Firm firm, String given, String family) {
        String plain = ascii(given) + "." + ascii(family);
        if (firm.test()) {
            return "test+" + number + "@" + firm.domain();
        }
        if (dice.chance(0.12)) {
            return privateMail(number, plain);
        }
        String address = plain + "@" + firm.domain();
        int style = dice.between(1, 20);
        return style == 1
                ? address.toUpperCase(Locale.ROOT)
                : style == 2
                        ? " " + address + " "
                        : style == 3 ? capitals(given, family) + "@" + firm.domain() : address;
    }

    /** Gmail's addresses have dots and tags that Google ignores and others do not. Longer than Gmail allows: nobody's. */
    private String privateMail(int number, String plain) {
        String local = plain + ".invented.by.downfunnel." + number;
        return switch (dice.between(1, 5)) {
            case 1 -> local + "@gmail.com";
            case 2 -> local.replace(".", "") + "@gmail.com";
            case 3 -> local + "+offers@gmail.com";
            case 4 -> capitalised(local) + "@googlemail.com";
            default -> plain + "+news." + number + "@example.org";
        };
    }

    private static String capitals(String given, String family) {
        return capitalised(ascii(given)) + "." + capitalised(ascii(family));
    }

    private static String capitalised(String word) {
        return Character.toUpperCase(word.charAt(0)) + word.substring(1);
    }

    private static String ascii(String name) {
        String plain = name.toLowerCase(Locale.ROOT)
                .replace("ä", "ae")
                .replace("ö", "oe")
                .replace("ü", "ue")
                .replace("ß", "ss")
                .replace("é", "e")
                .replace("ë", "e");
        return NEITHER_LETTER_NOR_HYPHEN.matcher(plain).replaceAll("");
    }
}

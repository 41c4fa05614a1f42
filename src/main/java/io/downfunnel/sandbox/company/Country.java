package io.downfunnel.sandbox.company;

import java.util.List;

/**
 * Where customers sit. Telephone numbers come from the ranges that each country's regulator keeps free for films and
 * examples, so that no number here rings anywhere; countries without such a range give none.
 */
enum Country {
    DE("Germany", "Deutschland", "EUR", 34, "49", "30", "23125", 3, "0"),
    GB("United Kingdom", "UK", "GBP", 18, "44", "20", "7946 0", 3, "0"),
    US("United States", "USA", "USD", 24, "1", "202", "555 01", 2, ""),
    FR("France", "FRANCE", "EUR", 9, "33", "1", "99 00 ", 4, "0"),
    SE("Sweden", "Sverige", "EUR", 3, "46", "8", "465 004 ", 2, "0"),
    AU("Australia", "AUS", "USD", 3, "61", "2", "5550 ", 4, "0"),
    AT("Austria", "Österreich", "EUR", 5, "", "", "", 0, ""),
    NL("Netherlands", "The Netherlands", "EUR", 4, "", "", "", 0, "");

    static final List<Country> ALL = List.of(values());

    private final String english;
    private final String otherName;
    private final String currency;
    private final int weight;
    private final String callingCode;
    private final String area;
    private final String block;
    private final int freeDigits;
    private final String trunk;

    Country(
            String english,
            String otherName,
            String currency,
            int weight,
            String callingCode,
            String area,
            String block,
            int freeDigits,
            String trunk) {
        this.english = english;
        this.otherName = otherName;
        this.currency = currency;
        this.weight = weight;
        this.callingCode = callingCode;
        this.area = area;
        this.block = block;
        this.freeDigits = freeDigits;
        this.trunk = trunk;
    }

    int weight() {
        return weight;
    }

    String currency() {
        return currency;
    }

    /** As somebody put it into the form. */
    String written(Dice dice) {
        int style = dice.between(1, 10);
        return style <= 6 ? name() : style <= 9 ? english : otherName;
    }

    boolean hasPhones() {
        return !callingCode.isEmpty();
    }

    Phone phone(Dice dice) {
        String tail = block + ("%0" + freeDigits + "d").formatted(dice.between(0, (int) Math.pow(10, freeDigits) - 1));
        String e164 = "+" + callingCode + area + tail.replace(" ", "");
        String written = switch (dice.between(1, 5)) {
            case 1 -> e164;
            case 2 -> "+" + callingCode + " " + area + " " + tail;
            case 3 -> "00" + callingCode + " " + area + " " + tail;
            case 4 -> trunk + area + "/" + tail.replace(" ", "");
            default -> "(" + trunk + area + ") " + tail;
        };
        return new Phone(e164, written);
    }
}

package io.downfunnel.sandbox.salesforce;

import java.util.Map;
import java.util.regex.Pattern;

import io.downfunnel.sandbox.Answer;

/** Where a person would see a record: as much as shows that a link led to the right one. */
final class RecordPage {
    private static final Pattern PATH = Pattern.compile("/[A-Za-z0-9]{15}(?:[A-Za-z0-9]{3})?");

    /** The objects that have a page, by how their ids begin. */
    private static final Map<String, String> OBJECTS =
            Map.of("00Q", "Lead", "003", "Contact", "001", "Account", "006", "Opportunity");

    private final Instance instance;

    RecordPage(Instance instance) {
        this.instance = instance;
    }

    static boolean serves(String path) {
        return PATH.matcher(path).matches() && OBJECTS.containsKey(path.substring(1, 4));
    }

    Answer answer(String path) {
        String object = OBJECTS.get(path.substring(1, 4));
        String id = RecordId.parse(path.substring(1)).orElseThrow();
        boolean there = instance.org().table(object).view().all().stream()
                .anyMatch(row -> row.id().equals(id) && !row.deleted());
        return there
                ? page(200, object + " " + id, "The simulated Salesforce has this record. It has no more of a page.")
                : page(404, "There is no " + object + " " + id, "It was deleted, or it never was there.");
    }

    /** Nothing in it comes from a request but letters and digits. */
    private static Answer page(int status, String title, String text) {
        return Answer.html(status, """
                <!doctype html>
                <html lang="en">
                <head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
                <title>%1$s (sandbox)</title></head>
                <body><h1>%1$s</h1><p>%2$s</p></body>
                </html>
                """.formatted(title, text));
    }
}

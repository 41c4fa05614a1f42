package io.downfunnel;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.downfunnel.domain.FailureClass;
import io.downfunnel.domain.FailureRow;
import io.downfunnel.domain.FailureRow.Reach;

/** Writes {@code docs/failures.md} out of the failure tables. */
final class FailuresDoc {
    static final Path FILE = Path.of("docs/failures.md");

    /** Those with a place of their own; every other platform follows by its name. */
    private static final List<String> FIRST = List.of("salesforce", "google", "linkedin");

    /** Every page that a code leads to, once. */
    private static final List<URI> PAGES = FailureTables.all().values().stream()
            .flatMap(table -> table.rows().stream())
            .flatMap(row -> row.link().stream())
            .distinct()
            .toList();

    private FailuresDoc() {}

    static void write() throws IOException {
        Files.writeString(FILE, page());
    }

    static String page() {
        return """
                # Failures

                <!-- Made from the failure tables; do not edit. To write it anew:
                     ./mvnw -q test -Dtest=FailuresDocTest -Ddownfunnel.docs=write -->

                Every code that a vendor can answer with, as far as it is public, and what becomes of it. The tables are data
                that ship with the product (`failures.table` beside each adapter); a code of a vendor's public list without a
                row fails the build. A code that is not here is *unclassified* when it turns up: we try a few times, then hold
                what it concerns and say so, and never drop it. Each code leads to the vendor's own page about it, where there
                is one.

                | Class | What we do |
                |---|---|
                """
                + Stream.of(FailureClass.values())
                        .map(each -> "| " + name(each) + " | " + capital(inFull(each)) + ". |\n")
                        .collect(Collectors.joining())
                + chapter("Salesforce", "salesforce", row -> true)
                + chapter(
                        "Google, Data Manager API", "google", row -> !row.code().contains("."))
                + chapter("Google Ads API", "google", row -> row.code().contains("."))
                + chapter("LinkedIn", "linkedin", row -> true)
                + FailureTables.all().keySet().stream()
                        .filter(connection -> !FIRST.contains(connection))
                        .sorted()
                        .map(connection -> chapter(FailureTables.of(connection).vendor(), connection, row -> true))
                        .collect(Collectors.joining())
                + "\n"
                + PAGES.stream()
                        .map(page -> "[" + PAGES.indexOf(page) + "]: " + page + "\n")
                        .collect(Collectors.joining());
    }

    private static String chapter(String title, String connection, Predicate<FailureRow> which) {
        var lists = FailureTables.of(connection).rows().stream()
                .filter(which)
                .collect(Collectors.groupingBy(FailureRow::list, LinkedHashMap::new, Collectors.toList()));
        return "\n## " + title + "\n"
                + lists.entrySet().stream()
                        .map(list -> "\n### " + capital(list.getKey()) + "\n\n" + table(list.getValue()))
                        .collect(Collectors.joining());
    }

    /** Codes of which all the same is to be said share a line. */
    private static String table(List<FailureRow> rows) {
        return "| Code | What it means | What we do | Who mends it | What to do |\n|---|---|---|---|---|\n"
                + rows.stream()
                        .collect(Collectors.groupingBy(FailuresDoc::said, LinkedHashMap::new, Collectors.toList()))
                        .entrySet()
                        .stream()
                        .map(line -> "| " + codes(line.getValue()) + " | " + line.getKey() + " |\n")
                        .collect(Collectors.joining());
    }

    private static String codes(Collection<FailureRow> rows) {
        return rows.stream()
                .map(row -> row.link()
                        .map(page -> "[`" + row.code() + "`][" + PAGES.indexOf(page) + "]")
                        .orElse("`" + row.code() + "`"))
                .collect(Collectors.joining("<br>"));
    }

    private static String said(FailureRow row) {
        return String.join(" | ", row.cause(), action(row), row.mender().words(), row.remedy())
                .strip();
    }

    private static String action(FailureRow row) {
        return "*" + name(row.failureClass()) + "*: " + inShort(row);
    }

    private static String inShort(FailureRow row) {
        return switch (row.failureClass()) {
            case TRANSIENT -> "try again";
            case THROTTLED -> "wait, then go on";
            case AUTHENTICATION, CONFIGURATION -> "stop " + stopped(row.reach()) + " until it is mended";
            case PERMANENT -> "show it under *Needs you*";
            case DELAY -> "send it later";
            case DUPLICATE -> "take it as accepted";
            case OCCUPIED -> "take it as accepted if it was sent before, else as not counted";
            case EXPECTED -> "leave it at that";
            case UNKNOWN_OUTCOME -> "find out, or ask";
            case UNCLASSIFIED -> "try a little, hold, tell";
        };
    }

    private static String stopped(Reach reach) {
        return switch (reach) {
            case EVENT -> throw new IllegalStateException("Nothing to stop");
            case ACTION, OBJECT, ACCOUNT -> reach.words();
        };
    }

    private static String inFull(FailureClass failureClass) {
        return switch (failureClass) {
            case TRANSIENT -> "it passes by itself; we try again with growing pauses, until the conversion expires";
            case THROTTLED -> "too much at once or for today; we go on when the vendor allows it, and count no try";
            case AUTHENTICATION ->
                "our access is gone; the whole connection waits for a person, and looks every so often";
            case CONFIGURATION ->
                "something is set up wrongly; what it holds for waits for a person, and the rest goes on. Where the platform"
                        + " says so of one conversion after the fact, that one needs you";
            case PERMANENT -> "this conversion will never be taken in as it is; it needs you";
            case DELAY -> "too early; the conversion waits and is sent again by itself";
            case DUPLICATE -> "the platform has it already, which is as good as accepted";
            case OCCUPIED ->
                "the platform has a conversion in its place and does not say which: this one if it was sent before, which is as"
                        + " good as accepted; else another one, of ours or of another tool, and this one is excluded and says why"
                        + " ([decision 21](decisions/0021-a-second-for-each.md))";
            case EXPECTED -> "final and nobody's fault; the conversion is excluded and says why";
            case UNKNOWN_OUTCOME ->
                "the bytes may have arrived; where the platform counts a copy once we send the same bytes again, elsewhere"
                        + " a person decides ([decision 6](decisions/0006-unknown-outcomes.md))";
            case UNCLASSIFIED -> "we do not know the code; we try a few times, hold it, and tell a person";
        };
    }

    private static String name(FailureClass failureClass) {
        return failureClass.name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ');
    }

    private static String capital(String text) {
        return text.substring(0, 1).toUpperCase(java.util.Locale.ROOT) + text.substring(1);
    }
}

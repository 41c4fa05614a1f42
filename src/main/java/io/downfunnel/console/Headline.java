package io.downfunnel.console;

import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import io.downfunnel.domain.Money;
import io.downfunnel.report.ConnectionNames;
import io.downfunnel.report.Wording;
import io.downfunnel.store.ConversionReadStore.Expiring;
import io.downfunnel.store.ConversionReadStore.Reached;
import io.downfunnel.store.RunReadStore.Run;

/**
 * The one sentence that the overview begins with. Money of different currencies stands side by side and is never added.
 *
 * @param parts of the sentence; some lead to the conversions they speak of
 * @param advice what to do next; empty when there is nothing to do
 */
public record Headline(List<Part> parts, String advice) {

    /** @param href empty for plain words */
    public record Part(String text, String href) {
        static Part plain(String text) {
            return new Part(text, "");
        }
    }

    public Headline {
        parts = List.copyOf(parts);
    }

    /** @param mappings are there any? */
    static Headline beforeTheFirstRun(boolean mappings) {
        return mappings
                ? new Headline(
                        List.of(Part.plain("Nothing has run yet.")),
                        "Press “Sync now” to read the CRM and send what is due, or wait for the timetable.")
                : new Headline(
                        List.of(Part.plain("Nothing has run yet, and no stage is mapped.")),
                        "Press “Sync now”: it takes over the stages and mappings that config/mappings.yaml holds, reads the CRM, and"
                                + " sends what is due. Or make your own first, under Mappings.");
    }

    static Headline after(
            Run run, List<Reached> reached, long needYou, List<Expiring> expiring, ZoneId zone, ConnectionNames names) {
        var parts = new ArrayList<Part>();
        parts.add(Part.plain("Last run at " + new Wording(zone).minute(run.startedAt()) + ": "));
        var conversions = reached.stream().mapToLong(Reached::conversions).sum();
        parts.add(Part.plain(conversions == 0 ? nothing(run) : some(reached, conversions, names)));
        var expire = expiring.stream().mapToLong(Expiring::conversions).sum();
        var notes = Stream.of(
                        note(needYou, needYou == 1 ? " needs you" : " need you", Link.to("/needs-you")),
                        note(
                                expire,
                                expire == 1 ? " expires this week" : " expire this week",
                                Link.to("/conversions").with("expires", "week")))
                .flatMap(Optional::stream)
                .toList();
        parts.add(Part.plain(notes.isEmpty() ? "; nothing needs you." : "; "));
        for (int each = 0; each < notes.size(); each++) {
            parts.add(notes.get(each));
            parts.add(Part.plain(each == notes.size() - 1 ? "." : ", "));
        }
        return new Headline(parts, advice(run));
    }

    /** Nothing sent because all is well reads differently from nothing sent because something broke. */
    private static String nothing(Run run) {
        return switch (run.result().orElse("")) {
            case "fine" -> "there was nothing new to send, and nothing went wrong";
            case "needs you" -> "nothing could be sent, because something waits for a person";
            default -> "it broke before anything was sent";
        };
    }

    private static String some(List<Reached> reached, long conversions, ConnectionNames names) {
        var values =
                sums(reached.stream().flatMap(each -> each.value().stream()).toList());
        var worth = values.isEmpty()
                ? ""
                : " worth "
                        + Wording.listed(values.stream().map(Wording::roughly).toList());
        var destinations = reached.stream()
                .map(each -> names.of(each.destination()))
                .distinct()
                .toList();
        return Wording.count(conversions, "conversion") + worth + " reached " + Wording.listed(destinations);
    }

    /** One sum for each currency. */
    private static List<Money> sums(List<Money> amounts) {
        var sums = new LinkedHashMap<String, Money>();
        amounts.forEach(money -> sums.merge(
                money.currency().getCurrencyCode(),
                money,
                (one, other) -> new Money(one.amount().add(other.amount()), one.currency())));
        return List.copyOf(sums.values());
    }

    private static Optional<Part> note(long number, String words, Link link) {
        return number == 0 ? Optional.empty() : Optional.of(new Part(Wording.number(number) + words, link.toString()));
    }

    private static String advice(Run run) {
        return switch (run.result().orElse("")) {
            case "fine" -> "";
            case "needs you" ->
                "What waits for a person is under Needs you and On hold, or named with the run and the connections below.";
            default ->
                "Nothing is lost: all work is where it was, and the next run takes it up. The run below says what broke.";
        };
    }
}

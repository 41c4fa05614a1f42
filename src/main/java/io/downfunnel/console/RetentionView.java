package io.downfunnel.console;

import java.math.BigDecimal;
import java.math.MathContext;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

import io.downfunnel.domain.Retention.What;
import io.downfunnel.report.Wording;
import io.downfunnel.retain.RetainStep.Tonight;
import io.downfunnel.schedule.Retaining.Standing;
import io.downfunnel.store.Estimate;
import io.downfunnel.store.RetentionStore.Night;

/**
 * How long personal data is kept, as a page shows it.
 *
 * @param next when what is past its time goes next; its text is empty where the timetable rests
 * @param night what went last
 */
public record RetentionView(List<Kept> kept, When next, Last night) {

    /**
     * @param id as the form sends it
     * @param period in words
     * @param by who decided so
     * @param value of the field; empty for good
     * @param oldest of what is kept; its text is empty when nobody knows yet
     * @param goesAt when that one may go at the earliest
     * @param tonight what would go now
     * @param trouble why it was not changed; empty when there is nothing to say
     */
    public record Kept(
            String id,
            String title,
            String what,
            String why,
            String period,
            String by,
            String value,
            boolean forGood,
            int least,
            String unit,
            When oldest,
            When goesAt,
            String tonight,
            String trouble) {}

    /**
     * @param begun its text is empty when there was no night yet
     * @param state what it is about that run, when it did not come to its end; empty when it did
     */
    public record Last(When begun, long run, String removed, String state) {
        static final Last NONE = new Last(When.NEVER, 0, "", "");
    }

    /** Something that went wrong with one of the two. */
    record Trouble(What what, String text) {}

    static RetentionView of(
            List<Standing> standing,
            Tonight tonight,
            Optional<Night> night,
            When next,
            Optional<Trouble> trouble,
            ZoneId zone) {
        return new RetentionView(
                standing.stream()
                        .map(each -> kept(
                                each,
                                tonight,
                                trouble.filter(wrong -> wrong.what() == each.what())
                                        .map(Trouble::text)
                                        .orElse(""),
                                zone))
                        .toList(),
                next,
                night.map(last -> last(last, zone)).orElse(Last.NONE));
    }

    private static Kept kept(Standing standing, Tonight tonight, String trouble, ZoneId zone) {
        var what = standing.what();
        return new Kept(
                id(what),
                title(what),
                switch (what) {
                    case PAYLOADS ->
                        "Each conversion as it was written down before it was sent, with its click ID and hashes, and the same of"
                                + " its adjustments.";
                    case IDENTIFIERS ->
                        "Click IDs, and e-mail addresses and phone numbers as hashes, on leads, contacts and opportunities; the"
                                + " copies of them that matches hold; and what platforms told of these clicks and form responses.";
                },
                switch (what) {
                    case PAYLOADS ->
                        "It is sent again to the byte when an answer got lost, and changed when the deal changes. Counted from the"
                                + " day a conversion came to its end; it stays in any case while its platform takes changes, and"
                                + " while something is still to be decided. The key and the hash stay for good: they keep it from"
                                + " being sent twice, and name nobody.";
                    case IDENTIFIERS ->
                        "Later stages of a deal are recognised by them, and campaigns are compared by what became of their clicks."
                                + " Counted from the last change of the record, or of the deals that depend on it, in the CRM. Reports"
                                + " and simulations look 13 months back, so 14 months is the least.";
                },
                what.inWords(standing.period()),
                standing.chosen()
                        .map(chosen -> "decided by " + chosen.by() + " on " + new Wording(zone).day(chosen.at()))
                        .orElse("as the settings have it"),
                standing.period().map(String::valueOf).orElse(""),
                standing.period().isEmpty(),
                what.least(),
                what.unit(),
                When.of(standing.oldest(), zone),
                When.of(standing.goesAt(), zone),
                wouldGo(what, tonight),
                trouble);
    }

    static String id(What what) {
        return what.name().toLowerCase(Locale.ROOT);
    }

    static String title(What what) {
        return switch (what) {
            case PAYLOADS -> "What was sent";
            case IDENTIFIERS -> "Click IDs and hashes";
        };
    }

    /** In words, with how sure the figure is. */
    static String wouldGo(What what, Tonight tonight) {
        return switch (what) {
            case PAYLOADS -> count(tonight.payloads(), "conversion");
            case IDENTIFIERS -> count(tonight.records(), "record") + " and " + count(tonight.clicks(), "click");
        };
    }

    /** Of an estimate no more than two digits are worth anything. */
    private static String count(Estimate estimate, String singular) {
        var shown = estimate.exact()
                ? estimate.count()
                : new BigDecimal(estimate.count()).round(new MathContext(2)).longValue();
        return (estimate.exact() ? "" : "about ")
                + (shown == 0 ? "no " + singular + "s" : Wording.count(shown, singular));
    }

    private static Last last(Night night, ZoneId zone) {
        var removed = Stream.of(
                        part(night.payloads(), "what was sent of ", "conversion"),
                        part(night.records(), "click IDs and hashes of ", "record"),
                        part(night.clicks(), "what platforms told of ", "click"))
                .flatMap(Optional::stream)
                .toList();
        return new Last(
                When.of(night.startedAt(), zone),
                night.run(),
                removed.isEmpty() ? "Nothing was past its time." : "Removed: " + Wording.listed(removed) + ".",
                night.finishedAt().isPresent()
                        ? ""
                        : "It has not come to its end: it goes on, was stopped, or its node died. The next one takes up the rest.");
    }

    private static Optional<String> part(long count, String what, String singular) {
        return count == 0 ? Optional.empty() : Optional.of(what + Wording.count(count, singular));
    }
}

package io.downfunnel.report;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import io.downfunnel.domain.Click;
import io.downfunnel.domain.ClickId;
import io.downfunnel.domain.JourneyRecord;
import io.downfunnel.domain.Match;
import io.downfunnel.domain.StageEvent;
import io.downfunnel.report.Explanation.Chapter;
import io.downfunnel.report.Explanation.Entry;

import static java.util.stream.Collectors.joining;

/** Tells a journey as a story. Knows only what the rows say, and says so where they are silent. */
public record Explainer(ZoneId zone, ConnectionNames names, VendorPages pages) {

    public Explainer(ZoneId zone, ConnectionNames names) {
        this(zone, names, VendorPages.installed());
    }

    public Explanation explain(JourneyRecord journey) {
        return new Explanation(
                subject(journey),
                journey.root(),
                journey.organization(),
                journey.records().stream()
                        .map(record -> record(journey, record))
                        .toList(),
                sentence(journey),
                timeline(journey),
                journey.conversions().stream().map(this::conversion).toList(),
                zone);
    }

    static String subject(JourneyRecord journey) {
        return journey.records().stream()
                .filter(record -> record.id().equals(journey.root()))
                .findFirst()
                .map(record -> record.object() + " " + record.id())
                .or(() -> journey.stages().stream().findFirst().map(stage -> stage.object() + " " + stage.recordId()))
                .orElse("Record " + journey.root());
    }

    private static Explanation.CrmRecord record(JourneyRecord journey, JourneyRecord.CrmRecord record) {
        return new Explanation.CrmRecord(
                record.object(),
                record.id(),
                record.deleted() ? Optional.empty() : journey.pages().flatMap(pages -> pages.of(record.id())));
    }

    private String sentence(JourneyRecord journey) {
        var stages = journey.stages().stream()
                .filter(stage -> stage.withdrawn().isEmpty())
                .toList();
        if (stages.isEmpty() && journey.conversions().isEmpty()) {
            return subject(journey)
                    + " is known and has reached none of the funnel stages yet, so there is nothing to send."
                    + journey.records().stream()
                            .flatMap(record -> record.problem().stream())
                            .findFirst()
                            .map(problem -> " Its data has a problem: " + Wording.sentence(problem))
                            .orElse("");
        }
        var reached = stages.isEmpty()
                ? subject(journey) + " reached its stages by a history that the CRM has since taken back."
                : subject(journey) + " reached the stage" + (stages.size() == 1 ? " " : "s ")
                        + Wording.listed(stages.stream()
                                .map(stage -> quoted(stage.stage()) + " on "
                                        + wording().day(stage.at()))
                                .toList())
                        + ".";
        return reached + new OtherClicks(names).of(journey) + " "
                + (journey.conversions().isEmpty() ? nothingMade(stages) : made(journey.conversions()));
    }

    private static String nothingMade(List<JourneyRecord.Reached> stages) {
        return stages.stream().anyMatch(stage -> stage.matching() instanceof JourneyRecord.Matching.Due)
                ? "The click behind it is still to be looked up; that happens with the next sync."
                : "No conversion was made of it: either no mapping asks for these stages, or the next sync decides.";
    }

    /** By destination and word, for example “google: 1 Verified; linkedin: 1 Excluded (the person denied consent)”. */
    private String made(List<JourneyRecord.Conversion> conversions) {
        var parts = new LinkedHashMap<String, List<String>>();
        for (var conversion : conversions) {
            parts.computeIfAbsent(conversion.destination(), any -> new ArrayList<>())
                    .add(quoted(conversion.stage()) + " is “"
                            + conversion.state().word().text() + "”"
                            + AdjustmentTeller.inBrief(conversion)
                                    .map(since -> " (" + since + ")")
                                    .orElse(""));
        }
        return Wording.sentence(String.join(
                "; ",
                parts.entrySet().stream()
                        .map(each -> "for " + names.of(each.getKey()) + ", " + Wording.listed(each.getValue()))
                        .toList()));
    }

    private List<Entry> timeline(JourneyRecord journey) {
        return Stream.of(
                        clicks(journey),
                        journey.records().stream().map(Explainer::created),
                        journey.changes().stream().map(Explainer::changed),
                        journey.stages().stream().flatMap(this::reached),
                        journey.conversions().stream().flatMap(this::happened))
                .flatMap(entries -> entries)
                .sorted(Comparator.comparing(Entry::at).thenComparing(Entry::chapter))
                .toList();
    }

    /** A click ID on several records is one click. */
    private static Stream<Entry> clicks(JourneyRecord journey) {
        var carriers = new LinkedHashMap<Click, LinkedHashSet<String>>();
        journey.records()
                .forEach(record -> record.clicks()
                        .forEach(click -> carriers.computeIfAbsent(click, any -> new LinkedHashSet<>())
                                .add(record.object() + " " + record.id())));
        journey.stages().stream()
                .map(JourneyRecord.Reached::matching)
                .filter(JourneyRecord.Matching.WithClick.class::isInstance)
                .flatMap(matching -> ((JourneyRecord.Matching.WithClick) matching).clicks().stream())
                .forEach(matched -> carriers.computeIfAbsent(matched.click(), any -> new LinkedHashSet<>())
                        .add(matched.object() + " " + matched.recordId()));
        return carriers.entrySet().stream().map(each -> clicked(each.getKey(), each.getValue()));
    }

    private static Entry clicked(Click click, LinkedHashSet<String> carriers) {
        var dated = switch (click.dating()) {
            case RECORDED ->
                click.id().kind() == ClickId.Kind.LI_FORM_RESPONSE
                        ? "It is recorded when it happened."
                        : "The CRM recorded when it happened.";
            case NOT_LATER_THAN ->
                "The CRM does not say when it happened; it was not later than the record that carries it.";
        };
        var happened = switch (click.id().kind()) {
            case LI_FORM_RESPONSE -> "A form was filled in on LinkedIn: ";
            case GCLID, GBRAID, WBRAID, LI_FAT_ID, MSCLKID -> "Click on an ad: ";
        };
        return new Entry(
                click.clickedAt(),
                Chapter.CLICK,
                happened + click.id(),
                "Found on " + Wording.listed(carriers) + ". " + dated);
    }

    private static Entry created(JourneyRecord.CrmRecord record) {
        var later = new ArrayList<String>();
        record.convertedTo().ifPresent(id -> later.add("It became Opportunity " + id + "."));
        record.mergedInto().ifPresent(id -> later.add("It was merged into " + id + "."));
        if (record.deleted()) {
            later.add("It has been deleted in the CRM.");
        }
        if (record.testRecord()) {
            later.add("It counts as a test record.");
        }
        record.problem().ifPresent(problem -> later.add("Problem: " + Wording.sentence(problem)));
        return new Entry(
                record.createdAt(),
                Chapter.CRM,
                record.object() + " " + record.id() + " was created",
                String.join(" ", later));
    }

    private static Entry changed(JourneyRecord.CrmChange change) {
        return new Entry(
                change.at(),
                Chapter.CRM,
                change.field() + " of " + change.object() + " " + change.recordId() + " became "
                        + change.to().map(Explainer::quoted).orElse("empty"),
                change.from().map(from -> "It was " + quoted(from) + " before.").orElse(""));
    }

    private Stream<Entry> reached(JourneyRecord.Reached stage) {
        var how = new ArrayList<String>();
        how.add(evidence(stage.evidence()));
        if (stage.occurrence() > 1) {
            how.add("This is time number " + stage.occurrence() + ".");
        }
        stage.amount().ifPresent(amount -> how.add("The CRM had an amount of " + Wording.money(amount) + "."));
        stage.problem().ifPresent(problem -> how.add("Problem: " + Wording.sentence(problem)));
        stage.withdrawn()
                .ifPresent(gone -> how.add(
                        withdrawn(gone.why()) + " We noticed on " + wording().minute(gone.at()) + "."));
        var entry = new Entry(
                stage.at(),
                Chapter.STAGE,
                "Stage " + quoted(stage.stage()) + " was reached by " + stage.object() + " " + stage.recordId(),
                String.join(" ", how));
        return Stream.concat(Stream.of(entry), matched(stage).stream());
    }

    private static String evidence(StageEvent.Evidence evidence) {
        return switch (evidence) {
            case HISTORY -> "The CRM's field history recorded the moment.";
            case CREATED -> "The record was created in this stage.";
            case INFERRED -> "It was skipped; a later stage was reached, so this one counts as reached with it.";
            case OBSERVED ->
                "The CRM keeps no history of it: the time is when the record showed it for the first time.";
        };
    }

    private static String withdrawn(StageEvent.Withdrawal why) {
        return switch (why) {
            case UNTOLD -> "It no longer stands: neither the CRM's history nor the stage's definition tells of it.";
            case DELETED -> "It no longer stands: the record was deleted in the CRM.";
            case MERGED -> "Its record belongs to another journey now, which has this stage already.";
        };
    }

    private Optional<Entry> matched(JourneyRecord.Reached stage) {
        var about = " for stage " + quoted(stage.stage());
        return switch (stage.matching()) {
            case JourneyRecord.Matching.Due() -> Optional.empty();
            case JourneyRecord.Matching.WithoutClick(var at, var person) ->
                Optional.of(new Entry(
                        at,
                        Chapter.MATCH,
                        "No click ID was found" + about,
                        person.map(Explainer::known).orElse("No record of the deal carries one.")));
            case JourneyRecord.Matching.Removed(var at, var removedAt, var person) ->
                Optional.of(new Entry(
                        at,
                        Chapter.MATCH,
                        "Looked for the click and the person" + about,
                        "What was found was removed on " + wording().day(removedAt)
                                + ": click IDs and hashes are kept for so long only after the CRM last changed their record."
                                + person.filter(known -> !known.identifiers().isEmpty())
                                        .map(known -> " " + known(known))
                                        .orElse("")));
            case JourneyRecord.Matching.WithClick(var at, var person, var clicks) ->
                Optional.of(new Entry(
                        at,
                        Chapter.MATCH,
                        found(clicks) + about,
                        Stream.concat(clicks.stream().map(Explainer::ruled), person.map(Explainer::known).stream())
                                .collect(joining(" "))));
        };
    }

    private static String found(List<JourneyRecord.MatchedClick> clicks) {
        var usable = clicks.stream()
                .filter(matched -> matched.fit() == Match.Fit.FITS)
                .map(matched -> matched.click().id().toString())
                .toList();
        return usable.isEmpty() ? "No usable click ID was found" : "Matched to " + Wording.listed(usable);
    }

    private static String ruled(JourneyRecord.MatchedClick matched) {
        var where = matched.click().id() + " by the rule " + quoted(Wording.ofCode(matched.rule())) + ", from "
                + matched.object() + " " + matched.recordId();
        return switch (matched.fit()) {
            case FITS -> where + ".";
            case MANGLED -> where + ", cannot be used: it was changed on its way, and no platform would know it.";
            case AFTER_EVENT ->
                where + ", cannot be used: the " + matched.click().id().kind().happening()
                        + " came after the stage was reached.";
            case TEST -> where + ", cannot be used: the platform says that somebody only tried its form out.";
        };
    }

    private static String known(JourneyRecord.Person person) {
        return "The person is " + person.object() + " " + person.recordId()
                + (person.rule().isEmpty() ? "" : ", by the rule " + quoted(Wording.ofCode(person.rule())))
                + (person.identifiers().isEmpty()
                        ? ", without a hashed identifier."
                        : ", known by hashed " + Wording.listed(person.identifiers()) + ".");
    }

    private Stream<Entry> happened(JourneyRecord.Conversion conversion) {
        return Stream.of(
                        transitions(conversion),
                        conversion.attempts().stream().flatMap(attempt -> attempted(conversion, attempt)),
                        conversion.removedAt().map(at -> removed(conversion, at)).stream(),
                        conversion.adjustments().stream().flatMap(teller(conversion)::timeline))
                .flatMap(entries -> entries);
    }

    private Entry removed(JourneyRecord.Conversion conversion, Instant at) {
        return new Entry(
                at,
                Chapter.CHANGE,
                "What was written down to be sent to " + names.of(conversion.destination()) + " was removed",
                "It was removed "
                        + Wording.count(Duration.between(conversion.since(), at).toDays(), "day")
                        + " after the conversion came to its end: it is personal data, and nothing can be made of it any more."
                        + " Its key and its hash stay, so that it is never sent again and still known if it is.");
    }

    private AdjustmentTeller teller(JourneyRecord.Conversion conversion) {
        return new AdjustmentTeller(names.of(conversion.destination()), wording());
    }

    /** What upload attempts tell is not told twice. */
    private Stream<Entry> transitions(JourneyRecord.Conversion conversion) {
        return conversion.transitions().stream()
                .filter(transition -> transition.batch().isEmpty())
                .map(transition -> new Entry(
                        transition.at(),
                        transition.from().isEmpty() ? Chapter.DECISION : Chapter.CHANGE,
                        (transition.from().isEmpty()
                                        ? "Mapping " + quoted(conversion.mapping()) + " made a conversion for "
                                        : "The conversion for ")
                                + names.of(conversion.destination())
                                + (transition.from().isEmpty() ? ": " : " became ")
                                + quoted(transition.to().word().text()),
                        because(transition)));
    }

    private Stream<Entry> attempted(JourneyRecord.Conversion conversion, JourneyRecord.Attempt attempt) {
        var to = names.of(conversion.destination());
        var entries = new ArrayList<Entry>();
        var others = attempt.size() == 1 ? "alone" : "with " + Wording.count(attempt.size() - 1L, "other");
        entries.add(new Entry(
                attempt.intendedAt(),
                Chapter.UPLOAD,
                "Sent to " + to + " in upload batch " + attempt.batch(),
                Wording.sentence("by node " + attempt.node() + ", " + others)
                        + (attempt.answeredAt().isEmpty() ? " No answer has been heard yet." : "")));
        attempt.answeredAt()
                .ifPresent(at -> entries.add(new Entry(
                        at, Chapter.UPLOAD, answer(to, attempt.answer().orElse("")), answerInFull(attempt))));
        attempt.verdictAt()
                .ifPresent(at -> entries.add(new Entry(
                        at,
                        Chapter.VERDICT,
                        verdict(to, attempt.verdict().orElse("")),
                        attempt.size() == 1 ? "" : "The verdict is about the whole batch of " + attempt.size() + ".")));
        return entries.stream();
    }

    private static String answer(String destination, String answer) {
        return switch (answer) {
            case "taken in" -> destination + " took the batch in";
            case "refused" -> destination + " refused the batch";
            case "broken" -> "The conversation with " + destination + " broke";
            default -> destination + " answered: " + answer;
        };
    }

    private static String answerInFull(JourneyRecord.Attempt attempt) {
        var parts = new ArrayList<String>();
        attempt.outcome().ifPresent(outcome -> parts.add("For this conversion: " + Wording.ofCode(outcome) + "."));
        if (attempt.code().isPresent() || attempt.message().isPresent()) {
            parts.add(Wording.sentence(String.join(
                    ": ",
                    Stream.concat(attempt.code().stream(), attempt.message().stream())
                            .toList())));
        }
        attempt.requestId().ifPresent(id -> parts.add("Request " + id + "."));
        return String.join(" ", parts);
    }

    private static String verdict(String destination, String verdict) {
        return switch (verdict) {
            case "counted" -> destination + " counts it";
            case "refused" -> destination + " does not count it";
            case "mixed" -> destination + " counts a part of the batch and does not say which";
            case "forgotten" -> destination + " does not know the request any more";
            case "given up" -> destination + " gave no verdict in time, and we stopped asking";
            default -> destination + " has not decided yet";
        };
    }

    private Explanation.Conversion conversion(JourneyRecord.Conversion conversion) {
        return new Explanation.Conversion(
                conversion.key(),
                conversion.mapping(),
                conversion.mappingVersion(),
                conversion.stage(),
                conversion.occurrence(),
                conversion.destination(),
                conversion.action(),
                conversion.state().word(),
                conversion.state(),
                conversion.since(),
                standing(conversion),
                Remedies.of(conversion),
                pages.about(conversion.destination(), conversion.reason()),
                conversion.occurredAt(),
                conversion.expiresAt(),
                conversion.value(),
                conversion.transitions().stream().map(Explainer::step).toList(),
                conversion.adjustments().stream()
                        .map(teller(conversion)::change)
                        .toList());
    }

    /** How it stands and why, in one sentence. */
    private String standing(JourneyRecord.Conversion conversion) {
        var to = names.of(conversion.destination());
        var why = conversion
                .explanation()
                .or(() -> conversion.reason().map(Wording::ofReason))
                .orElse("");
        var until =
                conversion.dueAt().map(at -> " until " + wording().minute(at)).orElse("");
        var next = conversion
                .dueAt()
                .map(at -> " Next look on " + wording().minute(at) + ".")
                .orElse("");
        return switch (conversion.state()) {
            case EXCLUDED ->
                Wording.oneSentence(
                        conversion.attempt() == 0
                                ? "Not sent to " + to + "."
                                : to + " took it in and does not count it.",
                        why);
            case DELAYED -> Wording.oneSentence("Waits" + until + ".", why);
            case HELD -> Wording.oneSentence("On hold.", why);
            case READY ->
                conversion
                        .stopped()
                        .map(stop ->
                                Wording.oneSentence("Waits, since nothing is sent to " + to + " at present.", stop))
                        .orElseGet(() -> Wording.oneSentence(
                                conversion.attempt() == 0
                                        ? "Goes to " + to + " with the next upload."
                                        : "Will be sent to " + to + " again" + after(conversion.dueAt()) + ".",
                                why));
            case IN_FLIGHT -> "Is being sent to " + to + " right now.";
            case UNKNOWN ->
                Wording.oneSentence("It was sent, but no answer was heard, so " + to + " may have it or not.", why);
            case ACCEPTED -> Wording.oneSentence((why.isEmpty() ? to + " took it in." : why) + next, "");
            case VERIFIED -> Wording.oneSentence(to + " counts it, by its own word.", why);
            case NEEDS_YOU -> Wording.oneSentence(to + " refused it for its data.", why);
            case EXPIRED -> Wording.oneSentence("Not sent in time: " + to + " would not count it any more.", why);
            case CANCELLED -> Wording.oneSentence("Taken back before it was sent.", why);
            case ERASED ->
                "Personal data was removed on request, so that the key and this history are left"
                        + (conversion.attempt() == 0 ? "." : "; what " + to + " has of it is not touched by that.");
        };
    }

    private String after(Optional<Instant> dueAt) {
        return dueAt.map(at -> " after " + wording().minute(at)).orElse("");
    }

    static Explanation.Step step(JourneyRecord.Transition transition) {
        return new Explanation.Step(
                transition.at(),
                transition.to(),
                because(transition),
                transition.run(),
                transition.batch(),
                transition.attempt(),
                transition.node());
    }

    private static String because(JourneyRecord.Transition transition) {
        return transition
                .explanation()
                .or(() -> transition.reason().map(Wording::ofReason))
                .map(Wording::sentence)
                .orElse("");
    }

    private static String quoted(String text) {
        return "“" + text + "”";
    }

    private Wording wording() {
        return new Wording(zone);
    }
}

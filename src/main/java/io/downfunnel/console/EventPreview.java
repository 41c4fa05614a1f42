package io.downfunnel.console;

import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;

import io.downfunnel.convert.Planner;
import io.downfunnel.domain.Consent;
import io.downfunnel.domain.ConversionEvent;
import io.downfunnel.domain.ConversionKey;
import io.downfunnel.domain.ConversionMapping;
import io.downfunnel.domain.ConversionState;
import io.downfunnel.domain.Decision;
import io.downfunnel.domain.Reason;
import io.downfunnel.platform.Descriptor;
import io.downfunnel.report.Wording;
import io.downfunnel.store.StageSampleStore.Sample;

/**
 * One real record as the event it becomes by a mapping, decided about by the rule of production. Identifiers show their kind
 * and last four characters.
 *
 * @param record id of the CRM record; empty where there is none to show
 * @param sentence why it would be sent, or why not
 * @param facts the event's fields; empty when it would not be sent
 */
public record EventPreview(
        String record, String href, When at, RunView.Mark mark, String sentence, List<Fact> facts, boolean another) {

    public record Fact(String name, String value) {}

    static final EventPreview NONE = new EventPreview(
            "",
            "",
            When.NEVER,
            RunView.Mark.FINE,
            "No record has reached this stage yet: a new one has no example before it is in force. What it would have made of"
                    + " the past is shown by the simulation of the draft.",
            List.of(),
            false);

    static final EventPreview UNFINISHED = new EventPreview(
            "",
            "",
            When.NEVER,
            RunView.Mark.FINE,
            "A real record is shown here as the event it becomes, as soon as the form is complete.",
            List.of(),
            false);

    static EventPreview of(
            Sample sample,
            ConversionMapping mapping,
            Descriptor platform,
            String action,
            boolean another,
            Instant now,
            ZoneId zone) {
        var event = sample.event();
        var key = ConversionKey.of(
                sample.organization(), event.lineage(), mapping.destination(), event.stage(), event.occurrence());
        var decision = new Planner(mapping, platform).decide(event, sample.match(), key, now);
        return new EventPreview(
                event.recordId(),
                Link.to("/explain").with("q", event.recordId()).toString(),
                When.of(event.occurredAt(), zone),
                mark(decision),
                sentence(decision),
                decision.event()
                        .map(sent -> facts(sent, decision, action, zone))
                        .orElse(List.of()),
                another);
    }

    private static RunView.Mark mark(Decision decision) {
        return switch (decision.state()) {
            case READY -> new RunView.Mark("fine", "✓", "Would be sent");
            case DELAYED -> new RunView.Mark("planned", "…", "Would be sent later");
            default -> new RunView.Mark("needs-you", "–", "Would not be sent");
        };
    }

    private static String sentence(Decision decision) {
        return decision.state() == ConversionState.EXCLUDED
                ? decision.reason()
                                .map(Reason::title)
                                .map(title -> title + ". ")
                                .orElse("")
                        + decision.explanation()
                : decision.explanation();
    }

    private static List<Fact> facts(ConversionEvent sent, Decision decision, String action, ZoneId zone) {
        var wording = new Wording(zone);
        var facts = new ArrayList<Fact>();
        facts.add(new Fact("Conversion action", action));
        facts.add(new Fact("Happened", wording.second(sent.occurredAt())));
        facts.add(new Fact("Value", sent.value().map(Wording::money).orElse("none")));
        sent.click().ifPresent(click -> facts.add(new Fact("Click ID", click.toString())));
        decision.click().ifPresent(click -> facts.add(new Fact("Clicked", wording.minute(click.clickedAt()))));
        sent.email().ifPresent(email -> facts.add(new Fact("E-mail", "hash …" + last(email.toString()))));
        sent.phone().ifPresent(phone -> facts.add(new Fact("Phone", "hash …" + last(phone.toString()))));
        facts.add(new Fact("Ad user data", answer(sent.consent().adUserData())));
        facts.add(new Fact("Ad personalisation", answer(sent.consent().adPersonalization())));
        facts.add(new Fact("Conversion key", sent.key().value()));
        return facts;
    }

    private static String last(String text) {
        return text.substring(Math.max(0, text.length() - 4));
    }

    private static String answer(Consent.Answer answer) {
        return answer.name().toLowerCase(java.util.Locale.ROOT);
    }
}

package io.downfunnel.store;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

import org.jdbi.v3.core.Jdbi;

import io.downfunnel.domain.Consent;
import io.downfunnel.domain.CrmObject;
import io.downfunnel.domain.Days;
import io.downfunnel.domain.MappingDraft;
import io.downfunnel.domain.Money;
import io.downfunnel.domain.Reason;
import io.downfunnel.domain.Simulation;
import io.downfunnel.domain.Simulation.Consents;
import io.downfunnel.domain.Simulation.Count;
import io.downfunnel.domain.Simulation.Difference;
import io.downfunnel.domain.Simulation.Identity;
import io.downfunnel.domain.Simulation.Kind;
import io.downfunnel.domain.Simulation.OfMapping;
import io.downfunnel.domain.Simulation.Refusal;
import io.downfunnel.domain.Simulation.Sample;
import io.downfunnel.domain.Simulation.Week;
import io.downfunnel.domain.Simulation.Won;
import io.downfunnel.domain.Simulation.WonWeek;

/** A simulation that was made up: two mappings, 56 weeks, and hostile text. */
public final class SomeSimulation {
    public static final Days DAYS = new Days(LocalDate.parse("2025-10-28"), LocalDate.parse("2026-11-27"));
    private static final LocalDate MONDAY = LocalDate.parse("2025-10-27");

    private SomeSimulation() {}

    public static Simulation withSamples(String record, String sentence) {
        return new Simulation(
                DAYS,
                "Europe/Berlin",
                Instant.parse("2026-11-27T12:00:00Z"),
                Optional.of(1),
                25_312,
                1_240,
                List.of(new WonWeek(MONDAY, 3, List.of(euro("412000")))),
                List.of(mapping("Won", false, record, sentence), mapping("Gone", true, record, sentence)),
                List.of("Lead Segment__c has never been read from the CRM, so the simulation sees no value there."));
    }

    private static Money euro(String amount) {
        return Money.of(new BigDecimal(amount), "EUR");
    }

    private static OfMapping mapping(String name, boolean removed, String record, String sentence) {
        var weeks = IntStream.range(0, 56)
                .mapToObj(week -> new Week(
                        MONDAY.plusWeeks(week),
                        removed ? nothing() : new Count(week % 9, List.of(euro(week * 900 + ".50")), 1, 0, week % 4),
                        week % 7,
                        List.of(euro("700"))))
                .toList();
        return new OfMapping(
                name,
                "closed-won",
                "google",
                "7000000003",
                removed,
                removed
                        ? nothing()
                        : new Count(220, List.of(euro("412345.67"), Money.of(new BigDecimal("99"), "USD")), 3, 2, 84),
                weeks,
                List.of(new Refusal(Reason.CONSENT_DENIED, 60), new Refusal(Reason.WINDOW_CLOSED, 24)),
                List.of(new Identity("GCLID", 200), new Identity("e-mail and phone", 20)),
                List.of(new Consents(new Consent(Consent.Answer.GRANTED, Consent.Answer.UNSPECIFIED), 220)),
                new Won(180, List.of(euro("390000"))),
                Optional.of(new Difference(100, 12, 3, 40, 5, 6, 7)),
                List.of(sample(Kind.SENT, record, sentence), sample(Kind.ONLY_HERE, record, sentence)));
    }

    private static Count nothing() {
        return new Count(0, List.of(), 0, 0, 0);
    }

    private static Sample sample(Kind kind, String record, String sentence) {
        return new Sample(
                kind,
                CrmObject.OPPORTUNITY,
                record,
                Instant.parse("2026-05-04T09:00:00Z"),
                Instant.parse("2026-05-05T02:45:00Z"),
                Optional.empty(),
                sentence,
                Optional.of(euro("900.00")),
                kind == Kind.SENT ? "" : "Does not send it. " + sentence);
    }

    /** A draft of the version in force, changed a little; its id. */
    public static MappingDraft draft(Jdbi jdbi, String title) {
        var funnels = new FunnelStore(jdbi);
        var live = funnels.active().orElseThrow();
        var drafts = new DraftStore(jdbi, funnels);
        var id = drafts.create(
                title, live.document().replace("factor: 1", "factor: 0.5"), Optional.of(live.number()), "console");
        return drafts.find(id).orElseThrow();
    }

    /** Of a draft, against the version that it is based on; its id. */
    public static long running(Jdbi jdbi, MappingDraft draft) {
        var store = new SimulationStore(jdbi);
        var id = store.begin(draft.id(), draft.fingerprint(), draft.basedOn(), DAYS, "node-1", "console");
        store.progress(id, Optional.of(25_312L), 12_000);
        return id;
    }

    public static long done(Jdbi jdbi, MappingDraft draft, String record, String sentence) {
        var id = running(jdbi, draft);
        new SimulationStore(jdbi).finish(id, withSamples(record, sentence));
        return id;
    }

    /**
     * Into a {@link Showcase}: draft 1 with the simulations 1, done, and 2, running; draft 2, which has mistakes; and
     * draft 3, of which a platform will not take everything.
     */
    public static void showcase(Jdbi jdbi) {
        var draft = draft(jdbi, "Half the value " + Showcase.HOSTILE);
        done(jdbi, draft, Showcase.OPPORTUNITY, "Goes with the GCLID …x4Fg. " + Showcase.HOSTILE);
        running(jdbi, draft);
        new DraftStore(jdbi, new FunnelStore(jdbi))
                .create("With mistakes", "stages:\n  - " + Showcase.HOSTILE + "\n", Optional.of(1), "console");
        var funnels = new FunnelStore(jdbi);
        new DraftStore(jdbi, funnels)
                .create(
                        "Held for too long",
                        funnels.active()
                                .orElseThrow()
                                .document()
                                .replace("    value: none\n", "    value: none\n    hold-back: 90d\n"),
                        Optional.of(1),
                        "console");
    }
}

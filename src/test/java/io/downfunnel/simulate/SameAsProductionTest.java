package io.downfunnel.simulate;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.downfunnel.domain.ConversionState;
import io.downfunnel.domain.Days;
import io.downfunnel.domain.Funnel;
import io.downfunnel.domain.Money;
import io.downfunnel.domain.Progress;
import io.downfunnel.domain.Reason;
import io.downfunnel.domain.Run;
import io.downfunnel.domain.Simulation;
import io.downfunnel.domain.Simulation.Consents;
import io.downfunnel.domain.Simulation.Identity;
import io.downfunnel.domain.Simulation.Kind;
import io.downfunnel.domain.Simulation.OfMapping;
import io.downfunnel.domain.Simulation.Refusal;
import io.downfunnel.domain.Simulation.Sample;
import io.downfunnel.domain.Simulation.Week;
import io.downfunnel.extract.Bench;
import io.downfunnel.mappings.MappingFile;
import io.downfunnel.sandbox.Sandbox;
import io.downfunnel.sandbox.Visitor;
import io.downfunnel.store.MadeConversion;
import io.downfunnel.store.SimulationJson;
import io.downfunnel.store.TestDatabase;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The law that a simulation stands on: of the sandbox company's history it makes the very conversions that production makes
 * of it with the same clock.
 */
class SameAsProductionTest {
    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private static final Instant PRESENT = Instant.now().truncatedTo(ChronoUnit.SECONDS);

    private static Production production;
    private static Funnel.Version inForce;

    @BeforeAll
    static void a_company_that_production_has_decided_about() throws IOException {
        production = new Production(database.jdbi());
        inForce = production.bringIntoForce(Files.readString(Path.of("config", "mappings.yaml")));
        try (var sandbox =
                Sandbox.start(Visitor.settings(Visitor.newDirectory()).withLeads(2_500))) {
            Bench.step(Bench.config(sandbox, Map.of()), database.jdbi())
                    .run(new Run(1, "node-1", Progress.unwatched()), inForce.funnel());
        }
        production.decide(PRESENT);
    }

    @Test
    void it_makes_the_very_conversions_that_production_made() {
        var made = MadeConversion.all(database.jdbi());
        var simulated = simulated(inForce.funnel(), Nights.only(PRESENT));

        assertThat(made).hasSizeGreaterThan(1_000);
        assertThat(made).extracting(MadeConversion::state).contains("READY", "DELAYED", "EXCLUDED");
        assertThat(made)
                .extracting(each -> each.reason().orElse(""))
                .contains("TEST_RECORD", "CONSENT_DENIED", "CONSENT_MISSING", "WINDOW_CLOSED", "RECORD_DELETED");
        assertThat(simulated).hasSameSizeAs(made);
        for (int number = 0; number < made.size(); number++) {
            assertThat(simulated.get(number)).isEqualTo(made.get(number));
        }
    }

    /** Over the whole history, night by night, with half the value of won deals and without e-mail at LinkedIn. */
    private static Simulation draft(String document) {
        var today = LocalDate.ofInstant(PRESENT, ZoneOffset.UTC);
        return production
                .simulation(PRESENT)
                .run(
                        MappingFile.accepted(document),
                        Optional.of(inForce),
                        new Days(today.plusDays(1).minusMonths(13), today),
                        Progress.unwatched());
    }

    @Test
    void a_draft_that_changes_nothing_sends_the_very_same() {
        var same = draft(inForce.document() + "# nothing but a word\n");

        assertThat(same.liveVersion()).contains(inForce.number());
        assertThat(same.mappings()).hasSize(6).allSatisfy(mapping -> {
            assertThat(mapping.difference().orElseThrow().none()).isTrue();
            assertThat(mapping.difference().orElseThrow().same())
                    .isEqualTo(mapping.total().sent())
                    .isPositive();
        });
        assertThat(same.won()).isNotEmpty();
    }

    @Test
    void the_counts_add_up_and_the_difference_is_that_of_the_draft() {
        var changed = draft(inForce.document()
                .replace("value: { crm-amount: { factor: 1 } }", "value: { crm-amount: { factor: 0.5 } }")
                .replace(
                        "identifiers: [li_fat_id, li_form_response, email]",
                        "identifiers: [li_fat_id, li_form_response]")
                .replaceFirst("(?s)  - name: Opportunities to Google.*?(?=  - name: Won deals to Google)", ""));

        assertThat(changed.mappings())
                .extracting(OfMapping::mapping)
                .containsExactly(
                        "Qualified leads to Google",
                        "Won deals to Google",
                        "Qualified leads to LinkedIn",
                        "Opportunities to LinkedIn",
                        "Won deals to LinkedIn",
                        "Opportunities to Google");
        assertThat(changed.mappings()).allSatisfy(SameAsProductionTest::addsUp);
        var won = changed.mappings().get(1);
        assertThat(won.difference().orElseThrow())
                .satisfies(difference -> assertThat(difference.otherValue()).isPositive())
                .satisfies(difference -> assertThat(difference.onlyHere() + difference.onlyLive())
                        .isZero());
        var linkedIn = changed.mappings().get(2).difference().orElseThrow();
        assertThat(linkedIn.onlyLive()).as("who is known by e-mail alone").isPositive();
        assertThat(linkedIn.otherIdentity()).as("who has a click ID beside").isPositive();
        assertThat(linkedIn.onlyHere()).isZero();
        assertThat(changed.mappings().get(5)).satisfies(removed -> {
            assertThat(removed.removed()).isTrue();
            assertThat(removed.total().sent()).isZero();
            assertThat(removed.difference().orElseThrow().onlyLive()).isPositive();
        });
        assertThat(changed.mappings().get(0).difference().orElseThrow().none()).isTrue();
    }

    private static void addsUp(OfMapping mapping) {
        var total = mapping.total();
        var weeks = mapping.weeks();
        var difference = mapping.difference().orElseThrow();
        assertThat(weeks.stream().mapToLong(week -> week.count().sent()).sum()).isEqualTo(total.sent());
        assertThat(weeks.stream().mapToLong(week -> week.count().refused()).sum())
                .isEqualTo(total.refused());
        assertThat(weeks).extracting(week -> week.week().getDayOfWeek()).containsOnly(DayOfWeek.MONDAY);
        assertThat(mapping.refused().stream().mapToLong(Refusal::conversions).sum())
                .isEqualTo(total.refused());
        assertThat(mapping.identities().stream()
                        .mapToLong(Identity::conversions)
                        .sum())
                .isEqualTo(total.sent());
        assertThat(mapping.consents().stream().mapToLong(Consents::conversions).sum())
                .isEqualTo(total.sent());
        assertThat(weeks.stream().mapToLong(Week::live).sum() - difference.onlyLive())
                .as("sent by both")
                .isEqualTo(total.sent() - difference.onlyHere());
        assertThat(difference.same()).isLessThanOrEqualTo(total.sent());
        for (var money : total.value()) {
            var ofWeeks = weeks.stream()
                    .flatMap(week -> week.count().value().stream())
                    .filter(each -> each.currency().equals(money.currency()))
                    .map(Money::amount)
                    .reduce(BigDecimal.ZERO, BigDecimal::add);
            assertThat(ofWeeks).isEqualByComparingTo(money.amount());
        }
    }

    @Test
    void sampled_deals_are_the_same_each_time_and_show_no_click_id() {
        var document = inForce.document().replace("factor: 1 }", "factor: 0.5 }");
        var once = draft(document);
        var twice = draft(document);

        assertThat(once).isEqualTo(twice);
        assertThat(once.mappings())
                .flatMap(OfMapping::samples)
                .extracting(Sample::kind)
                .contains(Kind.SENT, Kind.REFUSED, Kind.OTHERWISE);
        var json = SimulationJson.write(once);
        var clicks = database.jdbi()
                .withHandle(
                        handle -> handle.createQuery("""
                                select gclid from lead where gclid is not null
                                union select li_fat_id from lead where li_fat_id is not null
                                union select email_sha256 from lead where email_sha256 is not null
                                union select phone_sha256 from lead where phone_sha256 is not null""").mapTo(String.class).list());
        assertThat(clicks).hasSizeGreaterThan(1_000).noneMatch(json::contains);
    }

    @Test
    void a_field_that_was_never_read_is_named() {
        var asks = draft(
                inForce.document()
                        .replace(
                                "when: { field: Status, becomes: [Qualified] }",
                                "when: { field: Status, becomes: [Qualified] }\n    and: [ { field: Segment__c, is-set: true } ]"));

        assertThat(asks.notes())
                .singleElement(org.assertj.core.api.InstanceOfAssertFactories.STRING)
                .startsWith("Lead Segment__c has never been read from the CRM");
        assertThat(asks.mappings().getFirst().difference().orElseThrow().onlyLive())
                .isPositive();
    }

    @Test
    void nothing_is_written() {
        var before = everything();
        simulated(inForce.funnel(), Nights.only(PRESENT));

        assertThat(everything()).isEqualTo(before);
    }

    /** A digest of each table. */
    private static Map<String, String> everything() {
        return database.jdbi().withHandle(handle -> {
            var digests = new TreeMap<String, String>();
            handle.createQuery("select tablename from pg_tables where schemaname = 'public'")
                    .mapTo(String.class)
                    .forEach(table -> digests.put(
                            table,
                            handle.createQuery("select count(*) || ' ' || coalesce(md5(string_agg(t::text, ','"
                                            + " order by t::text)), '') from " + table + " t")
                                    .mapTo(String.class)
                                    .one()));
            return digests;
        });
    }

    private static List<MadeConversion> simulated(Funnel funnel, Nights nights) {
        var made = Collections.synchronizedList(new ArrayList<MadeConversion>());
        production
                .simulation(nights.present())
                .each(
                        funnel,
                        Optional.empty(),
                        nights,
                        any -> true,
                        Progress.unwatched(),
                        (dossier, here, live) -> here.forEach(course -> made.add(made(course))));
        made.sort(Comparator.comparing(MadeConversion::key));
        return List.copyOf(made);
    }

    private static MadeConversion made(Course course) {
        var event = course.event();
        return new MadeConversion(
                course.key().value(),
                event.lineage(),
                event.stage(),
                event.occurrence(),
                event.recordId(),
                course.destination(),
                course.mapping(),
                course.action(),
                event.occurredAt(),
                state(course).name(),
                course.reason().map(Reason::name),
                Optional.of(course.sentence()),
                course.decision().dueAt(),
                course.decision().expiresAt(),
                course.value(),
                course.decision().event());
    }

    private static ConversionState state(Course course) {
        return course.reason().filter(reason -> reason == Reason.EXPIRED).isPresent()
                ? ConversionState.EXPIRED
                : course.decision().state();
    }
}

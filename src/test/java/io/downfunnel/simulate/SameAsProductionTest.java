package io.downfunnel.simulate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
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
import io.downfunnel.domain.Funnel;
import io.downfunnel.domain.Progress;
import io.downfunnel.domain.Reason;
import io.downfunnel.domain.Run;
import io.downfunnel.extract.Bench;
import io.downfunnel.sandbox.Sandbox;
import io.downfunnel.sandbox.Visitor;
import io.downfunnel.store.MadeConversion;
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

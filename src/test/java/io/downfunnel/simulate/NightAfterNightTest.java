package io.downfunnel.simulate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.downfunnel.domain.Funnel;
import io.downfunnel.domain.Progress;
import io.downfunnel.sandbox.company.Company;
import io.downfunnel.store.MadeConversion;
import io.downfunnel.store.TestDatabase;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Production lives through a year of the company, night after night, and sees of the CRM what is there by then. The
 * simulation sees the end of it, and tells the same year.
 */
class NightAfterNightTest {
    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private static final Instant PRESENT = Instant.parse("2026-11-20T04:45:00Z");
    private static final Company COMPANY =
            new Company(20_261_122, PRESENT.minus(Duration.ofHours(3)), 300, "1234567890", "507654321");

    private static final Map<String, Instant> sentIn = new HashMap<>();
    private static Production production;
    private static Funnel.Version inForce;

    @BeforeAll
    static void a_year_goes_by() throws IOException {
        production = new Production(database.jdbi());
        inForce = production.bringIntoForce(document());
        var life = new CrmLife(database.jdbi(), COMPANY);
        for (var night = PRESENT.minus(Duration.ofDays(430));
                !night.isAfter(PRESENT);
                night = night.plus(Duration.ofDays(1))) {
            if (!life.liveUpTo(night) && !production.hasWork(night)) {
                continue;
            }
            production.decide(night);
            for (var key : production.send()) {
                sentIn.put(key, night);
            }
            production.adjust(night);
        }
    }

    /** With a hold-back, so that there is something to wait for. */
    private static String document() throws IOException {
        return Files.readString(Path.of("config", "mappings.yaml"))
                .replace("    action: 30111221\n", "    action: 30111221\n    hold-back: 5d\n");
    }

    @Test
    void the_simulation_tells_what_production_lived_through() {
        var made = MadeConversion.all(database.jdbi());
        var simulated = Collections.synchronizedMap(new HashMap<String, Course>());
        production
                .simulation(PRESENT)
                .each(
                        inForce.funnel(),
                        Optional.empty(),
                        Nights.of(
                                Production.UPLOADS_EVERY_NIGHT.between(PRESENT.minus(Duration.ofDays(430)), PRESENT),
                                PRESENT),
                        any -> true,
                        Progress.unwatched(),
                        (dossier, here, live) -> here.forEach(
                                course -> simulated.put(course.key().value(), course)));

        assertThat(sentIn).hasSizeGreaterThan(60);
        assertThat(simulated.keySet())
                .containsExactlyInAnyOrderElementsOf(
                        made.stream().map(MadeConversion::key).toList());
        var wrong = made.stream()
                .map(one -> difference(one, simulated.get(one.key())))
                .flatMap(List::stream)
                .toList();
        assertThat(wrong).isEmpty();
    }

    private static List<String> difference(MadeConversion made, Course course) {
        var lived = lived(made);
        var told = told(course);
        return lived.equals(told) ? List.of() : List.of("\nlived " + lived + "\ntold  " + told);
    }

    private static String lived(MadeConversion made) {
        return String.join(
                " | ",
                made.recordId(),
                made.stage() + " " + made.occurrence(),
                made.destination(),
                made.state(),
                Optional.ofNullable(sentIn.get(made.key()))
                        .map(Instant::toString)
                        .orElse("not sent"),
                made.reason().orElse(""),
                made.explanation().orElse(""),
                made.event().map(Object::toString).orElse("nothing"));
    }

    private static String told(Course course) {
        return String.join(
                " | ",
                course.event().recordId(),
                course.event().stage() + " " + course.event().occurrence(),
                course.destination(),
                state(course),
                course.sent() ? course.night().toString() : "not sent",
                course.reason().map(Enum::name).orElse(""),
                course.sentence(),
                course.decision().event().map(Object::toString).orElse("nothing"));
    }

    private static String state(Course course) {
        return switch (course.end()) {
            case SENT -> "VERIFIED";
            case WAITING -> "DELAYED";
            case REFUSED -> course.decision().event().isPresent() ? "EXPIRED" : "EXCLUDED";
        };
    }
}

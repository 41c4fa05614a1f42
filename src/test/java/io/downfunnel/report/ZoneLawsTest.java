package io.downfunnel.report;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

import static org.assertj.core.api.Assertions.assertThat;

/** What people read is their own clock's time, and always of the instant that was meant. */
class ZoneLawsTest {
    private static final DateTimeFormatter READ = DateTimeFormatter.ofPattern("d MMM uuuu, HH:mm:ss", Locale.ENGLISH);

    record Place(ZoneId zone, Instant at) {}

    @Property(tries = 2_000)
    void a_written_time_is_one_that_the_clocks_there_showed_at_that_instant(@ForAll("places") Place place) {
        var written = LocalDateTime.parse(new Wording(place.zone()).second(place.at()), READ);
        var rules = place.zone().getRules();

        assertThat(rules.getValidOffsets(written)).contains(rules.getOffset(place.at()));
        assertThat(written.toInstant(rules.getOffset(place.at()))).isEqualTo(place.at());
    }

    @Property(tries = 2_000)
    void the_day_is_the_day_there(@ForAll("places") Place place) {
        var wording = new Wording(place.zone());

        assertThat(wording.second(place.at())).startsWith(wording.day(place.at()) + ",");
        assertThat(wording.second(place.at())).startsWith(wording.minute(place.at()));
    }

    @Property(tries = 500)
    void utc_is_utc_everywhere(@ForAll("places") Place place) {
        assertThat(Wording.utc(place.at()))
                .isEqualTo(place.at().toString().replace('T', ' ').replace("Z", " UTC"));
    }

    /** Half of them within two hours of a change of the clocks. */
    @Provide
    Arbitrary<Place> places() {
        var zones = Arbitraries.of(ZoneId.getAvailableZoneIds()).map(ZoneId::of);
        var seconds = Arbitraries.longs()
                .between(
                        Instant.parse("2020-01-01T00:00:00Z").getEpochSecond(),
                        Instant.parse("2030-01-01T00:00:00Z").getEpochSecond());
        var beside = Arbitraries.longs().between(-7_200, 7_200);
        return Combinators.combine(zones, seconds, beside, Arbitraries.of(true, false))
                .as((zone, second, little, near) -> {
                    var at = Instant.ofEpochSecond(second);
                    var next = zone.getRules().nextTransition(at);
                    return new Place(
                            zone, near && next != null ? next.getInstant().plusSeconds(little) : at);
                });
    }
}

package io.downfunnel.platform.linkedin;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

import io.downfunnel.domain.ClickId;
import io.downfunnel.domain.Consent;
import io.downfunnel.domain.ConversionEvent;
import io.downfunnel.domain.ConversionKey;
import io.downfunnel.domain.Failure;
import io.downfunnel.platform.Hostile;
import io.downfunnel.platform.Outcome;
import io.downfunnel.platform.PlatformException;
import io.downfunnel.platform.http.Answer;
import io.downfunnel.platform.http.Redaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

/** Whatever comes back: every event gets an outcome, or the conversation is said to have broken. */
class HostileAnswersTest {
    private static final EventsAnswer READING =
            new EventsAnswer(new LinkedIn().failures(), Redaction.of(List.of()), Clock.systemUTC());

    @Property(tries = 2_000)
    void every_answer_to_an_upload_means_something(
            @ForAll("statuses") int status,
            @ForAll("bodies") String body,
            @ForAll @IntRange(min = 1, max = 5) int size) {
        var batch = batch(size);
        try {
            var receipt = READING.read(new Answer(status, body), batch);

            assertThat(receipt.outcomes())
                    .containsOnlyKeys(batch.stream().map(ConversionEvent::key).toArray(ConversionKey[]::new));
            receipt.outcomes().values().forEach(outcome -> {
                assertThat(outcome instanceof Outcome.Accepted && status / 100 != 2)
                        .isFalse();
                failure(outcome).ifPresent(HostileAnswersTest::isOfTheTable);
            });
        } catch (PlatformException e) {
            isOfTheTable(e.failure());
        }
    }

    @Property(tries = 2_000)
    void every_text_names_somebody_or_nobody(@ForAll("texts") String text) {
        assertThatCode(() -> Indexes.in(text)).doesNotThrowAnyException();
    }

    @Test
    void a_text_that_was_made_to_be_searched_for_ever_is_searched_soon() {
        var text = "{" + "batchIndex=1 ".repeat(300_000);

        org.junit.jupiter.api.Assertions.assertTimeout(Duration.ofSeconds(20), () -> Indexes.in(text));
    }

    /** LinkedIn's day is that of UTC, wherever our clock stands. */
    @Property(tries = 500)
    void the_quota_of_the_day_is_back_at_five_past_midnight_utc(
            @ForAll("instants") Instant now, @ForAll("zones") String zone) {
        var reading =
                new EventsAnswer(new LinkedIn().failures(), Redaction.of(List.of()), Clock.fixed(now, ZoneId.of(zone)));
        var body = "{\"status\":429,\"code\":\"TOO_MANY_REQUESTS\",\"message\":\"MEMBER DAY limit\"}";
        try {
            reading.read(new Answer(429, body), batch(1));
            throw new AssertionError("It was not throttled");
        } catch (PlatformException e) {
            var back = e.notBefore().orElseThrow();
            assertThat(back).isAfter(now);
            assertThat(Duration.between(now, back)).isLessThanOrEqualTo(Duration.ofDays(1));
            assertThat(back.atOffset(ZoneOffset.UTC).toLocalTime()).hasToString("00:05");
        }
    }

    private static void isOfTheTable(Failure failure) {
        assertThat(failure.failureClass())
                .isEqualTo(READING.table().of(failure.code()).failureClass());
        assertThat(failure.message()).hasSizeLessThanOrEqualTo(500);
    }

    private static Optional<Failure> failure(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Accepted() -> Optional.empty();
            case Outcome.Spared() -> Optional.empty();
            case Outcome.Rejected(var failure) -> Optional.of(failure);
            case Outcome.Deferred(var failure, var notBefore) -> Optional.of(failure);
            case Outcome.Duplicate(var failure) -> Optional.of(failure);
            case Outcome.Suspect(var failure) -> Optional.of(failure);
            case Outcome.Unheard(var failure) -> Optional.of(failure);
        };
    }

    private static List<ConversionEvent> batch(int size) {
        return IntStream.range(0, size)
                .mapToObj(i -> new ConversionEvent(
                        ConversionKey.of("00D", "006" + i, "linkedin", "won", 1),
                        "30111220",
                        Instant.parse("2026-11-20T10:00:00Z"),
                        Optional.empty(),
                        Optional.of(new ClickId(ClickId.Kind.LI_FAT_ID, "click-" + i)),
                        Optional.empty(),
                        Optional.empty(),
                        Consent.UNSPECIFIED))
                .toList();
    }

    @Provide
    Arbitrary<Integer> statuses() {
        return Hostile.statuses();
    }

    @Provide
    Arbitrary<String> bodies() {
        return Hostile.bodies(
                List.of("elements", "status", "error", "message", "code", "serviceErrorCode"),
                List.of(
                        "Index: 0, ERROR :: /foo :: is not an enum symbol",
                        "Index: 99999999999, ERROR :: /foo :: no",
                        "ERROR :: /foo :: field is required but not found",
                        "x, indices [0, 3] (0-indexed)",
                        "[{batchIndex=1, type=INVALID_CONVERSION_TIME_FIELD_VALUE}]",
                        "No ad accounts found",
                        "VERSION_MISSING",
                        "INVALID_ACCESS_TOKEN",
                        "TOO_MANY_REQUESTS",
                        "APPLICATION DAY limit",
                        "NEVER_SEEN"));
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.of(
                        "Index: ",
                        "ERROR :: ",
                        "batchIndex=",
                        "{",
                        "}",
                        "indices [",
                        "] (0-indexed)",
                        "7",
                        ", ",
                        "\n",
                        "x")
                .list()
                .ofMaxSize(40)
                .map(parts -> String.join("", parts));
    }

    @Provide
    Arbitrary<Instant> instants() {
        return Arbitraries.longs().between(0, 4_102_444_800L).map(Instant::ofEpochSecond);
    }

    @Provide
    Arbitrary<String> zones() {
        return Arbitraries.of(ZoneId.getAvailableZoneIds());
    }
}

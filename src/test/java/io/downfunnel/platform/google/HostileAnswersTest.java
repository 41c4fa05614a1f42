package io.downfunnel.platform.google;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

import io.downfunnel.domain.ClickId;
import io.downfunnel.domain.Consent;
import io.downfunnel.domain.ConversionEvent;
import io.downfunnel.domain.ConversionKey;
import io.downfunnel.domain.Failure;
import io.downfunnel.platform.Hostile;
import io.downfunnel.platform.Outcome;
import io.downfunnel.platform.PlatformException;
import io.downfunnel.platform.Verdict;
import io.downfunnel.platform.http.Answer;
import io.downfunnel.platform.http.Redaction;

import static org.assertj.core.api.Assertions.assertThat;

/** Whatever comes back: every event gets an outcome, or the conversation is said to have broken. */
class HostileAnswersTest {
    private static final Refusal REFUSAL = new Refusal(new Google().failures(), Redaction.of(List.of()));

    @Property(tries = 2_000)
    void every_answer_to_an_upload_means_something(
            @ForAll("statuses") int status,
            @ForAll("bodies") String body,
            @ForAll @IntRange(min = 1, max = 5) int size) {
        var batch = batch(size);
        try {
            var receipt = new IngestAnswer(REFUSAL).read(new Answer(status, body), batch);

            assertThat(receipt.outcomes())
                    .containsOnlyKeys(batch.stream().map(ConversionEvent::key).toArray(ConversionKey[]::new));
            receipt.outcomes().values().forEach(outcome -> {
                assertThat(outcome instanceof Outcome.Accepted).isEqualTo(status / 100 == 2);
                failure(outcome).ifPresent(HostileAnswersTest::isOfTheTable);
            });
            assertThat(receipt.requestId().isPresent()).isEqualTo(status / 100 == 2);
        } catch (PlatformException e) {
            isOfTheTable(e.failure());
        }
    }

    @Property(tries = 2_000)
    void every_answer_about_a_verdict_means_something(@ForAll("statuses") int status, @ForAll("bodies") String body) {
        try {
            switch (new StatusAnswer(REFUSAL).read(new Answer(status, body))) {
                case Verdict.Pending() -> assertThat(status / 100).isEqualTo(2);
                case Verdict.Counted(var warnings) -> assertThat(status / 100).isEqualTo(2);
                case Verdict.Refused(var reasons) -> reasons.forEach(reason -> isOfTheTable(reason.failure()));
                case Verdict.Mixed(var reasons) -> reasons.forEach(reason -> isOfTheTable(reason.failure()));
                case Verdict.Forgotten(var failure) -> isOfTheTable(failure);
            }
        } catch (PlatformException e) {
            isOfTheTable(e.failure());
        }
    }

    private static void isOfTheTable(Failure failure) {
        assertThat(failure.failureClass())
                .isEqualTo(REFUSAL.table().of(failure.code()).failureClass());
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
                        ConversionKey.of("00D", "006" + i, "google", "won", 1),
                        "555",
                        Instant.parse("2026-11-20T10:00:00Z"),
                        Optional.empty(),
                        Optional.of(new ClickId(ClickId.Kind.GCLID, "click-" + i)),
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
                List.of(
                        "error",
                        "details",
                        "@type",
                        "reason",
                        "metadata",
                        "quota_limit",
                        "fieldViolations",
                        "field",
                        "description",
                        "message",
                        "status",
                        "requestId",
                        "fieldWarnings",
                        "requestStatusPerDestination",
                        "requestStatus",
                        "errorInfo",
                        "errorCounts",
                        "warningInfo",
                        "warningCounts",
                        "recordCount"),
                List.of(
                        "type.googleapis.com/google.rpc.ErrorInfo",
                        "type.googleapis.com/google.rpc.BadRequest",
                        "INVALID_EVENT",
                        "INTERNAL_ERROR",
                        "PERMISSION_DENIED",
                        "RATE_LIMIT_EXCEEDED",
                        "NEVER_SEEN",
                        "events[0]",
                        "events.events[3].x",
                        "events[999999999]",
                        "events[99999999999]",
                        "FAILED",
                        "SUCCESS",
                        "PARTIAL_SUCCESS",
                        "PROCESSING",
                        "PROCESSING_ERROR_REASON_INVALID_GCLID",
                        "12",
                        "PerDay"));
    }
}

package io.downfunnel.platform.google;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.downfunnel.domain.ClickId;
import io.downfunnel.domain.Consent;
import io.downfunnel.domain.ConversionEvent;
import io.downfunnel.domain.ConversionKey;
import io.downfunnel.domain.FailureClass;
import io.downfunnel.platform.Outcome;
import io.downfunnel.platform.PlatformException;
import io.downfunnel.platform.Verdict;
import io.downfunnel.platform.http.Answer;
import io.downfunnel.platform.http.Redaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class IngestAnswerTest {
    private static final Refusal REFUSAL = new Refusal(new Google().failures(), Redaction.of(List.of()));
    private static final IngestAnswer READING = new IngestAnswer(REFUSAL);

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

    private static List<Outcome> outcomes(Answer answer, int size) {
        return List.copyOf(READING.read(answer, batch(size)).outcomes().values());
    }

    private static Answer refused(String field, String reason) {
        return new Answer(400, """
                {"error":{"code":400,"status":"INVALID_ARGUMENT","message":"There was a problem.","details":[
                  {"@type":"type.googleapis.com/google.rpc.BadRequest","fieldViolations":[
                    {"field":"%s","description":"words","reason":"%s"}]}]}}""".formatted(field, reason));
    }

    private static PlatformException broken(Answer answer) {
        return catchThrowableOfType(PlatformException.class, () -> READING.read(answer, batch(3)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"events[1]", "events[1].currency", "events.events[1].user_data", "events.events[1].currency"})
    void the_guilty_one_is_found_in_every_spelling(String field) {
        var outcomes = outcomes(refused(field, "INVALID_CURRENCY_CODE"), 3);

        assertThat(outcomes.get(0)).isEqualTo(new Outcome.Spared());
        assertThat(((Outcome.Rejected) outcomes.get(1)).failure().code()).isEqualTo("INVALID_CURRENCY_CODE");
        assertThat(outcomes.get(2)).isEqualTo(new Outcome.Spared());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "events", "events[3].currency", "encoding"})
    void where_nobody_is_named_everybody_is_a_suspect(String field) {
        assertThat(outcomes(refused(field, "INVALID_FORMAT"), 3))
                .allMatch(outcome -> outcome instanceof Outcome.Suspect);
    }

    @Test
    void a_reason_nobody_has_seen_is_not_classified() {
        assertThat(outcomes(refused("events[0]", "BRAND_NEW"), 1))
                .singleElement()
                .isInstanceOfSatisfying(
                        Outcome.Rejected.class,
                        rejected ->
                                assertThat(rejected.failure().failureClass()).isEqualTo(FailureClass.UNCLASSIFIED));
    }

    @Test
    void a_success_without_a_request_id_is_an_unknown_outcome() {
        assertThat(broken(new Answer(200, "{}")).failure().failureClass()).isEqualTo(FailureClass.UNKNOWN_OUTCOME);
        assertThat(broken(new Answer(200, "<html>")).failure().failureClass()).isEqualTo(FailureClass.UNKNOWN_OUTCOME);
    }

    @ParameterizedTest
    @CsvSource({
        "401, UNAUTHENTICATED, CREDENTIALS_MISSING, AUTHENTICATION",
        "403, PERMISSION_DENIED, ACCESS_TOKEN_SCOPE_INSUFFICIENT, CONFIGURATION",
        "403, PERMISSION_DENIED, SERVICE_DISABLED, CONFIGURATION",
        "403, PERMISSION_DENIED, NEVER_SEEN, CONFIGURATION",
        "404, NOT_FOUND, '', CONFIGURATION",
        "429, RESOURCE_EXHAUSTED, RATE_LIMIT_EXCEEDED, THROTTLED",
        "500, INTERNAL, '', UNKNOWN_OUTCOME",
        "503, UNAVAILABLE, '', TRANSIENT",
        "504, DEADLINE_EXCEEDED, '', UNKNOWN_OUTCOME",
        "302, '', '', CONFIGURATION"
    })
    void every_status_has_its_class(int status, String code, String reason, FailureClass failureClass) {
        var body = """
                {"error":{"code":%d,"status":"%s","message":"words","details":[
                  {"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"%s","metadata":{}}]}}""".formatted(status, code, reason);

        assertThat(broken(new Answer(status, body)).failure().failureClass()).isEqualTo(failureClass);
    }

    @Test
    void the_quota_of_the_day_is_told_from_that_of_the_minute() {
        var body = """
                {"error":{"code":429,"status":"RESOURCE_EXHAUSTED","message":"words","details":[
                  {"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"RATE_LIMIT_EXCEEDED",
                   "metadata":{"quota_limit":"IngestionMutateRequestsPerDayPerProject"}}]}}""";

        assertThat(broken(new Answer(429, body)).failure().code()).isEqualTo("RATE_LIMIT_EXCEEDED_TODAY");
    }

    @ParameterizedTest
    @CsvSource({
        "SUCCESS, Counted",
        "PROCESSING, Pending",
        "FAILED, Refused",
        "FAILURE, Refused",
        "PARTIAL_SUCCESS, Mixed"
    })
    void a_status_is_read_as_a_verdict(String status, String verdict) {
        var body = """
                {"requestStatusPerDestination":[{"requestStatus":"%s","errorInfo":{"errorCounts":[
                  {"recordCount":"2","reason":"PROCESSING_ERROR_REASON_INVALID_GCLID"}]}}]}""".formatted(status);

        assertThat(new StatusAnswer(REFUSAL)
                        .read(new Answer(200, body))
                        .getClass()
                        .getSimpleName())
                .isEqualTo(verdict);
    }

    @Test
    void counts_come_as_texts() {
        var body = """
                {"requestStatusPerDestination":[{"requestStatus":"FAILED","errorInfo":{"errorCounts":[
                  {"recordCount":"1234567890123","reason":"PROCESSING_ERROR_REASON_CLICK_NOT_FOUND"}]}}]}""";

        var verdict = (Verdict.Refused) new StatusAnswer(REFUSAL).read(new Answer(200, body));

        assertThat(verdict.reasons()).singleElement().satisfies(tally -> {
            assertThat(tally.count()).isEqualTo(1_234_567_890_123L);
            assertThat(tally.failure().failureClass()).isEqualTo(FailureClass.EXPECTED);
            assertThat(tally.failure().message()).isEqualTo("Google found no click for this person.");
        });
    }
}

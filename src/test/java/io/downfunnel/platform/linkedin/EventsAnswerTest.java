package io.downfunnel.platform.linkedin;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.downfunnel.domain.ClickId;
import io.downfunnel.domain.Consent;
import io.downfunnel.domain.ConversionEvent;
import io.downfunnel.domain.ConversionKey;
import io.downfunnel.domain.FailureClass;
import io.downfunnel.platform.Outcome;
import io.downfunnel.platform.PlatformException;
import io.downfunnel.platform.http.Answer;
import io.downfunnel.platform.http.Redaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class EventsAnswerTest {
    private static final EventsAnswer READING = new EventsAnswer(
            new LinkedIn().failures(),
            Redaction.of(List.of("the-token")),
            Clock.fixed(Instant.parse("2026-11-22T23:59:00Z"), ZoneOffset.UTC));

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

    private static List<Outcome> outcomes(Answer answer, int size) {
        return List.copyOf(READING.read(answer, batch(size)).outcomes().values());
    }

    private static PlatformException broken(int status, String body) {
        return catchThrowableOfType(PlatformException.class, () -> READING.read(new Answer(status, body), batch(3)));
    }

    @Test
    void an_empty_success_took_everybody_in() {
        assertThat(outcomes(new Answer(201, ""), 3)).containsOnly(new Outcome.Accepted());
    }

    @Test
    void an_empty_200_is_not_linkedins_and_leaves_a_doubt() {
        assertThat(broken(200, "").failure().failureClass()).isEqualTo(FailureClass.UNKNOWN_OUTCOME);
    }

    @Test
    void each_element_of_a_success_speaks_for_its_event() {
        var body = """
                {"elements":[{"status":201},{"status":422,"error":{"message":"ERROR :: /foo :: is not an enum symbol"}}]}""";

        var outcomes = outcomes(new Answer(200, body), 3);

        assertThat(outcomes.get(0)).isEqualTo(new Outcome.Accepted());
        assertThat(((Outcome.Rejected) outcomes.get(1)).failure().code()).isEqualTo("FIELD_ENUM");
        assertThat(outcomes.get(2)).isInstanceOf(Outcome.Unheard.class);
    }

    @Test
    void a_page_of_a_proxy_is_an_unknown_outcome() {
        assertThat(broken(200, "<html>welcome</html>").failure().failureClass())
                .isEqualTo(FailureClass.UNKNOWN_OUTCOME);
    }

    @Test
    void the_named_are_rejected_and_the_others_are_spared() {
        var body = """
                {"message":"Index: 1, ERROR :: /conversionValue/amount :: 19.9 cannot be coerced to String\\n","status":422}""";

        var outcomes = outcomes(new Answer(422, body), 3);

        assertThat(outcomes.get(0)).isEqualTo(new Outcome.Spared());
        assertThat(((Outcome.Rejected) outcomes.get(1)).failure().code()).isEqualTo("FIELD_TYPE");
        assertThat(outcomes.get(2)).isEqualTo(new Outcome.Spared());
    }

    @Test
    void an_index_beyond_the_batch_names_nobody() {
        var body = "{\"message\":\"Index: 9, ERROR :: /foo :: field is required but not found\",\"status\":422}";

        assertThat(outcomes(new Answer(422, body), 3)).allMatch(outcome -> outcome instanceof Outcome.Suspect);
    }

    @Test
    void the_only_event_of_a_request_is_guilty_without_an_index() {
        var body = "{\"message\":\"ERROR :: /conversionHappenedAt :: field is required but not found\",\"status\":422}";

        assertThat(outcomes(new Answer(422, body), 1)).singleElement().isInstanceOf(Outcome.Rejected.class);
    }

    @ParameterizedTest
    @CsvSource({
        "401, INVALID_ACCESS_TOKEN, AUTHENTICATION",
        "401, REVOKED_ACCESS_TOKEN, AUTHENTICATION",
        "401, SOMETHING_NEW, AUTHENTICATION",
        "403, ACCESS_DENIED, CONFIGURATION",
        "403, USER_NOT_AUTHORIZED, CONFIGURATION",
        "426, NONEXISTENT_VERSION, CONFIGURATION",
        "400, VERSION_MISSING, CONFIGURATION",
        "429, TOO_MANY_REQUESTS, THROTTLED",
        "500, '', UNKNOWN_OUTCOME",
        "502, '', UNKNOWN_OUTCOME",
        "503, '', TRANSIENT",
        "504, '', UNKNOWN_OUTCOME",
        "301, '', CONFIGURATION",
        "418, '', UNCLASSIFIED"
    })
    void every_status_has_its_class(int status, String code, FailureClass failureClass) {
        var body = "{\"status\":%d,\"code\":\"%s\",\"message\":\"words\"}".formatted(status, code);

        assertThat(broken(status, body).failure().failureClass()).isEqualTo(failureClass);
    }

    @Test
    void a_rule_that_is_not_found_stops_only_its_own_uploads_although_the_text_speaks_of_accounts() {
        var broken = broken(403, "{\"message\":\"No ad accounts found\",\"status\":403}");

        assertThat(broken.scope()).isEqualTo(PlatformException.Scope.ACTION);
        assertThat(broken.failure().code()).isEqualTo("NO_AD_ACCOUNTS_FOUND");
    }

    @Test
    void the_quota_of_the_day_is_back_five_minutes_after_midnight_utc() {
        var body = "{\"status\":429,\"code\":\"TOO_MANY_REQUESTS\",\"message\":\"APPLICATION_AND_MEMBER DAY limit\"}";

        assertThat(broken(429, body).notBefore()).contains(Instant.parse("2026-11-23T00:05:00Z"));
    }

    @Test
    void what_the_vendor_quotes_of_our_secrets_is_hidden() {
        var body = "{\"message\":\"bad the-token and " + "a".repeat(64) + "\",\"status\":403}";

        assertThat(broken(403, body).getMessage()).doesNotContain("the-token").doesNotContain("aaaa");
    }
}

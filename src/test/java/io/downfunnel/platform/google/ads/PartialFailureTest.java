package io.downfunnel.platform.google.ads;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

import com.google.ads.googleads.v23.errors.ConversionAdjustmentUploadErrorEnum.ConversionAdjustmentUploadError;
import com.google.ads.googleads.v23.errors.ConversionUploadErrorEnum.ConversionUploadError;
import com.google.ads.googleads.v23.errors.ErrorCode;
import com.google.ads.googleads.v23.errors.ErrorDetails;
import com.google.ads.googleads.v23.errors.InternalErrorEnum.InternalError;
import com.google.ads.googleads.v23.errors.NotAllowlistedErrorEnum.NotAllowlistedError;
import com.google.ads.googleads.v23.errors.QuotaErrorDetails;
import com.google.ads.googleads.v23.errors.QuotaErrorEnum.QuotaError;
import com.google.rpc.Status;
import org.junit.jupiter.api.Test;

import io.downfunnel.domain.ConversionKey;
import io.downfunnel.domain.FailureClass;
import io.downfunnel.platform.Outcome;
import io.downfunnel.platform.PlatformException;
import io.downfunnel.platform.PlatformException.Scope;
import io.downfunnel.platform.Receipt;

import static io.downfunnel.platform.google.ads.Samples.error;
import static io.downfunnel.platform.google.ads.Samples.field;
import static io.downfunnel.platform.google.ads.Samples.key;
import static io.downfunnel.platform.google.ads.Samples.partial;
import static io.downfunnel.platform.google.ads.Samples.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** Rows are named by their index in one detail that holds all errors (google.md §3.3). */
class PartialFailureTest {
    private static final PartialFailure READING = new PartialFailure(Samples.REFUSALS);

    @Test
    void without_an_error_every_row_that_is_repeated_was_taken_in() {
        assertThat(read(3, null, 0, 1, 2).outcomes())
                .hasSize(3)
                .allSatisfy((key, outcome) -> assertThat(outcome).isEqualTo(new Outcome.Accepted()));
    }

    @Test
    void a_row_that_is_not_repeated_and_not_refused_is_unheard_of() {
        assertThat(read(2, null, 0).outcomes().get(key(1))).isInstanceOf(Outcome.Unheard.class);
    }

    @Test
    void a_row_is_found_by_the_first_index_of_its_path() {
        var failure = partial(error(
                upload(ConversionUploadError.UNPARSEABLE_GCLID),
                row("conversions", 1),
                row("user_identifiers", 0),
                field("gclid")));

        var outcomes = read(3, failure, 0, 2).outcomes();

        assertThat(outcomes.get(key(0))).isEqualTo(new Outcome.Accepted());
        assertThat(outcomes.get(key(1))).isInstanceOfSatisfying(Outcome.Rejected.class, rejected -> {
            assertThat(rejected.failure().code()).isEqualTo("ConversionUploadError.UNPARSEABLE_GCLID");
            assertThat(rejected.failure().message()).contains("gclid", "No.");
        });
        assertThat(outcomes.get(key(2))).isEqualTo(new Outcome.Accepted());
    }

    @Test
    void of_several_errors_of_a_row_the_one_that_is_hardest_to_get_over_decides() {
        var failure = partial(
                error(upload(ConversionUploadError.TOO_RECENT_EVENT), row("conversions", 0)),
                error(upload(ConversionUploadError.CONVERSION_PRECEDES_EVENT), row("conversions", 0)));

        assertThat(read(2, failure, 1).outcomes().get(key(0)))
                .isInstanceOfSatisfying(
                        Outcome.Rejected.class,
                        rejected -> assertThat(rejected.failure().code())
                                .isEqualTo("ConversionUploadError.CONVERSION_PRECEDES_EVENT"));
    }

    @Test
    void what_google_has_already_is_a_duplicate_and_what_is_too_early_waits() {
        var failure = partial(
                error(upload(ConversionUploadError.ORDER_ID_ALREADY_IN_USE), row("conversions", 0)),
                error(upload(ConversionUploadError.TOO_RECENT_EVENT), row("conversions", 1)),
                error(internal(InternalError.INTERNAL_ERROR), row("conversions", 2)));

        var outcomes = read(4, failure, 3).outcomes();

        assertThat(outcomes.get(key(0))).isInstanceOf(Outcome.Duplicate.class);
        assertThat(outcomes.get(key(1))).isInstanceOf(Outcome.Deferred.class);
        assertThat(outcomes.get(key(2))).isInstanceOf(Outcome.Unheard.class);
    }

    @Test
    void a_conversion_that_google_does_not_know_yet_is_asked_about_a_day_later() {
        var failure = partial(error(
                ErrorCode.newBuilder()
                        .setConversionAdjustmentUploadError(ConversionAdjustmentUploadError.CONVERSION_NOT_FOUND),
                row("conversion_adjustments", 0)));

        assertThat(read(1, failure).outcomes().get(key(0)))
                .isInstanceOfSatisfying(
                        Outcome.Deferred.class,
                        deferred -> assertThat(deferred.notBefore()).contains(Samples.NOW.plus(Duration.ofDays(1))));
    }

    @Test
    void what_holds_for_all_and_left_nothing_in_stops_the_account_or_the_action() {
        assertThat(broken(
                        1,
                        partial(error(
                                ErrorCode.newBuilder()
                                        .setNotAllowlistedError(
                                                NotAllowlistedError.CUSTOMER_NOT_ALLOWLISTED_FOR_THIS_FEATURE),
                                row("conversions", 0)))))
                .satisfies(thrown -> {
                    assertThat(thrown.failure().failureClass()).isEqualTo(FailureClass.CONFIGURATION);
                    assertThat(thrown.scope()).isEqualTo(Scope.ACCOUNT);
                });
        assertThat(broken(
                                1,
                                partial(error(
                                        upload(ConversionUploadError.NO_CONVERSION_ACTION_FOUND),
                                        row("conversions", 0))))
                        .scope())
                .isEqualTo(Scope.ACTION);
    }

    @Test
    void what_holds_for_all_but_spared_some_loses_nobodys_answer() {
        var failure = partial(
                error(upload(ConversionUploadError.CUSTOMER_NOT_ACCEPTED_CUSTOMER_DATA_TERMS), row("conversions", 0)));

        var outcomes = read(2, failure, 1).outcomes();

        assertThat(outcomes.get(key(0))).isInstanceOf(Outcome.Deferred.class);
        assertThat(outcomes.get(key(1))).isEqualTo(new Outcome.Accepted());
    }

    @Test
    void an_error_without_a_row_holds_for_the_request_and_its_pause_is_kept() {
        var throttled =
                error(ErrorCode.newBuilder().setQuotaError(QuotaError.RESOURCE_TEMPORARILY_EXHAUSTED)).toBuilder()
                        .setDetails(ErrorDetails.newBuilder()
                                .setQuotaErrorDetails(QuotaErrorDetails.newBuilder()
                                        .setRetryDelay(com.google.protobuf.Duration.newBuilder()
                                                .setSeconds(30))))
                        .build();

        var thrown = broken(2, partial(throttled));

        assertThat(thrown.failure().failureClass()).isEqualTo(FailureClass.THROTTLED);
        assertThat(thrown.notBefore()).contains(Samples.NOW.plusSeconds(30));
    }

    @Test
    void a_code_that_this_version_has_no_name_for_is_told_as_google_wrote_it() {
        var unknown =
                error(ErrorCode.newBuilder().setConversionUploadErrorValue(999), row("conversions", 0)).toBuilder()
                        .setDetails(ErrorDetails.newBuilder().setUnpublishedErrorCode("BRAND_NEW"))
                        .build();

        assertThat(read(2, partial(unknown), 1).outcomes().get(key(0)))
                .isInstanceOfSatisfying(Outcome.Rejected.class, rejected -> {
                    assertThat(rejected.failure().code()).isEqualTo("ConversionUploadError.UNKNOWN");
                    assertThat(rejected.failure().message()).contains("BRAND_NEW");
                    assertThat(rejected.failure().failureClass()).isEqualTo(FailureClass.UNCLASSIFIED);
                });
    }

    @Test
    void a_partial_failure_that_says_nothing_leaves_an_unknown_outcome() {
        assertThat(broken(1, Status.newBuilder().setCode(3).build()).failure().failureClass())
                .isEqualTo(FailureClass.UNKNOWN_OUTCOME);
    }

    private static ErrorCode.Builder upload(ConversionUploadError code) {
        return ErrorCode.newBuilder().setConversionUploadError(code);
    }

    private static ErrorCode.Builder internal(InternalError code) {
        return ErrorCode.newBuilder().setInternalError(code);
    }

    private static Receipt read(int rows, Status failure, Integer... repeated) {
        return READING.read(keys(rows), Optional.ofNullable(failure), List.of(repeated)::contains);
    }

    private static PlatformException broken(int rows, Status failure) {
        return catchThrowableOfType(
                PlatformException.class, () -> READING.read(keys(rows), Optional.of(failure), row -> false));
    }

    private static List<ConversionKey> keys(int rows) {
        return IntStream.range(0, rows).mapToObj(Samples::key).toList();
    }
}

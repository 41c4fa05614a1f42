package io.downfunnel.platform.google.ads;

import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;

import com.google.ads.googleads.v23.common.UserIdentifier;
import com.google.ads.googleads.v23.enums.ConsentStatusEnum.ConsentStatus;
import com.google.ads.googleads.v23.enums.ConversionAdjustmentTypeEnum.ConversionAdjustmentType;
import com.google.ads.googleads.v23.services.UploadClickConversionsRequest;
import org.junit.jupiter.api.Test;

import io.downfunnel.domain.Adjustment;
import io.downfunnel.domain.ClickId;
import io.downfunnel.domain.ConversionEvent;

import static org.assertj.core.api.Assertions.assertThat;

/** What we write into requests of the Google Ads API (google.md §3.3, §3.5, §5). */
class ClickUploadTest {
    private static final String CUSTOMER = "1234567890";
    private static final Instant AT = Instant.parse("2026-11-20T14:05:07.987654Z");

    @Test
    void a_conversion_says_what_we_know_in_googles_words() {
        var conversion = request(List.of(Samples.event(1, gclid("abc"), AT))).getConversions(0);

        assertThat(conversion.getConversionAction()).isEqualTo("customers/1234567890/conversionActions/555");
        assertThat(conversion.getOrderId()).isEqualTo(Samples.key(1).value());
        assertThat(conversion.getGclid()).isEqualTo("abc");
        assertThat(conversion.getConversionDateTime()).isEqualTo("2026-11-20 14:05:07+00:00");
        assertThat(conversion.getConversionValue()).isEqualTo(1500.5);
        assertThat(conversion.getCurrencyCode()).isEqualTo("EUR");
        assertThat(conversion.getUserIdentifiersList())
                .extracting(UserIdentifier::getHashedEmail, UserIdentifier::getHashedPhoneNumber)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("b".repeat(64), ""),
                        org.assertj.core.groups.Tuple.tuple("", "c".repeat(64)));
    }

    @Test
    void of_consent_only_the_signal_that_may_be_set_is_set() {
        var consent = request(List.of(Samples.event(1))).getConversions(0).getConsent();

        assertThat(consent.getAdUserData()).isEqualTo(ConsentStatus.GRANTED);
        assertThat(consent.getAdPersonalization()).isEqualTo(ConsentStatus.UNSPECIFIED);
    }

    @Test
    void each_kind_of_click_id_has_a_field_of_its_own() {
        assertThat(request(List.of(Samples.event(1, new ClickId(ClickId.Kind.GBRAID, "gb"), AT)))
                        .getConversions(0))
                .satisfies(one -> {
                    assertThat(one.getGbraid()).isEqualTo("gb");
                    assertThat(one.hasGclid()).isFalse();
                    assertThat(one.getWbraid()).isEmpty();
                });
        assertThat(request(List.of(Samples.event(1, new ClickId(ClickId.Kind.WBRAID, "wb"), AT)))
                        .getConversions(0)
                        .getWbraid())
                .isEqualTo("wb");
    }

    @Test
    void good_rows_count_although_others_are_bad_and_the_same_batch_gives_the_same_bytes() {
        var batch = IntStream.range(0, 20).mapToObj(Samples::event).toList();

        assertThat(request(batch).getPartialFailure()).isTrue();
        assertThat(request(batch).getJobId()).isNotNegative();
        assertThat(request(batch).toByteString())
                .isEqualTo(request(List.copyOf(batch)).toByteString());
        assertThat(request(batch.subList(0, 5)).getJobId())
                .isNotEqualTo(request(batch).getJobId());
    }

    @Test
    void of_two_with_the_same_click_and_second_only_the_first_goes_now() {
        var first = Samples.event(1, gclid("abc"), AT);
        var twin = Samples.event(2, gclid("abc"), AT.plusMillis(5));
        var later = Samples.event(3, gclid("abc"), AT.plusSeconds(1));

        assertThat(ClickUpload.of(CUSTOMER, List.of(first, twin, later)).sent())
                .extracting(ConversionEvent::key)
                .containsExactly(first.key(), later.key());
    }

    @Test
    void a_retraction_names_its_conversion_by_order_id_and_carries_no_value() {
        var retraction = new Adjustment.Retraction(Samples.key(1), "555", AT, AT.plusSeconds(86_400));

        var adjustment =
                new AdjustmentUpload(CUSTOMER, List.of(retraction)).request().getConversionAdjustments(0);

        assertThat(adjustment.getAdjustmentType()).isEqualTo(ConversionAdjustmentType.RETRACTION);
        assertThat(adjustment.getOrderId()).isEqualTo(Samples.key(1).value());
        assertThat(adjustment.hasGclidDateTimePair()).isFalse();
        assertThat(adjustment.hasRestatementValue()).isFalse();
        assertThat(adjustment.getConversionAction()).isEqualTo("customers/1234567890/conversionActions/555");
        assertThat(adjustment.getUserIdentifiersList()).isEmpty();
    }

    @Test
    void an_adjustment_a_microsecond_after_its_conversion_is_a_second_after_it() {
        var retraction = new Adjustment.Retraction(Samples.key(1), "555", AT, AT.plusNanos(1_000));

        var request = new AdjustmentUpload(CUSTOMER, List.of(retraction)).request();

        assertThat(request.getPartialFailure()).isTrue();
        assertThat(request.getConversionAdjustments(0).getAdjustmentDateTime()).isEqualTo("2026-11-20 14:05:08+00:00");
    }

    @Test
    void a_restatement_carries_the_new_value() {
        var restatement = new Adjustment.Restatement(Samples.event(1), Samples.NOW);

        var adjustment =
                new AdjustmentUpload(CUSTOMER, List.of(restatement)).request().getConversionAdjustments(0);

        assertThat(adjustment.getAdjustmentType()).isEqualTo(ConversionAdjustmentType.RESTATEMENT);
        assertThat(adjustment.getRestatementValue().getAdjustedValue()).isEqualTo(1500.5);
        assertThat(adjustment.getRestatementValue().getCurrencyCode()).isEqualTo("EUR");
    }

    private static ClickId gclid(String value) {
        return new ClickId(ClickId.Kind.GCLID, value);
    }

    private static UploadClickConversionsRequest request(List<ConversionEvent> batch) {
        return ClickUpload.of(CUSTOMER, batch).request(false);
    }
}

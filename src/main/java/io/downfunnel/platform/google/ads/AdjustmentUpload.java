package io.downfunnel.platform.google.ads;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

import com.google.ads.googleads.v23.enums.ConversionAdjustmentTypeEnum.ConversionAdjustmentType;
import com.google.ads.googleads.v23.services.ConversionAdjustment;
import com.google.ads.googleads.v23.services.RestatementValue;
import com.google.ads.googleads.v23.services.UploadConversionAdjustmentsRequest;

import io.downfunnel.domain.Adjustment;

/**
 * A request of {@code UploadConversionAdjustments} (google.md §3.5): by order id, which is the transaction id of the Data
 * Manager API. The same adjustments give the same bytes.
 *
 * @param customer ten digits
 */
record AdjustmentUpload(String customer, List<Adjustment> batch) {

    UploadConversionAdjustmentsRequest request() {
        return UploadConversionAdjustmentsRequest.newBuilder()
                .setCustomerId(customer)
                .addAllConversionAdjustments(
                        batch.stream().map(this::adjustment).toList())
                .setPartialFailure(true)
                .setJobId(ClickUpload.job(
                        batch.stream().map(each -> each.key().value()).toList()))
                .build();
    }

    private ConversionAdjustment adjustment(Adjustment adjustment) {
        var built = ConversionAdjustment.newBuilder()
                .setConversionAction(ClickUpload.action(customer, adjustment.action()))
                .setOrderId(adjustment.key().value())
                .setAdjustmentDateTime(ClickUpload.time(wholeSecond(adjustment.at())));
        return switch (adjustment) {
            case Adjustment.Retraction retraction ->
                built.setAdjustmentType(ConversionAdjustmentType.RETRACTION).build();
            case Adjustment.Restatement(var event, var at) -> {
                var value = event.value().orElseThrow();
                yield built.setAdjustmentType(ConversionAdjustmentType.RESTATEMENT)
                        .setRestatementValue(RestatementValue.newBuilder()
                                .setAdjustedValue(value.amount().doubleValue())
                                .setCurrencyCode(value.currency().getCurrencyCode()))
                        .build();
            }
        };
    }

    /** Google Ads knows no smaller time. The conversion's was cut off, so this one is rounded up and stays the later one. */
    private static Instant wholeSecond(Instant at) {
        var second = at.truncatedTo(ChronoUnit.SECONDS);
        return second.equals(at) ? at : second.plusSeconds(1);
    }
}

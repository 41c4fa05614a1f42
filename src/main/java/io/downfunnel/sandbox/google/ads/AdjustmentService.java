package io.downfunnel.sandbox.google.ads;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import com.google.ads.googleads.v23.enums.ConversionAdjustmentTypeEnum.ConversionAdjustmentType;
import com.google.ads.googleads.v23.services.ConversionAdjustment;
import com.google.ads.googleads.v23.services.ConversionAdjustmentResult;
import com.google.ads.googleads.v23.services.ConversionAdjustmentUploadServiceGrpc;
import com.google.ads.googleads.v23.services.UploadConversionAdjustmentsRequest;
import com.google.ads.googleads.v23.services.UploadConversionAdjustmentsResponse;
import io.grpc.stub.StreamObserver;

import io.downfunnel.sandbox.Procedures;
import io.downfunnel.sandbox.google.Adjustment;
import io.downfunnel.sandbox.google.ConversionAction;
import io.downfunnel.sandbox.google.Customer;

/** Retractions and restatements, whichever way the conversion came in. Open to everybody. google.md §3.5. */
final class AdjustmentService extends ConversionAdjustmentUploadServiceGrpc.ConversionAdjustmentUploadServiceImplBase {

    private final Admission admission;
    private final Batches batches;

    AdjustmentService(Admission admission) {
        this.admission = admission;
        this.batches = new Batches(
                admission.desk(),
                "conversion_adjustments",
                error("TOO_MANY_ADJUSTMENTS_IN_REQUEST", "At most 2000 adjustments per request."),
                error("INVALID_JOB_ID", "The job id must be from 0 to 2147483647."));
    }

    @Override
    public void uploadConversionAdjustments(
            UploadConversionAdjustmentsRequest request, StreamObserver<UploadConversionAdjustmentsResponse> answer) {
        Answering.to(answer, () -> answer(request));
    }

    private UploadConversionAdjustmentsResponse answer(UploadConversionAdjustmentsRequest request) {
        Customer customer = admission.admit(request.getCustomerId(), 1);
        batches.check(
                request.getConversionAdjustmentsCount(),
                request.getPartialFailure(),
                request.hasJobId(),
                request.getJobId());
        List<AdjustmentRow> rows = request.getConversionAdjustmentsList().stream()
                .map(AdjustmentService::row)
                .toList();
        var actions = new ActionNames(admission.desk().accounts(), customer, AdjustmentRules.FAMILY);
        List<List<AdsError>> errors = errors(rows, actions);
        if (!request.getValidateOnly()) {
            take(rows, errors, actions);
        }
        var response = UploadConversionAdjustmentsResponse.newBuilder()
                .setJobId(Batches.job(request.hasJobId(), request.getJobId()));
        List<AdsError> all = batches.placed(errors);
        if (!all.isEmpty()) {
            response.setPartialFailureError(Refusals.partial(all));
        }
        for (int at = 0; at < rows.size() && !request.getValidateOnly(); at++) {
            response.addResults(
                    errors.get(at).isEmpty()
                            ? result(request.getConversionAdjustments(at))
                            : ConversionAdjustmentResult.getDefaultInstance());
        }
        return response.build();
    }

    /** Google's page has one adjustment of a conversion in a request, and no word of more; here all of them are refused. */
    private List<List<AdsError>> errors(List<AdjustmentRow> rows, ActionNames actions) {
        var rules = new AdjustmentRules(actions, admission.desk().now());
        Set<String> repeated =
                Batches.repeated(rows.stream().map(AdjustmentRow::conversion).toList());
        var errors = new ArrayList<List<AdsError>>();
        for (AdjustmentRow row : rows) {
            var found = new ArrayList<AdsError>();
            Optional<AdsError> forced = batches.forced();
            if (forced.isPresent()) {
                found.add(forced.get());
            } else {
                found.addAll(rules.errors(row));
                if (repeated.contains(row.conversion())) {
                    found.add(error("DUPLICATE_ADJUSTMENT_IN_REQUEST", "The conversion is adjusted more than once."));
                }
            }
            errors.add(found);
        }
        return errors;
    }

    private void take(List<AdjustmentRow> rows, List<List<AdsError>> errors, ActionNames actions) {
        var good = new ArrayList<Adjustment>();
        var places = new ArrayList<Integer>();
        for (int at = 0; at < rows.size(); at++) {
            if (errors.get(at).isEmpty()) {
                good.add(adjustment(
                        rows.get(at), actions.find(rows.get(at).action()).orElseThrow()));
                places.add(at);
            }
        }
        List<Optional<String>> results =
                admission.desk().adjust(Procedures.CALL.get().get(), good);
        for (int at = 0; at < results.size(); at++) {
            List<AdsError> ofRow = errors.get(places.get(at));
            results.get(at).ifPresent(code -> ofRow.add(error(code, "The adjustment was not taken: " + code + ".")));
        }
    }

    private static Adjustment adjustment(AdjustmentRow row, ConversionAction action) {
        return new Adjustment(
                action.id(),
                row.orderId(),
                row.gclid(),
                Moments.read(row.gclidDateTime()),
                row.type().equals("RETRACTION"),
                Moments.read(row.dateTime()).orElseThrow(),
                row.value().map(UploadService::plain).orElse(""),
                row.currency());
    }

    private static AdjustmentRow row(ConversionAdjustment adjustment) {
        var restated = adjustment.getRestatementValue();
        return new AdjustmentRow(
                adjustment.getConversionAction(),
                adjustment.getOrderId(),
                adjustment.hasGclidDateTimePair(),
                adjustment.getGclidDateTimePair().getGclid(),
                adjustment.getGclidDateTimePair().getConversionDateTime(),
                adjustment.getAdjustmentDateTime(),
                adjustment.getAdjustmentType() == ConversionAdjustmentType.UNSPECIFIED
                        ? ""
                        : adjustment.getAdjustmentType().name(),
                adjustment.hasRestatementValue(),
                restated.hasAdjustedValue()
                        ? Optional.of(BigDecimal.valueOf(restated.getAdjustedValue()))
                        : Optional.empty(),
                restated.getCurrencyCode(),
                adjustment.getUserIdentifiersCount() > 0);
    }

    private static ConversionAdjustmentResult result(ConversionAdjustment adjustment) {
        var result = ConversionAdjustmentResult.newBuilder()
                .setConversionAction(adjustment.getConversionAction())
                .setAdjustmentDateTime(adjustment.getAdjustmentDateTime())
                .setAdjustmentType(adjustment.getAdjustmentType());
        if (adjustment.hasGclidDateTimePair()) {
            result.setGclidDateTimePair(adjustment.getGclidDateTimePair());
        } else {
            result.setOrderId(adjustment.getOrderId());
        }
        return result.build();
    }

    private static AdsError error(String code, String message) {
        return AdsError.of(AdjustmentRules.FAMILY, code, message);
    }
}

package io.downfunnel.sandbox.google.ads;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

import com.google.ads.googleads.v23.common.UserIdentifier;
import com.google.ads.googleads.v23.enums.ConsentStatusEnum.ConsentStatus;
import com.google.ads.googleads.v23.services.ClickConversion;
import com.google.ads.googleads.v23.services.ClickConversionResult;
import com.google.ads.googleads.v23.services.ConversionUploadServiceGrpc;
import com.google.ads.googleads.v23.services.UploadClickConversionsRequest;
import com.google.ads.googleads.v23.services.UploadClickConversionsResponse;
import io.grpc.stub.StreamObserver;

import io.downfunnel.sandbox.AdClick.Kind;
import io.downfunnel.sandbox.Procedures;
import io.downfunnel.sandbox.google.AdsDesk.BrokenRow;
import io.downfunnel.sandbox.google.ClickUpload;
import io.downfunnel.sandbox.google.ConversionAction;
import io.downfunnel.sandbox.google.Customer;

/** The older way to upload conversions, closed to newcomers since June 2026. google.md §3.3. */
final class UploadService extends ConversionUploadServiceGrpc.ConversionUploadServiceImplBase {

    private final Admission admission;
    private final Batches batches;

    UploadService(Admission admission) {
        this.admission = admission;
        this.batches = new Batches(
                admission.desk(),
                "conversions",
                error("TOO_MANY_CONVERSIONS_IN_REQUEST", "At most 2000 conversions per request."),
                error("INVALID_JOB_ID", "The job id must be from 0 to 2147483647."));
    }

    @Override
    public void uploadClickConversions(
            UploadClickConversionsRequest request, StreamObserver<UploadClickConversionsResponse> answer) {
        Answering.to(answer, () -> answer(request));
    }

    private UploadClickConversionsResponse answer(UploadClickConversionsRequest request) {
        Customer customer = admission.admit(request.getCustomerId(), 1);
        batches.check(
                request.getConversionsCount(), request.getPartialFailure(), request.hasJobId(), request.getJobId());
        List<UploadRow> rows =
                request.getConversionsList().stream().map(UploadService::row).toList();
        var actions = new ActionNames(admission.desk().accounts(), customer, UploadRules.FAMILY);
        List<List<AdsError>> errors = errors(rows, customer, actions);
        long job = Batches.job(request.hasJobId(), request.getJobId());
        if (!request.getValidateOnly()) {
            take(job, rows, errors, actions);
        }
        var response = UploadClickConversionsResponse.newBuilder().setJobId(job);
        List<AdsError> all = batches.placed(errors);
        if (!all.isEmpty()) {
            response.setPartialFailureError(Refusals.partial(all));
        }
        for (int at = 0; at < rows.size() && !request.getValidateOnly(); at++) {
            response.addResults(
                    errors.get(at).isEmpty()
                            ? result(request.getConversions(at))
                            : ClickConversionResult.getDefaultInstance());
        }
        return response.build();
    }

    private List<List<AdsError>> errors(List<UploadRow> rows, Customer customer, ActionNames actions) {
        boolean allowed = admission.desk().mayUpload(customer.id());
        var rules =
                new UploadRules(actions, customer.settings(), admission.desk().now());
        Set<String> orders = Batches.repeated(rows.stream()
                .map(row -> row.orderId().isEmpty() ? "" : row.action() + " " + row.orderId())
                .toList());
        Set<String> clicks = Batches.repeated(rows.stream()
                .map(row -> row.hasClickId() ? row.action() + " " + row.clickId() + " " + row.dateTime() : "")
                .toList());
        var errors = new ArrayList<List<AdsError>>();
        for (UploadRow row : rows) {
            var found = new ArrayList<AdsError>();
            Optional<AdsError> forced = batches.forced();
            if (!allowed) {
                found.add(UploadRules.notAllowed());
            } else if (forced.isPresent()) {
                found.add(forced.get());
            } else {
                found.addAll(rules.errors(row));
                if (orders.contains(row.action() + " " + row.orderId())) {
                    found.add(error("DUPLICATE_ORDER_ID", "The order id is in the request more than once.")
                            .at("order_id"));
                }
                if (clicks.contains(row.action() + " " + row.clickId() + " " + row.dateTime())) {
                    found.add(
                            error("DUPLICATE_CLICK_CONVERSION_IN_REQUEST", "The conversion is there more than once."));
                }
            }
            errors.add(found);
        }
        return errors;
    }

    /** Books the rows without errors, and adds the errors that show only then. */
    private void take(long job, List<UploadRow> rows, List<List<AdsError>> errors, ActionNames actions) {
        var good = new ArrayList<ClickUpload>();
        var places = new ArrayList<Integer>();
        var broken = new ArrayList<BrokenRow>();
        for (int at = 0; at < rows.size(); at++) {
            UploadRow row = rows.get(at);
            Optional<ConversionAction> action = actions.find(row.action());
            if (errors.get(at).isEmpty()) {
                good.add(upload(row, action.orElseThrow()));
                places.add(at);
            } else if (action.isPresent()) {
                broken.add(new BrokenRow(
                        action.get().id(), errors.get(at).getFirst().code()));
            }
        }
        List<Optional<String>> results =
                admission.desk().upload(Procedures.CALL.get().get(), job, good, broken);
        for (int at = 0; at < results.size(); at++) {
            List<AdsError> ofRow = errors.get(places.get(at));
            results.get(at).ifPresent(code -> ofRow.add(error(code, words(code))));
        }
    }

    private static ClickUpload upload(UploadRow row, ConversionAction action) {
        Instant happenedAt = Moments.read(row.dateTime()).orElseThrow();
        BigDecimal value = action.value().always()
                ? action.value().amount()
                : row.value().orElse(action.value().amount());
        return new ClickUpload(
                action.id(),
                row.orderId(),
                happenedAt,
                kind(row),
                row.clickId(),
                row.people().stream()
                        .map(person -> person.value().toLowerCase(Locale.ROOT))
                        .toList(),
                row.consentDenied(),
                plain(value),
                row.currency().isEmpty() ? action.value().currency() : row.currency());
    }

    static String plain(BigDecimal value) {
        return value.signum() == 0 ? "0" : value.stripTrailingZeros().toPlainString();
    }

    private static Kind kind(UploadRow row) {
        return !row.gbraid().isEmpty() ? Kind.GBRAID : !row.wbraid().isEmpty() ? Kind.WBRAID : Kind.GCLID;
    }

    private static UploadRow row(ClickConversion conversion) {
        return new UploadRow(
                conversion.getGclid(),
                conversion.getGbraid(),
                conversion.getWbraid(),
                conversion.getConversionAction(),
                conversion.getConversionDateTime(),
                conversion.hasConversionValue()
                        ? Optional.of(BigDecimal.valueOf(conversion.getConversionValue()))
                        : Optional.empty(),
                conversion.getCurrencyCode(),
                conversion.getOrderId(),
                conversion.getUserIdentifiersList().stream()
                        .map(UploadService::identifier)
                        .toList(),
                conversion.getConsent().getAdUserData() == ConsentStatus.DENIED,
                conversion.getConsent().getAdPersonalization() != ConsentStatus.UNSPECIFIED,
                !conversion.getUserIpAddress().isEmpty()
                        || conversion.hasSessionAttributesEncoded()
                        || conversion.hasSessionAttributesKeyValuePairs(),
                conversion.hasExternalAttributionData(),
                conversion.getCustomVariablesCount() > 0,
                conversion.hasCartData());
    }

    private static UploadRow.Identifier identifier(UserIdentifier identifier) {
        String kind = identifier.getIdentifierCase().name().toLowerCase(Locale.ROOT);
        return new UploadRow.Identifier(kind, identifier.getHashedEmail() + identifier.getHashedPhoneNumber());
    }

    private static ClickConversionResult result(ClickConversion conversion) {
        var result = ClickConversionResult.newBuilder()
                .setConversionAction(conversion.getConversionAction())
                .setConversionDateTime(conversion.getConversionDateTime())
                .addAllUserIdentifiers(conversion.getUserIdentifiersList());
        if (!conversion.getGclid().isEmpty()) {
            result.setGclid(conversion.getGclid());
        }
        return result.setGbraid(conversion.getGbraid())
                .setWbraid(conversion.getWbraid())
                .build();
    }

    private static AdsError error(String code, String message) {
        return AdsError.of(UploadRules.FAMILY, code, message);
    }

    private static String words(String code) {
        return switch (code) {
            case "UNPARSEABLE_GCLID" -> "The gclid could not be parsed.";
            case "UNPARSEABLE_GBRAID", "UNPARSEABLE_WBRAID" -> "The braid could not be parsed.";
            case "CLICK_NOT_FOUND", "EVENT_NOT_FOUND" -> "The click or event was not found.";
            case "ORDER_ID_ALREADY_IN_USE" -> "A conversion with this order id exists already.";
            case "EXPIRED_EVENT" -> "The click is older than the conversion window.";
            case "TOO_RECENT_EVENT" -> "The click is too recent; try again in 6 hours.";
            case "CONVERSION_PRECEDES_EVENT" -> "The conversion happened before the click.";
            default -> "The conversion was not taken: " + code + ".";
        };
    }
}

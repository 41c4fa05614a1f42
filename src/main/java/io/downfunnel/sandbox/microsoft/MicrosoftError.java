package io.downfunnel.sandbox.microsoft;

import java.util.Map;
import java.util.Set;
import java.util.UUID;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.downfunnel.sandbox.Answer;
import io.downfunnel.sandbox.Json;
import io.downfunnel.sandbox.WantedError;

/**
 * The shapes of Microsoft's errors: an AdApiFaultDetail for who asks, an ApiFaultDetail for what is asked, and BatchErrors for
 * single items. Source: handle-service-errors-exceptions, operation-error-codes and the classes of BingAds-Java-SDK.
 */
final class MicrosoftError {
    static final Set<String> FIELDS = Set.of("code", "message");

    private static final Map<String, Integer> NUMBERS = Map.ofEntries(
            Map.entry("InternalError", 0),
            Map.entry("NullRequest", 100),
            Map.entry("InvalidCredentials", 105),
            Map.entry("UserIsNotAuthorized", 106),
            Map.entry("AuthenticationTokenExpired", 109),
            Map.entry("RequestMissingHeaders", 116),
            Map.entry("CallRateExceeded", 117),
            Map.entry("ApiInputValidationError", 201),
            Map.entry("ReportingServiceUnknownReportType", 2002),
            Map.entry("ReportingServiceAccountNotAuthorized", 2003),
            Map.entry("ReportingServiceInvalidReportAggregation", 2007),
            Map.entry("ReportingServiceInvalidCustomDateRangeStart", 2009),
            Map.entry("ReportingServiceInvalidCustomDateRangeEnd", 2010),
            Map.entry("ReportingServiceEndDateBeforeStartDate", 2011),
            Map.entry("ReportingServiceNullColumns", 2014),
            Map.entry("ReportingServiceRequiredColumnsNotSelected", 2015),
            Map.entry("ReportingServiceDuplicateColumns", 2016),
            Map.entry("ReportingServiceNoMeasureSelected", 2017),
            Map.entry("ReportingServiceInvalidFutureStartDate", 2041),
            Map.entry("ReportingServiceInvalidReportId", 2100),
            Map.entry("OfflineConversionsNullOrEmpty", 5600),
            Map.entry("OfflineConversionsLimitExceeded", 5601),
            Map.entry("OfflineConversionIsNull", 5602),
            Map.entry("OfflineConversionMicrosoftClickIdNullOrEmpty", 5603),
            Map.entry("OfflineConversionMicrosoftClickIdInvalid", 5604),
            Map.entry("OfflineConversionNameNullOrEmpty", 5605),
            Map.entry("OfflineConversionNameInvalid", 5606),
            Map.entry("OfflineConversionTimeInvalid", 5607),
            Map.entry("OfflineConversionTimeNullOrEmpty", 5608),
            Map.entry("OfflineConversionTimeOutOfWindow", 5609),
            Map.entry("OfflineConversionValueInvalid", 5610),
            Map.entry("OfflineConversionCurrencyCodeInvalid", 5611),
            Map.entry("OfflineConversionsApplyFailed", 5612),
            Map.entry("FutureConversionTimeCannotBeSet", 5614),
            Map.entry("OfflineConversionNotAcceptedForGoal", 5615),
            Map.entry("ConversionTimeEarlierThanClickTime", 5616),
            Map.entry("ClickIdDateTimeOutsideGoalConversionWindow", 5617),
            Map.entry("OfflineConversionInvalidAdjustmentType", 5618),
            Map.entry("OfflineConversionAdjustmentTimeNullOrEmpty", 5619),
            Map.entry("OfflineConversionAdjustmentTimeEarlierThanConversionTime", 5620),
            Map.entry("OfflineConversionAdjustmentTimeInvalid", 5621),
            Map.entry("OfflineConversionFutureAdjustmentTimeCannotBeSet", 5622),
            Map.entry("OfflineConversionAdjustmentValueNotExpected", 5624),
            Map.entry("OfflineConversionAdjustmentValueRequired", 5625),
            Map.entry("OfflineConversionCurrencyValueRequired", 5626));

    private MicrosoftError() {}

    /** About who asks: token, rights, calls a minute. */
    static Answer access(int status, String code, String message) {
        var fault = fault("AdApiFaultDetail");
        fault.putArray("Errors")
                .addObject()
                .put("Code", number(code))
                .put("Detail", "")
                .put("ErrorCode", code)
                .put("Message", message);
        return Answer.json(status, fault);
    }

    /** About what is asked, as a whole. */
    static Answer operation(int status, String code, String message) {
        var fault = fault("ApiFaultDetail");
        fault.putArray("BatchErrors");
        fault.putArray("OperationErrors")
                .addObject()
                .put("Code", number(code))
                .put("Details", "")
                .put("ErrorCode", code)
                .put("Message", message);
        return Answer.json(status, fault);
    }

    /** About one item. */
    static ObjectNode item(int index, String code) {
        return nameless(code).put("Index", index);
    }

    static ObjectNode nameless(String code) {
        return Json.object()
                .put("Code", number(code))
                .putNull("Details")
                .put("ErrorCode", code)
                .putNull("FieldPath")
                .put("Message", "The sandbox says " + code + ".")
                .put("Type", "BatchError");
    }

    /** In the shape that fits the status. */
    static Answer of(WantedError wanted) {
        var code = wanted.text("code");
        return switch (wanted.status()) {
            case 401, 403, 429 -> access(wanted.status(), code, wanted.text("message"));
            default -> operation(wanted.status(), code, wanted.text("message"));
        };
    }

    static Answer callRate() {
        return access(
                429,
                "CallRateExceeded",
                "You have exceeded the number of calls that you are allowed to make in a minute. Please reduce the number of"
                        + " calls that you make per minute.");
    }

    private static ObjectNode fault(String type) {
        return Json.object()
                .put("Type", type)
                .put("TrackingId", UUID.randomUUID().toString());
    }

    private static int number(String code) {
        return NUMBERS.getOrDefault(code, 9999);
    }
}

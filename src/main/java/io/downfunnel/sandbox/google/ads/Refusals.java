package io.downfunnel.sandbox.google.ads;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

import com.google.ads.googleads.v23.errors.ErrorCode;
import com.google.ads.googleads.v23.errors.ErrorLocation.FieldPathElement;
import com.google.ads.googleads.v23.errors.GoogleAdsError;
import com.google.ads.googleads.v23.errors.GoogleAdsFailure;
import com.google.ads.googleads.v23.errors.QuotaErrorDetails;
import com.google.ads.googleads.v23.errors.QuotaErrorDetails.QuotaRateScope;
import com.google.protobuf.Any;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.rpc.ErrorInfo;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;

import io.downfunnel.sandbox.ControlException;

/** The Google Ads API's ways to say no. google.md §3.3, §8.2. */
final class Refusals {

    private static final Metadata.Key<byte[]> FAILURE = Metadata.Key.of(
            GoogleAdsFailure.getDescriptor().getFullName().toLowerCase(Locale.ROOT) + Metadata.BINARY_HEADER_SUFFIX,
            Metadata.BINARY_BYTE_MARSHALLER);
    private static final Metadata.Key<byte[]> DETAILS =
            Metadata.Key.of("grpc-status-details-bin", Metadata.BINARY_BYTE_MARSHALLER);
    static final Metadata.Key<String> REQUEST_ID = Metadata.Key.of("request-id", Metadata.ASCII_STRING_MARSHALLER);

    private Refusals() {}

    static String requestId() {
        return UUID.randomUUID().toString().replace("-", "").substring(0, 22);
    }

    static StatusRuntimeException of(AdsError error) {
        return of(List.of(error));
    }

    /** The request as a whole is refused. */
    static StatusRuntimeException of(List<AdsError> errors) {
        return of(code(errors.getFirst()), errors);
    }

    static StatusRuntimeException of(Code code, List<AdsError> errors) {
        var requestId = requestId();
        var failure = failure(errors, requestId);
        var trailers = new Metadata();
        trailers.put(REQUEST_ID, requestId);
        trailers.put(FAILURE, failure.toByteArray());
        trailers.put(DETAILS, status(code, words(code), Any.pack(failure)).toByteArray());
        return Status.fromCode(code).withDescription(words(code)).asRuntimeException(trailers);
    }

    /** What Google's front end says, before the Google Ads API has heard of the call: no failure, only an ErrorInfo. */
    static StatusRuntimeException atTheDoor(Code code, String reason, String message) {
        var info = ErrorInfo.newBuilder()
                .setReason(reason)
                .setDomain("googleapis.com")
                .putMetadata("service", "googleads.googleapis.com")
                .build();
        var trailers = new Metadata();
        trailers.put(DETAILS, status(code, message, Any.pack(info)).toByteArray());
        return Status.fromCode(code).withDescription(message).asRuntimeException(trailers);
    }

    /** The errors of some rows of a request whose other rows were taken. */
    static com.google.rpc.Status partial(List<AdsError> errors) {
        String more = errors.size() > 1 ? "Multiple errors in 'details'. First error: " : "";
        return status(
                Code.INVALID_ARGUMENT, more + errors.getFirst().message(), Any.pack(failure(errors, requestId())));
    }

    /** @throws ControlException when there is no such error in this version of the API */
    static void check(AdsError error) {
        errorCode(error);
    }

    private static com.google.rpc.Status status(Code code, String message, Any detail) {
        return com.google.rpc.Status.newBuilder()
                .setCode(code.value())
                .setMessage(message)
                .addDetails(detail)
                .build();
    }

    private static GoogleAdsFailure failure(List<AdsError> errors, String requestId) {
        var failure = GoogleAdsFailure.newBuilder().setRequestId(requestId);
        errors.forEach(error -> failure.addErrors(error(error)));
        return failure.build();
    }

    private static GoogleAdsError error(AdsError error) {
        var built = GoogleAdsError.newBuilder().setErrorCode(errorCode(error)).setMessage(error.message());
        for (AdsError.Step step : error.path()) {
            var element = FieldPathElement.newBuilder().setFieldName(step.field());
            if (step.index() >= 0) {
                element.setIndex(step.index());
            }
            built.getLocationBuilder().addFieldPathElements(element);
        }
        error.retryDelay().ifPresent(delay -> built.getDetailsBuilder().setQuotaErrorDetails(quota(error, delay)));
        return built.build();
    }

    private static QuotaErrorDetails quota(AdsError error, Duration delay) {
        return QuotaErrorDetails.newBuilder()
                .setRateScope(QuotaRateScope.DEVELOPER)
                .setRateName(
                        error.code().equals("RESOURCE_EXHAUSTED")
                                ? "Number of operations for explorer access"
                                : "Requests per second per account")
                .setRetryDelay(com.google.protobuf.Duration.newBuilder()
                        .setSeconds(delay.plusMillis(999).toSeconds()))
                .build();
    }

    private static ErrorCode errorCode(AdsError error) {
        FieldDescriptor family = ErrorCode.getDescriptor().getFields().stream()
                .filter(field -> field.getJsonName().equals(error.family()))
                .findFirst()
                .orElseThrow(
                        () -> new ControlException("The Google Ads API has no errors of the family " + error.family()));
        EnumValueDescriptor code = family.getEnumType().findValueByName(error.code());
        if (code == null) {
            throw new ControlException("The family " + error.family() + " has no error " + error.code());
        }
        return ErrorCode.newBuilder().setField(family, code).build();
    }

    private static Code code(AdsError error) {
        return switch (error.family()) {
            case "authenticationError" -> Code.UNAUTHENTICATED;
            case "authorizationError" -> Code.PERMISSION_DENIED;
            case "quotaError" -> Code.RESOURCE_EXHAUSTED;
            case "internalError" -> error.code().equals("DEADLINE_EXCEEDED") ? Code.DEADLINE_EXCEEDED : Code.INTERNAL;
            default -> Code.INVALID_ARGUMENT;
        };
    }

    private static String words(Code code) {
        return switch (code) {
            case UNAUTHENTICATED -> "Request had invalid authentication credentials. Expected OAuth 2 access token.";
            case PERMISSION_DENIED -> "The caller does not have permission";
            case RESOURCE_EXHAUSTED -> "Resource has been exhausted (e.g. check quota).";
            case INTERNAL -> "Internal error encountered.";
            case DEADLINE_EXCEEDED -> "Deadline expired before operation could complete.";
            case UNAVAILABLE -> "The service is currently unavailable.";
            default -> "Request contains an invalid argument.";
        };
    }
}

package io.downfunnel.platform.google.ads;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;

import com.google.ads.googleads.v23.errors.ErrorLocation.FieldPathElement;
import com.google.ads.googleads.v23.errors.GoogleAdsError;
import com.google.ads.googleads.v23.errors.GoogleAdsFailure;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.rpc.Status;

/**
 * One error of Google Ads (google.md §3.3).
 *
 * @param code with the name of its list, as in the failure table: {@code ConversionUploadError.EXPIRED_EVENT}
 * @param unpublished the name of a code that is younger than this version of the API, in whose lists it is {@code UNKNOWN};
 *     mostly empty (https://developers.google.com/google-ads/api/reference/rpc/v23/ErrorDetails)
 * @param text what Google Ads says about it, with the field and the code that its API has no name for
 * @param row which row of the request it holds for; empty: for all of it
 * @param pause that Google Ads asks for
 */
record AdsError(String code, Optional<String> unpublished, String text, OptionalInt row, Optional<Duration> pause) {
    /** How requests call their rows; only the first of these in a path is the row's index. */
    private static final Set<String> ROWS = Set.of("conversions", "conversion_adjustments", "operations");

    static List<AdsError> of(GoogleAdsFailure failure) {
        return failure.getErrorsList().stream().map(AdsError::of).toList();
    }

    /**
     * Of the rows of a request that was taken in otherwise. All errors stand in one detail, however many there are.
     *
     * @throws InvalidProtocolBufferException when the detail is not what it says it is
     */
    static List<AdsError> of(Status partialFailure) throws InvalidProtocolBufferException {
        for (var detail : partialFailure.getDetailsList()) {
            if (detail.is(GoogleAdsFailure.class)) {
                return of(detail.unpack(GoogleAdsFailure.class));
            }
        }
        return List.of();
    }

    private static AdsError of(GoogleAdsError error) {
        var path = error.getLocation().getFieldPathElementsList();
        var quota = error.getDetails().getQuotaErrorDetails();
        return new AdsError(
                code(error.getErrorCode()),
                Optional.of(error.getDetails().getUnpublishedErrorCode()).filter(name -> !name.isBlank()),
                text(error, path),
                path.stream()
                        .filter(element -> ROWS.contains(element.getFieldName()) && element.hasIndex())
                        .mapToInt(FieldPathElement::getIndex)
                        .findFirst(),
                quota.hasRetryDelay()
                        ? Optional.of(Duration.ofSeconds(
                                quota.getRetryDelay().getSeconds(),
                                quota.getRetryDelay().getNanos()))
                        : Optional.empty());
    }

    private static String text(GoogleAdsError error, List<FieldPathElement> path) {
        var text = new StringBuilder();
        if (!path.isEmpty()) {
            text.append(path.stream().map(FieldPathElement::getFieldName).collect(Collectors.joining(".")))
                    .append(": ");
        }
        text.append(error.getMessage());
        var unpublished = error.getDetails().getUnpublishedErrorCode();
        if (!unpublished.isEmpty()) {
            text.append(" (").append(unpublished).append(')');
        }
        return text.toString();
    }

    /**
     * The one code that is set, whatever list it is of.
     *
     * @param codes a message with one alternative for each list
     */
    static String code(Message codes) {
        return codes.getAllFields().entrySet().stream()
                .filter(each -> each.getValue() instanceof EnumValueDescriptor)
                .map(each -> {
                    var value = (EnumValueDescriptor) each.getValue();
                    return value.getType().getName() + "." + known(value);
                })
                .findFirst()
                .orElse("RequestError.UNSPECIFIED");
    }

    /** A number that this version has no name for. */
    private static String known(EnumValueDescriptor value) {
        return value.getName().startsWith("UNKNOWN_ENUM_VALUE") ? "UNKNOWN" : value.getName();
    }
}

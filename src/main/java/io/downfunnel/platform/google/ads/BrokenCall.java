package io.downfunnel.platform.google.ads;

import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLHandshakeException;

import com.google.ads.googleads.v23.errors.GoogleAdsFailure;
import com.google.api.gax.rpc.ApiException;
import com.google.api.gax.rpc.StatusCode;
import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;

import io.downfunnel.platform.PlatformException;
import io.downfunnel.platform.http.Wire;

/**
 * Reads a call that ended with an error: what Google Ads said, or what the wire did to us. The one question that matters is
 * whether the request may have been taken in.
 */
record BrokenCall(Refusals refusals) {
    private static final Metadata.Key<byte[]> FAILURE = Metadata.Key.of(
            GoogleAdsFailure.getDescriptor().getFullName().toLowerCase(Locale.ROOT) + Metadata.BINARY_HEADER_SUFFIX,
            Metadata.BINARY_BYTE_MARSHALLER);

    PlatformException read(ApiException thrown) {
        var errors = errors(thrown);
        if (!errors.isEmpty()) {
            return refusals.broken(errors, thrown);
        }
        // What our side makes up when the connection breaks comes without trailers.
        var said =
                trailers(thrown).filter(trailers -> !trailers.keys().isEmpty()).isPresent();
        return refusals.broken(said ? spoken(thrown) : lost(thrown), text(thrown), thrown);
    }

    /** Google's client unwraps them for single answers only, and not where an answer comes in parts. */
    private static List<AdsError> errors(ApiException thrown) {
        return trailers(thrown)
                .map(trailers -> trailers.get(FAILURE))
                .map(bytes -> {
                    try {
                        return AdsError.of(GoogleAdsFailure.parseFrom(bytes));
                    } catch (InvalidProtocolBufferException e) {
                        return List.<AdsError>of();
                    }
                })
                .orElse(List.of());
    }

    private static Optional<Metadata> trailers(Throwable thrown) {
        return status(thrown).map(StatusRuntimeException::getTrailers);
    }

    private static Optional<StatusRuntimeException> status(Throwable thrown) {
        for (var cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof StatusRuntimeException status) {
                return Optional.of(status);
            }
        }
        return Optional.empty();
    }

    private String spoken(ApiException thrown) {
        var reason = Optional.ofNullable(thrown.getReason())
                .filter(known -> refusals.table().find(known).isPresent());
        return reason.orElseGet(() -> switch (thrown.getStatusCode().getCode()) {
            // A proxy's page is no answer of Google's, and says nothing about what became of the request behind it.
            case UNKNOWN -> text(thrown).contains("content-type") ? "UNREADABLE_ANSWER" : "INTERNAL_ERROR";
            case INTERNAL, DATA_LOSS -> "INTERNAL_ERROR";
            case CANCELLED -> Wire.NO_ANSWER;
            case UNAVAILABLE -> "UNAVAILABLE";
            case DEADLINE_EXCEEDED -> "DEADLINE_EXCEEDED";
            case RESOURCE_EXHAUSTED -> "RESOURCE_EXHAUSTED";
            case UNAUTHENTICATED -> "UNAUTHENTICATED";
            case PERMISSION_DENIED -> "PERMISSION_DENIED";
            case UNIMPLEMENTED -> "GoogleAds.UNIMPLEMENTED";
            case OK, INVALID_ARGUMENT, NOT_FOUND, ALREADY_EXISTS, FAILED_PRECONDITION, ABORTED, OUT_OF_RANGE ->
                "GoogleAds.REFUSED_WITHOUT_CODE";
        });
    }

    private static String lost(ApiException thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (neverLeft(cause)) {
                return Wire.NOT_CONNECTED;
            }
        }
        var code = thrown.getStatusCode().getCode();
        return code == StatusCode.Code.RESOURCE_EXHAUSTED || text(thrown).contains("content-type")
                ? "UNREADABLE_ANSWER"
                : Wire.NO_ANSWER;
    }

    private static boolean neverLeft(Throwable cause) {
        return cause instanceof ConnectException
                || cause instanceof UnknownHostException
                || cause instanceof NoRouteToHostException
                || cause instanceof SSLHandshakeException
                // The deadline came before there was a connection to write to.
                || String.valueOf(cause.getMessage()).contains("waiting_for_connection")
                || String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT).contains("unable to resolve host");
    }

    private static String text(ApiException thrown) {
        return status(thrown)
                .map(status -> status.getStatus().getCode()
                        + Optional.ofNullable(status.getStatus().getDescription())
                                .map(description -> ": " + description)
                                .orElse(""))
                .orElse(thrown.getStatusCode().getCode().name());
    }
}

package io.downfunnel.sandbox.google.ads;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

import com.google.ads.googleads.v23.errors.GoogleAdsError;
import com.google.ads.googleads.v23.errors.GoogleAdsFailure;
import com.google.ads.googleads.v23.services.ConversionActionServiceGrpc;
import com.google.ads.googleads.v23.services.ConversionAdjustmentUploadServiceGrpc;
import com.google.ads.googleads.v23.services.ConversionUploadServiceGrpc;
import com.google.ads.googleads.v23.services.CustomerServiceGrpc;
import com.google.ads.googleads.v23.services.GoogleAdsRow;
import com.google.ads.googleads.v23.services.GoogleAdsServiceGrpc;
import com.google.ads.googleads.v23.services.SearchGoogleAdsRequest;
import com.google.ads.googleads.v23.services.SearchGoogleAdsStreamRequest;
import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.AbstractStub;
import io.grpc.stub.MetadataUtils;

import io.downfunnel.sandbox.Sandbox;
import io.downfunnel.sandbox.Visitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** A client of the Google Ads API, with Google's stubs and nothing else of Google's client. */
final class AdsVisitor implements AutoCloseable {

    static final String CUSTOMER = "1234567890";
    static final String MANAGER = "9876543210";
    static final String ACTION = "7000000001";

    private static final Metadata.Key<byte[]> FAILURE = Metadata.Key.of(
            GoogleAdsFailure.getDescriptor().getFullName().toLowerCase(Locale.ROOT) + "-bin",
            Metadata.BINARY_BYTE_MARSHALLER);

    /** What a call that was refused says. */
    record Refusal(StatusRuntimeException status, GoogleAdsFailure failure) {

        String code() {
            return codes(failure).getFirst();
        }

        String requestId() {
            return status.getTrailers().get(Metadata.Key.of("request-id", Metadata.ASCII_STRING_MARSHALLER));
        }
    }

    private final Visitor visitor;
    private final ManagedChannel channel;
    private final Metadata headers = new Metadata();

    private AdsVisitor(Visitor visitor, String endpoint) {
        this.visitor = visitor;
        this.channel = ManagedChannelBuilder.forTarget(endpoint).usePlaintext().build();
    }

    /** With a fresh token. */
    static AdsVisitor to(Sandbox sandbox) {
        var visitor = Visitor.to(sandbox);
        String token = visitor.post(
                        "/token",
                        "grant_type=refresh_token&client_id=sandbox-google-client.apps.example"
                                + "&client_secret=sandbox-google-secret&refresh_token=1//sandbox-google-refresh-token",
                        "Content-Type",
                        "application/x-www-form-urlencoded")
                .json()
                .path("access_token")
                .asText();
        return new AdsVisitor(visitor, sandbox.adsEndpoint()).with("authorization", "Bearer " + token);
    }

    Visitor visitor() {
        return visitor;
    }

    /** From now on with this header; with an empty text without it. */
    AdsVisitor with(String name, String value) {
        var key = Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
        headers.removeAll(key);
        if (!value.isEmpty()) {
            headers.put(key, value);
        }
        return this;
    }

    String header(String name) {
        return headers.get(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER));
    }

    List<GoogleAdsRow> search(String query) {
        return search(CUSTOMER, query);
    }

    List<GoogleAdsRow> search(String customer, String query) {
        return reports()
                .search(SearchGoogleAdsRequest.newBuilder()
                        .setCustomerId(customer)
                        .setQuery(query)
                        .build())
                .getResultsList();
    }

    List<GoogleAdsRow> stream(String query) {
        var rows = new ArrayList<GoogleAdsRow>();
        reports()
                .searchStream(SearchGoogleAdsStreamRequest.newBuilder()
                        .setCustomerId(CUSTOMER)
                        .setQuery(query)
                        .build())
                .forEachRemaining(chunk -> rows.addAll(chunk.getResultsList()));
        return rows;
    }

    GoogleAdsServiceGrpc.GoogleAdsServiceBlockingStub reports() {
        return mine(GoogleAdsServiceGrpc.newBlockingStub(channel));
    }

    CustomerServiceGrpc.CustomerServiceBlockingStub customers() {
        return mine(CustomerServiceGrpc.newBlockingStub(channel));
    }

    ConversionUploadServiceGrpc.ConversionUploadServiceBlockingStub uploads() {
        return mine(ConversionUploadServiceGrpc.newBlockingStub(channel));
    }

    ConversionAdjustmentUploadServiceGrpc.ConversionAdjustmentUploadServiceBlockingStub adjustments() {
        return mine(ConversionAdjustmentUploadServiceGrpc.newBlockingStub(channel));
    }

    ConversionActionServiceGrpc.ConversionActionServiceBlockingStub actions() {
        return mine(ConversionActionServiceGrpc.newBlockingStub(channel));
    }

    static Refusal refused(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        var refused = catchThrowableOfType(StatusRuntimeException.class, call);
        assertThat(refused).as("the call is refused").isNotNull();
        try {
            byte[] failure =
                    refused.getTrailers() == null ? null : refused.getTrailers().get(FAILURE);
            return new Refusal(
                    refused,
                    failure == null ? GoogleAdsFailure.getDefaultInstance() : GoogleAdsFailure.parseFrom(failure));
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
    }

    /** Such as {@code queryError.UNRECOGNIZED_FIELD}. */
    static List<String> codes(GoogleAdsFailure failure) {
        return failure.getErrorsList().stream().map(AdsVisitor::code).toList();
    }

    static String code(GoogleAdsError error) {
        return error.getErrorCode().getAllFields().entrySet().stream()
                .map(one -> one.getKey().getJsonName() + "." + one.getValue())
                .findFirst()
                .orElseThrow();
    }

    private <S extends AbstractStub<S>> S mine(S stub) {
        return stub.withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
                .withDeadlineAfter(5, TimeUnit.MINUTES);
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }
}

package io.downfunnel.platform.google.ads;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import com.google.ads.googleads.v23.errors.ErrorCode;
import com.google.ads.googleads.v23.errors.ErrorDetails;
import com.google.ads.googleads.v23.errors.GoogleAdsError;
import com.google.ads.googleads.v23.errors.GoogleAdsFailure;
import com.google.ads.googleads.v23.resources.ConversionTrackingSetting;
import com.google.ads.googleads.v23.services.ConversionUploadServiceGrpc;
import com.google.ads.googleads.v23.services.GoogleAdsRow;
import com.google.ads.googleads.v23.services.GoogleAdsServiceGrpc;
import com.google.ads.googleads.v23.services.SearchGoogleAdsStreamRequest;
import com.google.ads.googleads.v23.services.SearchGoogleAdsStreamResponse;
import com.google.ads.googleads.v23.services.UploadClickConversionsRequest;
import com.google.ads.googleads.v23.services.UploadClickConversionsResponse;
import com.google.protobuf.Descriptors.FieldDescriptor;
import io.grpc.Grpc;
import io.grpc.InsecureServerCredentials;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

import io.downfunnel.EveryRow;
import io.downfunnel.domain.ConversionAction;
import io.downfunnel.domain.FailureClass;
import io.downfunnel.domain.FailureRow;
import io.downfunnel.domain.FailureRow.Reach;
import io.downfunnel.platform.Endpoint;
import io.downfunnel.platform.Outcome;
import io.downfunnel.platform.PlatformException;
import io.downfunnel.platform.PlatformException.Scope;
import io.downfunnel.platform.Settings;
import io.downfunnel.platform.http.AccessToken;
import io.downfunnel.platform.http.Redaction;
import io.downfunnel.platform.http.Tokens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Lets a server say every code of the table over the wire: of a row, in the partial failure of an upload, and of a whole
 * request, in its refusal. What the adapter makes of it is what the table says.
 */
class EveryAdsFailureTest {
    private static final Metadata.Key<byte[]> FAILURE =
            Metadata.Key.of("google.ads.googleads.v23.errors.googleadsfailure-bin", Metadata.BINARY_BYTE_MARSHALLER);

    private static Server server;
    private static AdsAccount account;
    private static volatile Upload upload;
    private static volatile List<GoogleAdsRow> found = List.of();

    private interface Upload {
        void answer(StreamObserver<UploadClickConversionsResponse> into);
    }

    @BeforeAll
    static void listen() throws IOException {
        server = Grpc.newServerBuilderForPort(0, InsecureServerCredentials.create())
                .addService(new ConversionUploadServiceGrpc.ConversionUploadServiceImplBase() {
                    @Override
                    public void uploadClickConversions(
                            UploadClickConversionsRequest request,
                            StreamObserver<UploadClickConversionsResponse> into) {
                        upload.answer(into);
                    }
                })
                .addService(new GoogleAdsServiceGrpc.GoogleAdsServiceImplBase() {
                    @Override
                    public void searchStream(
                            SearchGoogleAdsStreamRequest request, StreamObserver<SearchGoogleAdsStreamResponse> into) {
                        into.onNext(SearchGoogleAdsStreamResponse.newBuilder()
                                .addAllResults(found)
                                .build());
                        into.onCompleted();
                    }
                })
                .build()
                .start();
        var way = new AdsAccount.Way(
                Endpoint.ofHostAndPort(
                        new Settings(Map.of("ads.endpoint", "127.0.0.1:" + server.getPort())), "ads.endpoint"),
                "1234567890",
                Optional.empty(),
                Duration.ofMinutes(1));
        account = new AdsAccount(
                way,
                new Tokens(() -> new AccessToken("token", Instant.MAX, ""), Samples.CLOCK),
                Samples.TABLE,
                Redaction.of(List.of()),
                Samples.CLOCK);
    }

    @AfterAll
    static void end() {
        account.close();
        server.shutdownNow();
    }

    @EveryRow(of = "google", codes = ".+\\..+")
    void every_row_is_what_becomes_of_its_code(FailureRow row) {
        if (row.ours()) {
            isWhatTheTableSays(ofOurs(row), row);
        } else {
            ways(row).forEach(said -> isWhatTheTableSays(said, row));
        }
    }

    private static void isWhatTheTableSays(GoogleAdsError said, FailureRow row) {
        upload = into -> into.onError(refused(said));
        isWhatTheTableSays(broken(), row);

        upload = into -> answer(into, said);
        if (row.reach() == Reach.EVENT) {
            assertThat(account.upload(List.of(Samples.event(1))).outcomes().get(Samples.key(1)))
                    .isInstanceOf(outcome(row.failureClass()));
        } else {
            isWhatTheTableSays(broken(), row);
        }
    }

    private static Throwable refused(GoogleAdsError said) {
        var trailers = new Metadata();
        trailers.put(
                FAILURE, GoogleAdsFailure.newBuilder().addErrors(said).build().toByteArray());
        return Status.INVALID_ARGUMENT.asRuntimeException(trailers);
    }

    private static void answer(StreamObserver<UploadClickConversionsResponse> into, GoogleAdsError said) {
        var ofARow = said.toBuilder();
        ofARow.getLocationBuilder().addFieldPathElements(Samples.row("conversions", 0));
        into.onNext(UploadClickConversionsResponse.newBuilder()
                .setPartialFailureError(Samples.partial(ofARow.build()))
                .build());
        into.onCompleted();
    }

    /**
     * By its number; or, where it is younger than our version of the API, as Google tells such codes: unknown, with the name
     * among the details. It does not say whether the name of the list goes before it, nor that the list is the right one.
     */
    private static Stream<GoogleAdsError> ways(FailureRow row) {
        var name = row.code().substring(row.code().indexOf('.') + 1);
        var list = list(row.list());
        var member = list.getEnumType().findValueByName(name);
        return member != null
                ? Stream.of(Samples.error(ErrorCode.newBuilder().setField(list, member)))
                : Stream.of(
                        unpublished(list, name),
                        unpublished(list, row.code()),
                        unpublished(list("RequestError"), name));
    }

    private static FieldDescriptor list(String name) {
        return ErrorCode.getDescriptor().getFields().stream()
                .filter(field -> field.getEnumType().getName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static GoogleAdsError unpublished(FieldDescriptor list, String name) {
        return GoogleAdsError.newBuilder()
                .setErrorCode(
                        ErrorCode.newBuilder().setField(list, list.getEnumType().findValueByName("UNKNOWN")))
                .setMessage("The error code is not in this version.")
                .setDetails(ErrorDetails.newBuilder().setUnpublishedErrorCode(name))
                .build();
    }

    /** What Google leaves unsaid, and what others say on the way. */
    private static PlatformException ofOurs(FailureRow row) {
        return switch (row.code()) {
            case "GoogleAds.UNIMPLEMENTED" -> bare(Status.UNIMPLEMENTED);
            case "GoogleAds.REFUSED_WITHOUT_CODE" -> bare(Status.FAILED_PRECONDITION);
            case "GoogleAds.EMPTY_ANSWER" -> {
                found = List.of();
                yield broken(account::facts);
            }
            case "GoogleAds.ACTIONS_ARE_ELSEWHERE" -> {
                found = List.of(countedBy("customers/9876543210"));
                yield broken(() -> account.create(new ConversionAction.Draft(
                        "Won", "CONVERTED_LEAD", Duration.ofDays(90), ConversionAction.Counting.EVERY)));
            }
            default -> throw new AssertionError("How is " + row.code() + " heard?");
        };
    }

    private static PlatformException bare(Status status) {
        upload = into -> into.onError(status.asRuntimeException());
        return broken();
    }

    private static GoogleAdsRow countedBy(String manager) {
        return GoogleAdsRow.newBuilder()
                .setCustomer(com.google.ads.googleads.v23.resources.Customer.newBuilder()
                        .setId(1_234_567_890)
                        .setTimeZone("Europe/Berlin")
                        .setCurrencyCode("EUR")
                        .setConversionTrackingSetting(
                                ConversionTrackingSetting.newBuilder().setGoogleAdsConversionCustomer(manager)))
                .build();
    }

    private static PlatformException broken() {
        return broken(() -> account.upload(List.of(Samples.event(1))));
    }

    private static PlatformException broken(ThrowingCallable call) {
        var thrown = catchThrowableOfType(PlatformException.class, call);
        assertThat(thrown).isNotNull();
        return thrown;
    }

    private static void isWhatTheTableSays(PlatformException thrown, FailureRow row) {
        assertThat(thrown.failure().code()).isEqualTo(row.code());
        assertThat(thrown.failure().failureClass()).isEqualTo(row.failureClass());
        assertThat(thrown.scope()).isEqualTo(row.reach() == Reach.ACTION ? Scope.ACTION : Scope.ACCOUNT);
    }

    private static Class<? extends Outcome> outcome(FailureClass failureClass) {
        return switch (failureClass) {
            case DELAY, TRANSIENT, THROTTLED, AUTHENTICATION, CONFIGURATION -> Outcome.Deferred.class;
            case DUPLICATE, OCCUPIED -> Outcome.Duplicate.class;
            case UNKNOWN_OUTCOME -> Outcome.Unheard.class;
            case PERMANENT, EXPECTED, UNCLASSIFIED -> Outcome.Rejected.class;
        };
    }
}

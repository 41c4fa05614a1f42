package io.downfunnel.platform.google.ads;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import com.google.ads.googleads.v23.errors.ErrorCode;
import com.google.ads.googleads.v23.errors.GoogleAdsFailure;
import com.google.ads.googleads.v23.services.ConversionUploadServiceGrpc;
import com.google.ads.googleads.v23.services.UploadClickConversionsRequest;
import com.google.ads.googleads.v23.services.UploadClickConversionsResponse;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import io.grpc.Grpc;
import io.grpc.InsecureServerCredentials;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

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
    private static volatile ErrorCode said;
    private static volatile boolean ofARow;

    @BeforeAll
    static void listen() throws IOException {
        server = Grpc.newServerBuilderForPort(0, InsecureServerCredentials.create())
                .addService(new ConversionUploadServiceGrpc.ConversionUploadServiceImplBase() {
                    @Override
                    public void uploadClickConversions(
                            UploadClickConversionsRequest request,
                            StreamObserver<UploadClickConversionsResponse> into) {
                        answer(into);
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

    private static void answer(StreamObserver<UploadClickConversionsResponse> into) {
        var failure = GoogleAdsFailure.newBuilder();
        if (ofARow) {
            into.onNext(UploadClickConversionsResponse.newBuilder()
                    .setPartialFailureError(
                            Samples.partial(Samples.error(said.toBuilder(), Samples.row("conversions", 0))))
                    .build());
            into.onCompleted();
            return;
        }
        failure.addErrors(Samples.error(said.toBuilder()));
        var trailers = new Metadata();
        trailers.put(FAILURE, failure.build().toByteArray());
        into.onError(Status.INVALID_ARGUMENT.asRuntimeException(trailers));
    }

    @AfterAll
    static void end() {
        account.close();
        server.shutdownNow();
    }

    static Stream<FailureRow> rows() {
        return Samples.TABLE.rows().stream()
                .filter(row -> row.code().contains(".") && !row.ours())
                .filter(row -> member(row).isPresent());
    }

    /** The lists are those of a later version, too; what ours has no number for, it cannot be told. */
    private static Optional<EnumValueDescriptor> member(FailureRow row) {
        return ErrorCode.getDescriptor().getFields().stream()
                .filter(field -> field.getEnumType().getName().equals(row.list()))
                .flatMap(field -> Stream.ofNullable(field.getEnumType()
                        .findValueByName(row.code().substring(row.code().indexOf('.') + 1))))
                .findFirst();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rows")
    void every_row_is_what_becomes_of_its_code(FailureRow row) {
        var member = member(row).orElseThrow();
        var field = ErrorCode.getDescriptor().getFields().stream()
                .filter(each -> each.getEnumType().equals(member.getType()))
                .findFirst()
                .orElseThrow();
        said = ErrorCode.newBuilder().setField(field, member).build();

        ofARow = false;
        assertThat(broken()).satisfies(thrown -> isWhatTheTableSays(thrown, row));
        ofARow = true;
        if (row.reach() == Reach.EVENT) {
            assertThat(account.upload(List.of(Samples.event(1))).outcomes().get(Samples.key(1)))
                    .isInstanceOf(outcome(row.failureClass()));
        } else {
            assertThat(broken()).satisfies(thrown -> isWhatTheTableSays(thrown, row));
        }
    }

    private static PlatformException broken() {
        return catchThrowableOfType(PlatformException.class, () -> account.upload(List.of(Samples.event(1))));
    }

    private static void isWhatTheTableSays(PlatformException thrown, FailureRow row) {
        assertThat(thrown.failure().code()).isEqualTo(row.code());
        assertThat(thrown.failure().failureClass()).isEqualTo(row.failureClass());
        assertThat(thrown.scope()).isEqualTo(row.reach() == Reach.ACTION ? Scope.ACTION : Scope.ACCOUNT);
    }

    private static Class<? extends Outcome> outcome(FailureClass failureClass) {
        return switch (failureClass) {
            case DELAY, TRANSIENT, THROTTLED, AUTHENTICATION, CONFIGURATION -> Outcome.Deferred.class;
            case DUPLICATE -> Outcome.Duplicate.class;
            case UNKNOWN_OUTCOME -> Outcome.Unheard.class;
            case PERMANENT, EXPECTED, UNCLASSIFIED -> Outcome.Rejected.class;
        };
    }
}

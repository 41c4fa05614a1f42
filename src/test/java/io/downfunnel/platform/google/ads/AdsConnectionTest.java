package io.downfunnel.platform.google.ads;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import com.google.ads.googleads.v23.errors.AuthorizationErrorEnum.AuthorizationError;
import com.google.ads.googleads.v23.errors.ErrorCode;
import com.google.ads.googleads.v23.errors.GoogleAdsFailure;
import com.google.ads.googleads.v23.resources.Customer;
import com.google.ads.googleads.v23.services.GoogleAdsRow;
import com.google.ads.googleads.v23.services.GoogleAdsServiceGrpc;
import com.google.ads.googleads.v23.services.SearchGoogleAdsStreamRequest;
import com.google.ads.googleads.v23.services.SearchGoogleAdsStreamResponse;
import io.grpc.Grpc;
import io.grpc.InsecureServerCredentials;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.downfunnel.domain.FailureClass;
import io.downfunnel.platform.Endpoint;
import io.downfunnel.platform.PlatformException;
import io.downfunnel.platform.Settings;
import io.downfunnel.platform.http.AccessToken;
import io.downfunnel.platform.http.Tokens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** One call, one try, and what is known afterwards, on a real connection. */
class AdsConnectionTest {
    private static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
    private static final Metadata.Key<String> LOGIN =
            Metadata.Key.of("login-customer-id", Metadata.ASCII_STRING_MARSHALLER);
    private static final Metadata.Key<byte[]> FAILURE =
            Metadata.Key.of("google.ads.googleads.v23.errors.googleadsfailure-bin", Metadata.BINARY_BYTE_MARSHALLER);
    private static final Duration LONG = Duration.ofMinutes(1);

    private final Queue<Metadata> headers = new ConcurrentLinkedQueue<>();
    private final AtomicInteger tokens = new AtomicInteger();
    private final List<AutoCloseable> open = new ArrayList<>();
    private Answer answer = (request, into) -> into.onCompleted();

    private interface Answer {
        void give(SearchGoogleAdsStreamRequest request, StreamObserver<SearchGoogleAdsStreamResponse> into);
    }

    @AfterEach
    void end() throws Exception {
        for (var each : open) {
            each.close();
        }
    }

    @Test
    void a_call_says_who_we_are_and_through_whom_we_come() {
        answer = (request, into) -> {
            into.onNext(rows(1));
            into.onCompleted();
        };

        read(connection(LONG));

        assertThat(headers).singleElement().satisfies(sent -> {
            assertThat(sent.get(AUTHORIZATION)).isEqualTo("Bearer token-1");
            assertThat(sent.get(LOGIN)).isEqualTo("9876543210");
            assertThat(sent.keys()).doesNotContain("developer-token");
        });
    }

    @Test
    void a_service_that_is_not_there_is_asked_once() {
        answer = (request, into) -> into.onError(Status.UNAVAILABLE.asRuntimeException());

        assertThat(broken(connection(LONG)).failure().failureClass()).isEqualTo(FailureClass.TRANSIENT);
        assertThat(headers).hasSize(1);
    }

    @Test
    void an_answer_that_does_not_come_in_time_leaves_an_unknown_outcome() {
        var connection = connection(Duration.ofMillis(500));
        // The first call makes the connection, which may take longer than that.
        io.downfunnel.sandbox.Visitor.eventually(() -> broken(connection) == null);
        headers.clear();
        answer = (request, into) -> {};

        assertThat(broken(connection).failure().failureClass()).isEqualTo(FailureClass.UNKNOWN_OUTCOME);
        assertThat(headers).hasSize(1);
    }

    @Test
    void a_connection_that_breaks_leaves_an_unknown_outcome() {
        answer = (request, into) -> open.forEach(each -> {
            if (each instanceof Running running) {
                running.server().shutdownNow();
            }
        });

        assertThat(broken(connection(LONG)).failure().code()).isEqualTo("NO_ANSWER");
    }

    @Test
    void where_nobody_listens_nothing_has_left() {
        var thrown = broken(to("127.0.0.1:1", LONG));

        assertThat(thrown.failure().code()).isEqualTo("NOT_CONNECTED");
        assertThat(thrown.failure().failureClass()).isEqualTo(FailureClass.TRANSIENT);
    }

    @Test
    void what_google_says_is_looked_up_in_the_table() {
        answer = (request, into) -> into.onError(refused(AuthorizationError.USER_PERMISSION_DENIED));

        var thrown = broken(connection(LONG));

        assertThat(thrown.failure().code()).isEqualTo("AuthorizationError.USER_PERMISSION_DENIED");
        assertThat(thrown.failure().failureClass()).isEqualTo(FailureClass.CONFIGURATION);
    }

    @Test
    void a_version_that_is_gone_is_a_matter_of_configuration() {
        answer = (request, into) -> into.onError(Status.UNIMPLEMENTED.asRuntimeException());

        assertThat(broken(connection(LONG)).failure().failureClass()).isEqualTo(FailureClass.CONFIGURATION);
    }

    @Test
    void a_token_that_is_refused_before_its_time_is_replaced_once() {
        answer = (request, into) -> {
            if (headers.size() == 1) {
                into.onError(Status.UNAUTHENTICATED.asRuntimeException());
            } else {
                into.onNext(rows(2));
                into.onCompleted();
            }
        };

        assertThat(read(connection(LONG))).hasSize(2);
        assertThat(headers)
                .extracting(sent -> sent.get(AUTHORIZATION))
                .containsExactly("Bearer token-1", "Bearer token-2");
    }

    @Test
    void a_token_that_is_refused_again_stops_the_connection() {
        answer = (request, into) -> into.onError(Status.UNAUTHENTICATED.asRuntimeException());

        assertThat(broken(connection(LONG)).failure().failureClass()).isEqualTo(FailureClass.AUTHENTICATION);
        assertThat(headers).hasSize(2);
    }

    @Test
    void rows_are_handed_on_before_the_last_one_is_there_and_never_twice() {
        var firstSeen = new CountDownLatch(1);
        answer = (request, into) -> {
            into.onNext(rows(2));
            await(firstSeen);
            into.onError(Status.UNAUTHENTICATED.asRuntimeException());
        };
        var connection = connection(LONG);
        var seen = new ArrayList<GoogleAdsRow>();

        var thrown = catchThrowableOfType(
                PlatformException.class,
                () -> connection.stream("1234567890", "SELECT customer.id FROM customer", row -> {
                    seen.add(row);
                    firstSeen.countDown();
                }));

        assertThat(thrown).isNotNull();
        assertThat(seen).hasSize(2);
        assertThat(headers).hasSize(1);
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(1, TimeUnit.MINUTES)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static List<GoogleAdsRow> read(AdsConnection connection) {
        var rows = new ArrayList<GoogleAdsRow>();
        connection.stream("1234567890", "SELECT customer.id FROM customer", rows::add);
        return rows;
    }

    private static PlatformException broken(AdsConnection connection) {
        return catchThrowableOfType(PlatformException.class, () -> read(connection));
    }

    private static SearchGoogleAdsStreamResponse rows(int count) {
        var part = SearchGoogleAdsStreamResponse.newBuilder();
        for (int i = 0; i < count; i++) {
            part.addResults(
                    GoogleAdsRow.newBuilder().setCustomer(Customer.newBuilder().setId(i)));
        }
        return part.build();
    }

    private static StatusRuntimeException refused(AuthorizationError code) {
        var trailers = new Metadata();
        trailers.put(
                FAILURE,
                GoogleAdsFailure.newBuilder()
                        .addErrors(Samples.error(ErrorCode.newBuilder().setAuthorizationError(code)))
                        .build()
                        .toByteArray());
        return Status.PERMISSION_DENIED.asRuntimeException(trailers);
    }

    private record Running(Server server) implements AutoCloseable {
        @Override
        public void close() {
            server.shutdownNow();
        }
    }

    private AdsConnection connection(Duration deadline) {
        var service = new GoogleAdsServiceGrpc.GoogleAdsServiceImplBase() {
            @Override
            public void searchStream(
                    SearchGoogleAdsStreamRequest request, StreamObserver<SearchGoogleAdsStreamResponse> into) {
                answer.give(request, into);
            }
        };
        var listening = new ServerInterceptor() {
            @Override
            public <Q, A> ServerCall.Listener<Q> interceptCall(
                    ServerCall<Q, A> call, Metadata sent, ServerCallHandler<Q, A> next) {
                headers.add(sent);
                return next.startCall(call, sent);
            }
        };
        try {
            var server = Grpc.newServerBuilderForPort(0, InsecureServerCredentials.create())
                    .addService(service)
                    .intercept(listening)
                    .build()
                    .start();
            open.add(new Running(server));
            return to("127.0.0.1:" + server.getPort(), deadline);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private AdsConnection to(String address, Duration deadline) {
        var source = new Tokens(
                () -> new AccessToken("token-" + tokens.incrementAndGet(), Instant.MAX, ""), Clock.systemUTC());
        var connection = new AdsConnection(
                Endpoint.ofHostAndPort(new Settings(Map.of("ads.endpoint", address)), "ads.endpoint"),
                Optional.of("9876543210"),
                deadline,
                source,
                Samples.REFUSALS,
                new Operations(Clock.systemUTC()));
        open.add(connection);
        return connection;
    }
}

package io.downfunnel.platform.http;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.net.ssl.SSLHandshakeException;

import jakarta.ws.rs.ProcessingException;
import jakarta.ws.rs.core.Response;

import io.quarkus.rest.client.reactive.QuarkusRestClientBuilder;
import org.jboss.resteasy.reactive.client.api.QuarkusRestClientProperties;

import io.downfunnel.domain.Failure;
import io.downfunnel.domain.FailureClass;
import io.downfunnel.platform.PlatformException;

/**
 * One request, one answer, within a deadline. Nothing is tried twice here and no redirect is followed; what the wire
 * itself does to us becomes a {@link PlatformException} that says whether bytes may have left.
 *
 * @param clock for headers that speak of time
 * @param connect longest wait for a connection
 * @param deadline longest wait from the first byte to the last
 */
public record Wire(Clock clock, Duration connect, Duration deadline) {
    /** No connection came about, so no byte of the request left. */
    public static final String NOT_CONNECTED = "NOT_CONNECTED";
    /** The request may have left, and no whole answer came back. */
    public static final String NO_ANSWER = "NO_ANSWER";

    /** A typed client for a base URL that only the account knows. */
    public <T> T client(URI url, Class<T> api) {
        return builder(url).build(api);
    }

    /**
     * The same with a new connection for every request. A connection kept alive may be closed by the server in the very
     * moment we write to it; where a platform does not drop duplicates, that would leave us with an unknown outcome.
     */
    public <T> T clientWithoutKeepAlive(URI url, Class<T> api) {
        return builder(url)
                .property(QuarkusRestClientProperties.KEEP_ALIVE_ENABLED, false)
                .build(api);
    }

    private QuarkusRestClientBuilder builder(URI url) {
        return QuarkusRestClientBuilder.newBuilder()
                .baseUri(url)
                .connectTimeout(connect.toMillis(), TimeUnit.MILLISECONDS)
                .readTimeout(deadline.toMillis(), TimeUnit.MILLISECONDS)
                .followRedirects(false)
                // A status is an answer, which the adapter reads.
                .disableDefaultMapper(true);
    }

    /** Ends the connections of a client made here. */
    public static void close(Object client) {
        if (client instanceof Closeable open) {
            try {
                open.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** @throws PlatformException of class TRANSIENT when nothing left, of class UNKNOWN_OUTCOME when something may have */
    public Answer call(Supplier<CompletionStage<Response>> request) {
        return heard(request, this::read);
    }

    /** What came back of something that is no text. */
    public record Download(int status, byte[] body) {}

    /** As {@link #call}, for a file. */
    public Download fetch(Supplier<CompletionStage<Response>> request) {
        return heard(request, Wire::file);
    }

    private <T> T heard(Supplier<CompletionStage<Response>> request, Function<Response, T> reading) {
        try {
            return reading.apply(request.get().toCompletableFuture().get(deadline.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            throw lost("No answer within " + deadline.toSeconds() + " s", e);
        } catch (ExecutionException | CompletionException | ProcessingException e) {
            throw broken(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw lost("We were told to stop before the answer came", e);
        }
    }

    private Answer read(Response response) {
        try (response) {
            var body = Optional.ofNullable(response.readEntity(String.class)).orElse("");
            return new Answer(
                    response.getStatus(),
                    RetryAfter.parse(response.getHeaderString("Retry-After"), clock.instant()),
                    body);
        }
    }

    private static Download file(Response response) {
        try (response) {
            return new Download(
                    response.getStatus(),
                    Optional.ofNullable(response.readEntity(byte[].class)).orElse(new byte[0]));
        }
    }

    private static PlatformException broken(Throwable thrown) {
        for (var cause = thrown; cause != null; cause = cause.getCause()) {
            if (neverLeft(cause)) {
                return new PlatformException(
                        new Failure(FailureClass.TRANSIENT, NOT_CONNECTED, "No connection: " + describe(cause)),
                        Optional.empty(),
                        thrown);
            }
        }
        return lost("The connection broke: " + describe(innermost(thrown)), thrown);
    }

    private static boolean neverLeft(Throwable cause) {
        return cause instanceof ConnectException
                || cause instanceof UnknownHostException
                || cause instanceof NoRouteToHostException
                || cause instanceof SSLHandshakeException;
    }

    private static PlatformException lost(String what, Throwable cause) {
        return new PlatformException(
                new Failure(FailureClass.UNKNOWN_OUTCOME, NO_ANSWER, what), Optional.empty(), cause);
    }

    private static Throwable innermost(Throwable thrown) {
        var cause = thrown;
        while (cause.getCause() != null && cause.getCause() != cause) {
            cause = cause.getCause();
        }
        return cause;
    }

    private static String describe(Throwable cause) {
        return cause.getClass().getSimpleName() + (cause.getMessage() == null ? "" : ", " + cause.getMessage());
    }
}

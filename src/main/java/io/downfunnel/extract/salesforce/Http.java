package io.downfunnel.extract.salesforce;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLHandshakeException;

/**
 * One exchange at a time with a bound on everything: connecting, waiting, the whole, and the size of the answer.
 * Redirects are not followed and nothing is sent twice, both of which the JDK's older client does silently
 * (salesforce.md §0 row 8).
 */
final class Http implements AutoCloseable {

    /** @param body as it came, which may be compressed */
    record Answer(int status, HttpHeaders headers, byte[] body) {
        Optional<String> header(String name) {
            return headers.firstValue(name);
        }
    }

    private final HttpClient client;
    private final Duration readTimeout;
    private final Duration totalTimeout;
    private final int cap;

    Http(SalesforceSettings settings) {
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(settings.connectTimeout())
                .build();
        this.readTimeout = settings.readTimeout();
        this.totalTimeout = settings.totalTimeout();
        this.cap = settings.responseCap();
    }

    /** @throws SalesforceException when no complete answer came */
    Answer post(URI uri, Map<String, String> headers, byte[] body) {
        var request = HttpRequest.newBuilder(uri).timeout(readTimeout).POST(BodyPublishers.ofByteArray(body));
        headers.forEach(request::header);
        var exchange = client.sendAsync(request.build(), info -> new CappedBody(cap));
        try {
            HttpResponse<byte[]> response = exchange.get(totalTimeout.toMillis(), TimeUnit.MILLISECONDS);
            return new Answer(response.statusCode(), response.headers(), response.body());
        } catch (ExecutionException e) {
            throw broken(uri.getHost(), e.getCause());
        } catch (TimeoutException e) {
            exchange.cancel(true);
            throw timedOut(uri.getHost());
        } catch (InterruptedException e) {
            exchange.cancel(true);
            Thread.currentThread().interrupt();
            throw new SalesforceException("INTERRUPTED", "The call was broken off by a shutdown");
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
    }

    private static SalesforceException broken(String host, Throwable cause) {
        return switch (cause) {
            case SalesforceException e -> e;
            case HttpTimeoutException e -> timedOut(host);
            case ConnectException e -> new SalesforceException("UNREACHABLE", "No connection to " + host);
            case SSLHandshakeException e ->
                new SalesforceException("TLS_REFUSED", "No trusted encryption with " + host);
            case IOException e when e.getCause() instanceof SalesforceException ours -> ours;
            case IOException e -> new SalesforceException("CONNECTION_LOST", "The connection to " + host + " broke");
            default -> throw new IllegalStateException("The HTTP client failed", cause);
        };
    }

    private static SalesforceException timedOut(String host) {
        return new SalesforceException("TIMEOUT", "No answer from " + host + " in time");
    }
}

package io.downfunnel.access.company;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One request to the provider, one answer, within a deadline. Nothing is tried twice, and no redirect is followed. */
final class ProviderWire {
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration CALL = Duration.ofSeconds(10);

    /** Made when it is first needed: most processes never are asked by anybody to sign in. */
    private static final class Client {
        static final HttpClient ONE = HttpClient.newBuilder()
                .connectTimeout(CONNECT)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
    }

    /** @param said empty when it was no JSON object */
    record Answer(int status, Optional<Claims> said) {}

    /** @throws ProviderException when no whole answer came */
    Answer get(URI url, Optional<String> bearer) {
        var request = request(url);
        bearer.ifPresent(token -> request.header("Authorization", "Bearer " + token));
        return ask(request.GET().build());
    }

    /** @throws ProviderException when no whole answer came */
    Answer post(URI url, Map<String, String> form, Optional<String> authorization) {
        var request = request(url).header("Content-Type", "application/x-www-form-urlencoded");
        authorization.ifPresent(value -> request.header("Authorization", value));
        return ask(request.POST(BodyPublishers.ofString(Query.of(form))).build());
    }

    private static HttpRequest.Builder request(URI url) {
        return HttpRequest.newBuilder(url).timeout(CALL).header("Accept", "application/json");
    }

    private static Answer ask(HttpRequest request) {
        try {
            var answer =
                    Client.ONE.sendAsync(request, BodyHandlers.ofString()).get(CALL.toMillis(), TimeUnit.MILLISECONDS);
            return new Answer(answer.statusCode(), said(answer));
        } catch (ExecutionException | TimeoutException e) {
            throw unreachable(request, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unreachable(request, e);
        }
    }

    private static Optional<Claims> said(HttpResponse<String> answer) {
        return Claims.parse(answer.body());
    }

    /** The host is named and nothing else of the address. */
    private static ProviderException unreachable(HttpRequest request, Exception e) {
        var why = e.getCause() instanceof IOException cause ? cause : e;
        return new ProviderException(
                Refusal.UNREACHABLE,
                request.uri().getHost() + " did not answer: " + why.getClass().getSimpleName(),
                e);
    }
}

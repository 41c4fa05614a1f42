package io.downfunnel.platform.google.ads;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

import com.google.ads.googleads.v23.services.GoogleAdsRow;
import com.google.ads.googleads.v23.services.SearchGoogleAdsStreamRequest;
import com.google.ads.googleads.v23.services.SearchGoogleAdsStreamResponse;
import com.google.api.gax.grpc.GrpcCallContext;
import com.google.api.gax.rpc.ApiException;
import com.google.api.gax.rpc.StatusCode;
import com.google.api.gax.rpc.UnaryCallable;

import io.downfunnel.platform.Endpoint;
import io.downfunnel.platform.PlatformException;
import io.downfunnel.platform.http.AccessToken;
import io.downfunnel.platform.http.Tokens;

/**
 * The way to Google Ads: one call, one try, within a deadline. Google's client would try again by itself for four hours; an
 * adapter tries once and says what it heard.
 *
 * <p>Opened with the first call, since a channel and four clients take a second that nobody needs who only uploads.
 */
final class AdsConnection implements AutoCloseable {
    /** A report of a year is read for longer than an answer takes to begin. */
    private static final Duration WHOLE_REPORT = Duration.ofMinutes(10);

    private final Endpoint endpoint;
    private final Optional<String> login;
    private final Duration deadline;
    private final Tokens tokens;
    private final Refusals refusals;
    private final Operations operations;
    private AdsClients clients;

    AdsConnection(
            Endpoint endpoint,
            Optional<String> login,
            Duration deadline,
            Tokens tokens,
            Refusals refusals,
            Operations operations) {
        this.endpoint = endpoint;
        this.login = login;
        this.deadline = deadline;
        this.tokens = tokens;
        this.refusals = refusals;
        this.operations = operations;
    }

    /** @throws PlatformException when the conversation broke */
    <Q, A> A call(Function<AdsClients, UnaryCallable<Q, A>> method, Q request) {
        return authorized(
                token -> method.apply(clients()).call(request, context(token).withTimeoutDuration(deadline)));
    }

    /**
     * Hands rows on as they come, and keeps none: the next part of the answer is asked for when the one before is through.
     *
     * @throws PlatformException when the conversation broke; some rows may have been handed on before
     */
    void stream(String customer, String query, Consumer<GoogleAdsRow> into) {
        var request = SearchGoogleAdsStreamRequest.newBuilder()
                .setCustomerId(customer)
                .setQuery(query)
                .build();
        authorized(token -> {
            var context = context(token).withTimeoutDuration(WHOLE_REPORT).withStreamWaitTimeoutDuration(deadline);
            var answer = clients()
                    .search()
                    .searchStreamCallable()
                    .call(request, context)
                    .iterator();
            // Only what comes before the first row may be asked for again: no row is handed on twice.
            var more = answer.hasNext();
            readToTheEnd(answer, more, into);
            return null;
        });
    }

    private void readToTheEnd(
            Iterator<SearchGoogleAdsStreamResponse> answer, boolean more, Consumer<GoogleAdsRow> into) {
        try {
            for (var next = more; next; next = answer.hasNext()) {
                answer.next().getResultsList().forEach(into);
            }
        } catch (ApiException e) {
            throw new BrokenCall(refusals).read(e);
        }
    }

    /** A token may be refused before its time: another one is tried once, for the answer said that nothing was done. */
    private <A> A authorized(Function<AccessToken, A> request) {
        var token = tokens.current();
        try {
            operations.count();
            return request.apply(token);
        } catch (ApiException e) {
            if (e.getStatusCode().getCode() != StatusCode.Code.UNAUTHENTICATED) {
                throw new BrokenCall(refusals).read(e);
            }
        }
        var other = tokens.insteadOf(token);
        try {
            return request.apply(other);
        } catch (ApiException e) {
            throw new BrokenCall(refusals).read(e);
        }
    }

    /** Credentials travel as metadata of the call: those of a channel would be refused without encryption (google.md §8.2). */
    private GrpcCallContext context(AccessToken token) {
        var headers = new HashMap<String, List<String>>();
        headers.put("authorization", List.of(token.header()));
        login.ifPresent(manager -> headers.put("login-customer-id", List.of(manager)));
        return GrpcCallContext.createDefault()
                .withExtraHeaders(Map.copyOf(headers))
                .withRetryableCodes(Set.of());
    }

    private synchronized AdsClients clients() {
        if (clients == null) {
            try {
                clients = AdsClients.open(endpoint, deadline);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return clients;
    }

    @Override
    public synchronized void close() {
        if (clients != null) {
            clients.close();
        }
    }
}

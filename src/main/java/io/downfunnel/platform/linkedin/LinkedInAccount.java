package io.downfunnel.platform.linkedin;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

import jakarta.ws.rs.core.Response;

import io.downfunnel.domain.ConversionEvent;
import io.downfunnel.platform.AdAccount;
import io.downfunnel.platform.CheckItem;
import io.downfunnel.platform.PlatformException;
import io.downfunnel.platform.Receipt;
import io.downfunnel.platform.Verdict;
import io.downfunnel.platform.http.AccessToken;
import io.downfunnel.platform.http.Answer;
import io.downfunnel.platform.http.Tokens;
import io.downfunnel.platform.http.Wire;

/** An account that takes uploads through LinkedIn's Conversions API. */
record LinkedInAccount(String version, Wire wire, ConversionsApi api, Tokens tokens, EventsAnswer reading)
        implements AdAccount {
    private static final String ACCESS = "LinkedIn: access and API version";
    private static final String RULES = "LinkedIn: conversion rules";

    @Override
    public Receipt upload(List<ConversionEvent> batch) {
        var answer = authorized(batch.size() == 1 ? one(EventBody.of(batch.getFirst())) : all(batch));
        return new EventsAnswer(reading.table(), reading.redaction().and(batch), reading.clock()).read(answer, batch);
    }

    private Function<String, CompletionStage<Response>> one(EventBody body) {
        return authorization -> api.send(authorization, version, body);
    }

    private Function<String, CompletionStage<Response>> all(List<ConversionEvent> batch) {
        var body = EventBody.Batch.of(batch);
        return authorization -> api.sendAll(authorization, version, body);
    }

    /** A token may be refused before its time: where there can be another one, it is tried once. */
    private Answer authorized(Function<String, CompletionStage<Response>> request) {
        var token = tokens.current();
        var answer = wire.call(() -> request.apply(token.header()));
        if (answer.status() != 401) {
            return answer;
        }
        AccessToken other = tokens.insteadOf(token);
        return other.equals(token) ? answer : wire.call(() -> request.apply(other.header()));
    }

    @Override
    public Receipt validate(List<ConversionEvent> batch) {
        throw new UnsupportedOperationException(
                "LinkedIn has no way to look at an event without counting it (linkedin.md §2.1)");
    }

    @Override
    public Verdict verdict(String requestId) {
        throw new UnsupportedOperationException("LinkedIn gives no verdicts");
    }

    /**
     * LinkedIn has no way to try an event without counting it (linkedin.md §2.1). An event without any field gets past
     * the version and the token, and is then refused.
     */
    @Override
    public List<CheckItem> check(Set<String> actions) {
        var items = new ArrayList<CheckItem>();
        try {
            var answer = authorized(one(new EventBody(null, 0, null, null, null)));
            if (answer.status() == 422
                    || answer.status() == 400 && !answer.json().has("code")) {
                items.add(CheckItem.ok(ACCESS, "LinkedIn accepts the token and version " + version + "."));
            } else {
                reading.read(answer, List.of());
                items.add(CheckItem.warning(
                        ACCESS,
                        "LinkedIn answers an empty event with HTTP " + answer.status() + ".",
                        "If uploads fail, look at the address in downfunnel.linkedin.url."));
            }
        } catch (PlatformException e) {
            items.add(failed(e));
        }
        if (!actions.isEmpty()) {
            items.add(CheckItem.warning(
                    RULES,
                    "LinkedIn offers no way to check a rule without counting a conversion.",
                    "Make sure in Campaign Manager that each rule's data source is the Conversions API, that it is"
                            + " switched on, and that campaigns are associated with it."));
        }
        return items;
    }

    private CheckItem failed(PlatformException e) {
        var entry = reading.table().of(e.failure().code());
        return CheckItem.failed(
                ACCESS,
                entry.cause() + " (" + e.failure().code() + ": " + e.failure().message() + ")",
                entry.remedy().isEmpty() ? "Try again in a few minutes." : entry.remedy());
    }

    @Override
    public void close() {
        Wire.close(api);
    }

    @Override
    public String toString() {
        return "LinkedIn account, API version " + version;
    }
}

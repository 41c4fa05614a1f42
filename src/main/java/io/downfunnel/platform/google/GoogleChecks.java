package io.downfunnel.platform.google;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import io.downfunnel.domain.Consent;
import io.downfunnel.domain.ConversionEvent;
import io.downfunnel.domain.ConversionKey;
import io.downfunnel.domain.FailureRow;
import io.downfunnel.domain.HashedIdentifier;
import io.downfunnel.platform.CheckItem;
import io.downfunnel.platform.Outcome;
import io.downfunnel.platform.PlatformException;
import io.downfunnel.platform.http.AccessToken;

/** The checklist of a Google account. Google validates the event and stores nothing of it (google.md §2.2). */
record GoogleChecks(GoogleAccount account) {
    private static final String ACCESS = "Google: access";
    private static final String SCOPE = "Google: scope";
    private static final String ACTION = "Google: conversion action ";

    /** Of no person: the digest of nothing in particular. */
    private static final String NOBODY = "0123456789abcdef".repeat(4);

    List<CheckItem> run(Set<String> actions) {
        var items = new ArrayList<CheckItem>();
        try {
            // A fresh one: that we were given one earlier says nothing about now.
            var token = account.tokens().insteadOf(account.tokens().current());
            items.add(CheckItem.ok(ACCESS, "Google issues access tokens."));
            items.add(scope(token));
            actions.stream().sorted().map(this::action).forEach(items::add);
        } catch (PlatformException e) {
            items.add(failed(ACCESS, e));
        }
        return items;
    }

    private static CheckItem scope(AccessToken token) {
        if (token.scope().isEmpty()) {
            return CheckItem.warning(
                    SCOPE, "Google does not say what the token allows.", "If uploads fail, grant access anew.");
        }
        return List.of(token.scope().split("[ ,]+")).contains(Google.SCOPE)
                ? CheckItem.ok(SCOPE, "The token allows the Data Manager API.")
                : CheckItem.failed(
                        SCOPE,
                        "The token does not allow the Data Manager API.",
                        "Grant access anew, with the scope " + Google.SCOPE + ".");
    }

    private CheckItem action(String action) {
        try {
            var outcome = account.validate(List.of(probe(action)))
                    .outcomes()
                    .values()
                    .iterator()
                    .next();
            return switch (outcome) {
                case Outcome.Accepted() -> CheckItem.ok(ACTION + action, "Google accepts a test event for it.");
                case Outcome.Duplicate(var failure) -> refused(action, failure.code(), failure.message());
                case Outcome.Rejected(var failure) -> refused(action, failure.code(), failure.message());
                case Outcome.Suspect(var failure) -> refused(action, failure.code(), failure.message());
                case Outcome.Unheard(var failure) -> refused(action, failure.code(), failure.message());
                case Outcome.Deferred(var failure, var notBefore) -> refused(action, failure.code(), failure.message());
                case Outcome.Spared() -> refused(action, "NO_REASON_GIVEN", "");
            };
        } catch (PlatformException e) {
            return failed(ACTION + action, e);
        }
    }

    private CheckItem refused(String action, String code, String message) {
        var entry = entry(code);
        return CheckItem.failed(ACTION + action, entry.cause() + " (" + code + ": " + message + ")", entry.remedy());
    }

    private CheckItem failed(String name, PlatformException e) {
        var entry = entry(e.failure().code());
        return CheckItem.failed(
                name,
                entry.cause() + " (" + e.failure().code() + ": " + e.failure().message() + ")",
                entry.remedy().isEmpty() ? "Try again in a few minutes." : entry.remedy());
    }

    private FailureRow entry(String code) {
        return account.refusal().table().of(code);
    }

    private ConversionEvent probe(String action) {
        return new ConversionEvent(
                ConversionKey.of("check", "check", "google", "check", 1),
                action,
                account.wire().clock().instant().minus(Duration.ofHours(1)),
                Optional.empty(),
                Optional.empty(),
                Optional.of(new HashedIdentifier.Email(NOBODY, NOBODY)),
                Optional.empty(),
                Consent.UNSPECIFIED);
    }
}

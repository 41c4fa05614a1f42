package io.downfunnel.platform.google;

import java.time.Duration;
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

/** What the Data Manager API says of each conversion action: it looks at an event of nobody and stores nothing (google.md §2.2). */
record DataManagerChecks(DataManager account) {
    private static final String ACTION = "Google: conversion action ";

    /** Of no person: the digest of nothing in particular. */
    private static final String NOBODY = "0123456789abcdef".repeat(4);

    List<CheckItem> run(Set<String> actions) {
        return actions.stream().sorted().map(this::action).toList();
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

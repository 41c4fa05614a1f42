package io.downfunnel.platform.linkedin;

import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import io.downfunnel.domain.Cliff;
import io.downfunnel.platform.CheckItem;
import io.downfunnel.platform.PlatformException;
import io.downfunnel.platform.SignIn;
import io.downfunnel.platform.http.Answer;

/**
 * Everything uploads to LinkedIn rest on, looked at live. Each item stands for itself: one that breaks does not hide the
 * others.
 *
 * @param version of the API
 * @param cliff when it ends; empty when nothing is known of it
 * @param lacking settings without which conversion rules cannot be looked at; empty when all are there
 * @param signIn with the scopes that access is to be granted for
 * @param readsLeads whether we were told to read who filled in Lead Gen Forms
 * @param reading of the answers to events
 */
record LinkedInChecks(
        String version,
        Optional<Cliff> cliff,
        String lacking,
        SignIn signIn,
        boolean readsLeads,
        EventsAnswer reading,
        Refusals refusals,
        Clock clock) {
    private static final String ACCESS = "LinkedIn: access and API version";
    private static final String VERSION = "LinkedIn: end of the API version";
    private static final String MANAGED = "LinkedIn: conversion rules and cost";
    private static final String RULES = "LinkedIn: conversion rules";

    /**
     * @param emptyEvent sends an event that nothing can come of
     * @param reachable the accounts that whoever granted access sees; empty where nobody did
     */
    List<CheckItem> run(
            Supplier<Answer> emptyEvent,
            Optional<ReachableAccounts> reachable,
            Optional<Managed> managed,
            Set<String> actions) {
        var items = new ArrayList<CheckItem>();
        items.add(guarded(ACCESS, () -> access(emptyEvent.get())));
        cliff.ifPresent(end -> items.add(end(end)));
        managed.ifPresentOrElse(
                with -> items.addAll(new ManagedChecks(with, this, today()).run(new TreeSet<>(actions))),
                () -> items.addAll(unmanaged(reachable, actions)));
        return List.copyOf(items);
    }

    private LocalDate today() {
        return clock.instant().atZone(ZoneOffset.UTC).toLocalDate();
    }

    private CheckItem access(Answer answer) {
        if (answer.status() == 422 || answer.status() == 400 && !answer.json().has("code")) {
            return CheckItem.ok(ACCESS, "LinkedIn accepts the token and version " + version + ".");
        }
        reading.read(answer, List.of());
        return CheckItem.warning(
                ACCESS,
                "LinkedIn answers an empty event with HTTP " + answer.status() + ".",
                "If uploads fail, look at the address in downfunnel.linkedin.url.");
    }

    private CheckItem end(Cliff end) {
        var left = end.daysLeft(today());
        return switch (end.distance(today())) {
            case FAR -> CheckItem.ok(VERSION, "Version %s ends on %s, in %d days.".formatted(version, end.on(), left));
            case NEAR, VERY_NEAR ->
                CheckItem.warning(
                        VERSION,
                        "Version %s ends on %s, in %d days. %s".formatted(version, end.on(), left, end.then()),
                        end.remedy());
            case OVER ->
                CheckItem.warning(
                        VERSION,
                        "Version %s has ended on %s by what LinkedIn said. %s".formatted(version, end.on(), end.then()),
                        end.remedy());
        };
    }

    private List<CheckItem> unmanaged(Optional<ReachableAccounts> reachable, Set<String> actions) {
        var items = new ArrayList<CheckItem>();
        items.add(CheckItem.warning(
                MANAGED,
                "Conversions can be sent. Looking at conversion rules, making them and reading cost is not possible"
                        + " with these settings.",
                "Set " + lacking + "; access has to be granted for the scopes "
                        + signIn.scopes().stream().map(SignIn.Scope::name).collect(Collectors.joining(", "))
                        + ". A Direct API token may stay for the uploads."
                        + reachable.map(accounts -> " " + accounts.advice()).orElse("")));
        if (!actions.isEmpty()) {
            items.add(CheckItem.warning(
                    RULES,
                    "With these settings a rule cannot be checked without counting a conversion.",
                    "Make sure in Campaign Manager that each rule's data source is the Conversions API, that it is"
                            + " switched on, and that campaigns are associated with it."));
        }
        return items;
    }

    /** The item, or what became of looking. */
    CheckItem guarded(String name, Supplier<CheckItem> look) {
        try {
            return look.get();
        } catch (PlatformException e) {
            return failed(name, e);
        }
    }

    CheckItem failed(String name, PlatformException e) {
        var entry = refusals.table().of(e.failure().code());
        return CheckItem.failed(
                name,
                entry.cause() + " (" + e.failure().code() + ": " + e.failure().message() + ")",
                entry.remedy().isEmpty() ? "Try again in a few minutes." : entry.remedy());
    }
}

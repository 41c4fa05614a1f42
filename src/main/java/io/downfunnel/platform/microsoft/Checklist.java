package io.downfunnel.platform.microsoft;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

import io.downfunnel.domain.FailureTable;
import io.downfunnel.platform.CheckItem;
import io.downfunnel.platform.PlatformException;

/**
 * Looks at what uploads need, by questions that leave no trace.
 *
 * @param hashes whether hashed identifiers are sent
 */
record Checklist(Inquiries inquiries, FailureTable table, boolean hashes) {
    private static final String ACCESS = "Microsoft Advertising: access";
    private static final String TAGGING = "Microsoft Advertising: click IDs";
    private static final String GOALS = "Microsoft Advertising: conversion goals";

    List<CheckItem> items(Set<String> actions) {
        var items = new ArrayList<CheckItem>();
        items.add(look(ACCESS, this::access));
        items.add(look(TAGGING, this::tagging));
        if (!actions.isEmpty()) {
            try {
                var goals = inquiries.goals();
                new TreeSet<>(actions).forEach(action -> items.add(goal(action, goals)));
            } catch (PlatformException e) {
                items.add(failed(GOALS, e));
            }
        }
        return items;
    }

    private CheckItem look(String name, Supplier<CheckItem> at) {
        try {
            return at.get();
        } catch (PlatformException e) {
            return failed(name, e);
        }
    }

    private CheckItem access() {
        var account = inquiries.account();
        return CheckItem.ok(
                ACCESS,
                "Microsoft shows us account " + account.path("Id").asText("") + ", "
                        + account.path("Name").asText("") + ", in "
                        + account.path("CurrencyCode").asText("an unknown currency") + ".");
    }

    private CheckItem tagging() {
        var on = inquiries.tagsClicks();
        if (on.isEmpty()) {
            return CheckItem.warning(
                    TAGGING,
                    "Microsoft does not say whether it adds the MSCLKID to landing pages.",
                    "Look in Microsoft Advertising under account level options that auto-tagging of Microsoft click ID is"
                            + " on.");
        }
        return on.get()
                ? CheckItem.ok(TAGGING, "Microsoft adds the MSCLKID to landing pages.")
                : CheckItem.failed(
                        TAGGING,
                        "Microsoft does not add the MSCLKID to landing pages, so no conversion can be told from which"
                                + " click it comes.",
                        "Switch on auto-tagging of Microsoft click ID in Microsoft Advertising, under account level"
                                + " options.");
    }

    private CheckItem goal(String id, List<Goal> goals) {
        var name = "Microsoft Advertising: conversion goal " + id;
        var found = goals.stream().filter(goal -> goal.id().equals(id)).findFirst();
        if (found.isEmpty()) {
            return CheckItem.failed(
                    name,
                    "The account has no conversion goal of this number.",
                    "Write the number of one of the account's goals into the mapping.");
        }
        var goal = found.get();
        var obstacle = goal.asAction("").obstacle();
        if (obstacle.isPresent()) {
            return CheckItem.failed(name, "\"" + goal.name() + "\" takes no uploads.", obstacle.get());
        }
        if (hashes && !goal.enhanced()) {
            return CheckItem.warning(
                    name,
                    "\"" + goal.name() + "\" takes uploads, but only such with a click ID.",
                    "Turn on enhanced conversions for it in Microsoft Advertising, or set"
                            + " downfunnel.microsoft.enhanced-conversions to false.");
        }
        return CheckItem.ok(
                name,
                "\"" + goal.name() + "\" takes uploads"
                        + goal.window()
                                .map(window -> " up to " + window.toDays() + " days after the click.")
                                .orElse("."));
    }

    private CheckItem failed(String name, PlatformException e) {
        var entry = table.of(e.failure().code());
        return CheckItem.failed(
                name,
                entry.cause() + " (" + e.failure().code() + ": " + e.failure().message() + ")",
                entry.remedy().isEmpty() ? "Try again in a few minutes." : entry.remedy());
    }
}

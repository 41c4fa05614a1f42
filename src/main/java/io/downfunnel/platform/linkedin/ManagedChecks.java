package io.downfunnel.platform.linkedin;

import java.time.LocalDate;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.downfunnel.domain.AdCampaign;
import io.downfunnel.domain.ConversionAction;
import io.downfunnel.domain.Days;
import io.downfunnel.platform.CheckItem;
import io.downfunnel.platform.PlatformException;
import io.downfunnel.platform.SignIn;

/** The part of the checklist that a member who granted access makes possible: consent, account, rules, reports. */
record ManagedChecks(Managed managed, LinkedInChecks checks, LocalDate today) {
    private static final String SCOPES = "LinkedIn: what access was granted for";
    private static final String CONSENT = "LinkedIn: end of the consent";
    private static final String ACCOUNT = "LinkedIn: ad account";
    private static final String RULES = "LinkedIn: conversion rules";
    private static final String LEAD_FORMS = "LinkedIn: Lead Gen Forms";
    private static final String REPORTS = "LinkedIn: reports";

    private static final Set<String> WRONG_ACCOUNT = Set.of("ACCOUNT_NOT_FOUND", "USER_NOT_AUTHORIZED", "FORBIDDEN");

    private static final int MOST_NAMED = 10;

    /** A refresh token lives so long from the consent on, whatever happens (linkedin.md §4.3). */
    private static final Period REFRESH_TOKEN = Period.ofDays(365);

    private static final int SOON = 30;
    private static final int LOOK_BACK = 30;

    List<CheckItem> run(Set<String> actions) {
        var items = new ArrayList<CheckItem>();
        Optional<Introspection.Told> told;
        try {
            told = managed.member().introspected();
        } catch (PlatformException e) {
            // Without an access token there is nothing more to look at.
            return List.of(checks.failed(SCOPES, e));
        }
        items.add(checks.guarded(SCOPES, this::scopes));
        told.flatMap(Introspection.Told::consentedAt)
                .map(at -> at.atZone(ZoneOffset.UTC).toLocalDate().plus(REFRESH_TOKEN))
                .ifPresent(end -> items.add(consent(end)));
        items.add(account());
        items.addAll(rules(actions));
        items.add(checks.guarded(REPORTS, this::reports));
        if (checks.readsLeads()) {
            items.add(checks.guarded(LEAD_FORMS, this::leadForms));
        }
        return items;
    }

    private CheckItem scopes() {
        var granted = managed.member().scopes();
        if (granted.isEmpty()) {
            return CheckItem.warning(
                    SCOPES,
                    "LinkedIn does not say what the token was granted for.",
                    "Nothing, as long as the items below are fine.");
        }
        var missing = checks.signIn().missing(granted);
        return missing.isEmpty()
                ? CheckItem.ok(SCOPES, "Sending, reading rules and campaigns, and reading reports.")
                : CheckItem.failed(
                        SCOPES,
                        missing.stream()
                                .map(scope -> "Without " + scope.name() + ", " + scope.without())
                                .collect(Collectors.joining(" ")),
                        "Grant access anew with all scopes at once ("
                                + checks.signIn().scopes().stream()
                                        .map(SignIn.Scope::name)
                                        .collect(Collectors.joining(", "))
                                + "); a consent for other scopes ends the tokens given out before.");
    }

    private CheckItem consent(LocalDate end) {
        long left = java.time.temporal.ChronoUnit.DAYS.between(today, end);
        var found = "The consent ends on %s, in %d days; it lives a year, whatever happens.".formatted(end, left);
        return left > SOON
                ? CheckItem.ok(CONSENT, found)
                : CheckItem.warning(
                        CONSENT,
                        found + " Nothing can be sent or read with it afterwards.",
                        "Let the member grant access anew before that day, with the same scopes.");
    }

    /** A wrong number is mended by the right one, so the remedy names those that there are. */
    private CheckItem account() {
        try {
            return found();
        } catch (PlatformException e) {
            var failed = checks.failed(ACCOUNT, e);
            return WRONG_ACCOUNT.contains(e.failure().code())
                    ? CheckItem.failed(
                            ACCOUNT,
                            failed.found(),
                            failed.remedy() + " " + new ReachableAccounts(managed.member()).advice())
                    : failed;
        }
    }

    private CheckItem found() {
        var account = managed.account().account();
        var facts = managed.account().facts();
        var status = account.path("status").asText("");
        var found = "%s (%s), in %s"
                .formatted(facts.name(), facts.id(), facts.currency().getCurrencyCode());
        return status.equals("ACTIVE")
                ? CheckItem.ok(ACCOUNT, found + ".")
                : CheckItem.warning(
                        ACCOUNT,
                        found + ". LinkedIn calls its status " + status + "; its campaigns may not run.",
                        "Look at the ad account in Campaign Manager.");
    }

    private CheckItem leadForms() {
        var forms = managed.leadForms().forms();
        var responses = managed.leadForms().responses(new Days(today.minusDays(LOOK_BACK), today));
        return forms == 0
                ? CheckItem.warning(
                        LEAD_FORMS,
                        "LinkedIn shows no Lead Gen Form of this ad account.",
                        "If Campaign Manager shows forms, give the member who granted access a role on the company's page,"
                                + " such as lead gen forms manager. Otherwise set downfunnel.linkedin.lead-forms to"
                                + " false.")
                : CheckItem.ok(
                        LEAD_FORMS,
                        "%d %s, with %d %s in the last %d days."
                                .formatted(
                                        forms,
                                        forms == 1 ? "form" : "forms",
                                        responses,
                                        responses == 1 ? "response" : "responses",
                                        LOOK_BACK));
    }

    private List<CheckItem> rules(Set<String> actions) {
        List<ConversionAction> rules;
        try {
            rules = managed.rules().all();
        } catch (PlatformException e) {
            return List.of(checks.failed(RULES, e));
        }
        if (rules.isEmpty()) {
            return List.of(CheckItem.warning(
                    RULES,
                    "LinkedIn shows no conversion rule at all. It says the same when there is none and when the member may"
                            + " not see what there is.",
                    "If Campaign Manager shows rules, give the member who granted access the role campaign manager in the"
                            + " ad account. Otherwise make a rule whose data source is the Conversions API."));
        }
        Map<String, ConversionAction> byId =
                rules.stream().collect(Collectors.toMap(ConversionAction::id, Function.identity(), (one, same) -> one));
        return actions.isEmpty()
                ? List.of(CheckItem.ok(
                        RULES,
                        rules.stream().filter(ConversionAction::takesUploads).count() + " of " + rules.size()
                                + " take uploads; no mapping uses one yet."))
                : rules(actions, byId);
    }

    private List<CheckItem> rules(Set<String> actions, Map<String, ConversionAction> byId) {
        List<AdCampaign> running;
        try {
            running = managed.campaigns().running();
        } catch (PlatformException e) {
            // The rules are worth telling without the names of campaigns; what broke is told by the item of the
            // reports.
            running = List.of();
        }
        var named = running;
        return actions.stream().map(id -> rule(id, byId, named)).toList();
    }

    private CheckItem rule(String id, Map<String, ConversionAction> byId, List<AdCampaign> running) {
        var name = "LinkedIn: rule " + id;
        var rule = byId.get(id);
        if (rule == null) {
            return CheckItem.failed(
                    name,
                    "The ad account %s has no rule with this number; conversions for it are refused."
                            .formatted(managed.member().account()),
                    "Check the number in the mapping. If the rule belongs to another ad account, it has to be uploaded to"
                            + " through that account.");
        }
        var called = "\"" + rule.name() + "\"";
        if (!rule.takesUploads()) {
            return CheckItem.failed(
                    name,
                    called + ": conversions for it are refused.",
                    rule.obstacle().orElseThrow());
        }
        var counting = rule.campaigns().orElse(Set.of());
        var campaigns = counting.size();
        return campaigns == 0
                ? CheckItem.warning(
                        name,
                        called
                                + " takes uploads, but no campaign is associated with it: LinkedIn takes conversions in and"
                                + " credits nobody with them.",
                        "Associate the campaigns whose conversions it is to count, in the console on the page Connections"
                                + named(" (running now: %s)", running)
                                + "; LinkedIn does not add new ones by itself.")
                : CheckItem.ok(
                        name,
                        called + " takes uploads" + worth(rule) + ". "
                                + (campaigns == 1 ? "One campaign counts it" : campaigns + " campaigns count it")
                                + rule.clickWindow()
                                        .map(window -> ", up to " + window.toDays() + " days after a click")
                                        .orElse("")
                                + "."
                                + named(
                                        " Running campaigns that do not: %s.",
                                        running.stream()
                                                .filter(each -> !counting.contains(each.id()))
                                                .toList()));
    }

    /** Nothing where there are none. */
    private static String named(String sentence, List<AdCampaign> campaigns) {
        return campaigns.isEmpty()
                ? ""
                : sentence.formatted(campaigns.stream()
                                .limit(MOST_NAMED)
                                .map(AdCampaign::name)
                                .collect(Collectors.joining(", "))
                        + (campaigns.size() > MOST_NAMED ? " and " + (campaigns.size() - MOST_NAMED) + " more" : ""));
    }

    private static String worth(ConversionAction rule) {
        if (!rule.alwaysDefault()) {
            return "";
        }
        return rule.defaultValue()
                .map(value -> ", each counted with " + value + " whatever we send")
                .orElse(", counted without a value whatever we send");
    }

    private CheckItem reports() {
        var campaigns = new java.util.HashSet<String>();
        managed.reports().costs(new Days(today.minusDays(LOOK_BACK), today), row -> campaigns.add(row.campaign()));
        return campaigns.isEmpty()
                ? CheckItem.warning(
                        REPORTS,
                        "LinkedIn reports no cost for the last " + LOOK_BACK
                                + " days. It says the same when there was none"
                                + " and when the member may not see it.",
                        "If Campaign Manager shows cost for these days, give the member who granted access a role in the"
                                + " ad account.")
                : CheckItem.ok(
                        REPORTS, "Cost of the last %d days, of %d campaigns.".formatted(LOOK_BACK, campaigns.size()));
    }
}

package io.downfunnel.command;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.JsonNode;

import io.downfunnel.command.Red.Cause;
import io.downfunnel.domain.Invariant;
import io.downfunnel.platform.VersionTable;
import io.downfunnel.platform.linkedin.LinkedIn;
import io.downfunnel.store.CircuitStore.Endpoint;

/** Every line of the checklists, what turns it red, and what is said then. */
final class Reds {
    /** Google's old way in, for those who may still use it. */
    static final Map<String, String> CLASSIC = Map.of("downfunnel.google.route", "google-ads");

    private static final List<String> ACTIONS = List.of("7000000001", "7000000002", "7000000003");
    private static final String[] GOOGLE =
            ACTIONS.stream().map("Google: conversion action "::concat).toArray(String[]::new);
    private static final String CLASSIC_UPLOADS = "Google Ads: uploads for conversion action ";
    private static final String GOAL = "Microsoft Advertising: conversion goal ";

    private Reds() {}

    static Stream<Red> all() {
        return Stream.of(
                        salesforce(),
                        google(),
                        googleActions(),
                        googleClassic(),
                        linkedIn(),
                        linkedInRules(),
                        microsoft(),
                        quotas(),
                        records())
                .flatMap(reds -> reds);
    }

    private static Stream<Red> salesforce() {
        return Stream.of(
                Red.of("Token", fault("salesforce", "invalid-client", "/services/oauth2/token"))
                        .failed("invalid_client", "Check downfunnel.salesforce.client-id and client-secret"),
                Red.of(
                                "Organisation",
                                new Cause.Statement("update organization set salesforce_id = '00D000000000099EAA'"))
                        .failed("what we know is of 00D000000000099EAA", "Point downfunnel.salesforce.login-url back"),
                hidden("Lead", "IsConverted"),
                hidden("Opportunity", "IsWon"),
                hidden("OpportunityHistory", "StageName"),
                hidden("OpportunityContactRole", "IsPrimary"),
                hidden("Contact", "CreatedDate"),
                hidden("LeadHistory", "OldValue"),
                withoutClicks("GCLID field", "GCLID__c"),
                withoutClicks("GBRAID field", "GBRAID__c"),
                withoutClicks("WBRAID field", "WBRAID__c"),
                withoutClicks("LI_FAT_ID field", "LI_FAT_ID__c"),
                withoutClicks("MSCLKID field", "MSCLKID__c"),
                withoutClicks("LI_FORM_RESPONSE field", "LI_FORM_RESPONSE__c"),
                withoutClicks("Click time field", "Clicked_At__c"),
                Red.of("History of Lead Status", lead("salesforce/untrack-field", "Status"))
                        .warned("no change of a lead's status", "Switch on field history tracking for Lead Status"),
                // Of our share nothing is left for the checklist either.
                Red.of("API budget", new Cause.Statement("""
                                        insert into api_budget (connection, day, calls, used, allowed)
                                        values ('salesforce', (now() at time zone 'UTC')::date, 20, 20, 100)"""))
                        .warned("20 of 100 in 24 hours", "raise downfunnel.salesforce.api-budget-percent")
                        .andSo("Token"));
    }

    private static Red hidden(String object, String field) {
        return Red.of(
                        "Object " + object,
                        new Cause.Control(
                                "salesforce/hide-field",
                                "{\"object\":\"%s\",\"field\":\"%s\"}".formatted(object, field)))
                .failed(field, "Grant read access in field-level security");
    }

    private static Red withoutClicks(String what, String field) {
        return Red.of(what + " " + field, lead("salesforce/hide-field", field))
                .warned("on", "create the field on Lead, map it on conversion to Opportunity");
    }

    private static Cause lead(String path, String field) {
        return new Cause.Control(path, "{\"object\":\"Lead\",\"field\":\"%s\"}".formatted(field));
    }

    private static Stream<Red> google() {
        return Stream.of(
                Red.of("Google: access", new Cause.Control("google/revoke", "{}"))
                        .failed("The refresh token was revoked", "Connect anew on the page Connections"),
                Red.of("Google: scope", scopes("adwords"))
                        .failed("does not allow uploads", "Grant access anew, with the scope")
                        .andSo(GOOGLE),
                Red.of("Google Ads: scope", scopes("datamanager"))
                        .warned("does not allow the Google Ads API", "auth/adwords besides")
                        .andSo("Google Ads: access"),
                Red.of("Google Ads: access", fault("google", "forbidden", "googleads"))
                        .warned("may not use this Google Ads account", "Give it access"),
                // A number that nobody has.
                Red.of("Google Ads: access")
                        .with("google.customer-id", "1112223334")
                        .warned("CUSTOMER_NOT_FOUND", "customer-id")
                        .andSo(GOOGLE),
                // An account below a manager, of which our identity is no user.
                Red.of("Google Ads: access")
                        .with("google.customer-id", "4445556660")
                        .warned("USER_PERMISSION_DENIED", "name the manager account through which it has access")
                        .andSo(GOOGLE),
                // A manager that our identity uses, and that is not above the account.
                Red.of("Google Ads: access")
                        .with("google.login-customer-id", "5556667770")
                        .warned("is not above the Google Ads account", "Correct or remove login-customer-id")
                        .andSo(GOOGLE),
                Red.of(
                                "Google Ads: conversion tracking",
                                new Cause.Control(
                                        "google/counted-by", "{\"customer\":\"1234567890\",\"other\":\"9876543210\"}"))
                        .failed("are counted by account 987-654-3210", "set customer-id to 9876543210"),
                Red.of("Google Ads: auto-tagging", account("autoTagging"))
                        .failed("adds no click ID to landing pages", "Account settings, Auto-tagging"),
                Red.of("Google Ads: customer data terms", account("termsAccepted"))
                        .failed("Nobody has accepted the terms", "Accept them in Google Ads")
                        .andSo(GOOGLE),
                Red.of("Google Ads: enhanced conversions for leads", account("enhancedConversions"))
                        .warned("Switched off", "Switch it on in Google Ads")
                        .andSo(GOOGLE),
                Red.of("Google Ads: operations", new Cause.Control("google/ads-operations", "{\"perDay\":1}"))
                        .warned("none are left of the project's", "Apply for Basic access")
                        .andSo("Google Ads: conversion actions"));
    }

    private static Cause scopes(String scope) {
        return new Cause.Control(
                "google/scopes", "{\"scopes\":[\"https://www.googleapis.com/auth/%s\"]}".formatted(scope));
    }

    private static Cause account(String missing) {
        return new Cause.Control("google/account-settings", """
                {"customer":"1234567890","termsAccepted":%s,"enhancedConversions":%s,"autoTagging":%s}""".formatted(
                        !missing.equals("termsAccepted"),
                        !missing.equals("enhancedConversions"),
                        !missing.equals("autoTagging")));
    }

    private static Stream<Red> googleActions() {
        var taken = GOOGLE[0];
        var shown = "Google Ads: conversion action 7000000001";
        return Stream.concat(
                ACTIONS.stream()
                        .flatMap(id -> Stream.of(
                                Red.of("Google: conversion action " + id, action(id, "ENABLED", "REMOVED"))
                                        .failed(
                                                "has no conversion action with this number",
                                                "Check the number in the mapping")
                                        .andSo("Google Ads: conversion action " + id),
                                Red.of(
                                                "Google Ads: conversion action " + id,
                                                action(id, "\"alwaysDefault\":false", "\"alwaysDefault\":true"))
                                        .warned(
                                                "counts its own value for every conversion",
                                                "let it use different values"))),
                Stream.of(
                        Red.of(shown, action("7000000001", "ENABLED", "REMOVED"))
                                .failed("It was removed in Google Ads", "Change it there, or the mapping's action")
                                .andSo(taken),
                        Red.of(shown, action("7000000001", "UPLOAD_CLICKS", "WEBPAGE"))
                                .failed("only those of type UPLOAD_CLICKS", "Change it there, or the mapping's action")
                                .andSo(taken),
                        Red.of(shown, action("7000000001", "1234567890", "5556667770"))
                                .failed(
                                        "shows no conversion action with this number",
                                        "customer-id is the account that owns it")
                                .andSo(taken),
                        Red.of(shown, action("7000000001", "1234567890", "9876543210"))
                                .failed(
                                        "It belongs to account 987-654-3210",
                                        "Change it there, or the mapping's action")
                                .andSo(taken)));
    }

    /** One that is in order but for this. */
    static String actionWith(String id, String was, String is) {
        return """
                {"id":"%s","name":"Qualified lead","owner":"1234567890","type":"UPLOAD_CLICKS","status":"ENABLED",
                 "windowDays":90,"onePerClick":false,"createdAt":"2026-01-01T00:00:00Z","defaultValue":10,
                 "alwaysDefault":false}""".formatted(id).replace(was, is);
    }

    private static Cause action(String id, String was, String is) {
        return new Cause.Control("google/add-action", actionWith(id, was, is));
    }

    private static Stream<Red> googleClassic() {
        var notAllowed = new Cause.Control("google/allow-uploads", "{\"customer\":\"1234567890\",\"on\":false}");
        var all = ACTIONS.stream().map(CLASSIC_UPLOADS::concat).toArray(String[]::new);
        return Stream.concat(
                        ACTIONS.stream()
                                .map(id -> Red.of(CLASSIC_UPLOADS + id, notAllowed)
                                        .failed(
                                                "only from those who used it before June 2026",
                                                "remove downfunnel.google.route")
                                        .andSo(all)),
                        Stream.of(Red.of(CLASSIC_UPLOADS + "7000000001", action("7000000001", "ENABLED", "REMOVED"))
                                .failed("has no conversion action with this number", "Check the number in the mapping")
                                .andSo("Google Ads: conversion action 7000000001")))
                .map(red -> red.with("google.route", "google-ads"));
    }

    private static Stream<Red> linkedIn() {
        var gone = new String[] {"LinkedIn: ad account", "LinkedIn: conversion rules", "LinkedIn: reports"};
        return Stream.of(
                Red.of("LinkedIn: access and API version", fault("linkedin", "token-revoked", "conversionEvents"))
                        .failed("has revoked it", "Grant access anew, with all scopes at once"),
                Red.of(
                                "LinkedIn: access and API version",
                                new Cause.Control("linkedin/sunset", "{\"version\":\"202609\"}"))
                        .failed("has switched off the API version", "Set downfunnel.linkedin.version")
                        .andSo(gone),
                Red.of("LinkedIn: end of the API version")
                        .with("linkedin.version", endingNext())
                        .warned("Version " + endingNext() + " ends on", "Raise downfunnel.linkedin.version"),
                Red.of(
                                "LinkedIn: what access was granted for",
                                new Cause.Control("linkedin/scopes", "{\"scopes\":[\"rw_conversions\",\"r_ads\"]}"))
                        .with("linkedin.requests-at-once", "1") // Opened anew, with a token of its own.
                        .failed("Without r_ads_reporting", "Grant access anew with all scopes at once")
                        .andSo("LinkedIn: reports"),
                Red.of(
                                "LinkedIn: end of the consent",
                                new Cause.Control(
                                        "linkedin/consent",
                                        "{\"at\":\"%s\"}"
                                                .formatted(Instant.now().minus(Duration.ofDays(350)))))
                        .warned("Nothing can be sent or read with it afterwards", "grant access anew before that day"),
                Red.of("LinkedIn: ad account", fault("linkedin", "forbidden", "/rest/adAccounts/510000001\\\\?"))
                        .failed("The token may not do this", "Add the product in LinkedIn's developer portal")
                        // Cost is in the account's currency.
                        .andSo("LinkedIn: reports"),
                Red.of("LinkedIn: ad account")
                        .with("linkedin.account-id", "510000042")
                        .failed("no ad account", "downfunnel.linkedin.account-id")
                        .andSo("LinkedIn: conversion rules", "LinkedIn: reports"),
                Red.of("LinkedIn: reports", fault("linkedin", "empty-answer", "/rest/adAnalytics"))
                        .warned(
                                "It says the same when there was none and when the member may not",
                                "a role in the ad account"),
                Red.of("LinkedIn: reports", fault("linkedin", "metric-values", "/rest/adAnalytics"))
                        .failed("METRIC_VALUES", ""));
    }

    /** The version that LinkedIn switches off next: each lives a year, and one ends every month. */
    private static String endingNext() {
        var today = LocalDate.ofInstant(Instant.now(), ZoneOffset.UTC);
        return VersionTable.beside(LinkedIn.class).ends().entrySet().stream()
                .filter(version -> version.getValue().isAfter(today.plusDays(1)))
                .min(Map.Entry.comparingByValue())
                .orElseThrow()
                .getKey();
    }

    private static Stream<Red> linkedInRules() {
        return Stream.concat(
                Stream.of("30111220", "30111221", "30111222")
                        .map(id -> Red.of("LinkedIn: rule " + id, rule(id, "\"enabled\":false"))
                                .failed("conversions for it are refused", "Switch it on")),
                Stream.of(
                        Red.of("LinkedIn: rule 30111220", rule("30111220", "\"campaigns\":[]"))
                                .warned("no campaign is associated with it", "Associate the campaigns"),
                        // A line that is there only where something is wrong.
                        Red.of(
                                        "LinkedIn: conversion rules",
                                        fault("linkedin", "empty-answer", "/rest/conversions\\\\?"))
                                .warned(
                                        "when there is none and when the member may not see what there is",
                                        "the role campaign manager"),
                        Red.of(
                                        "LinkedIn: conversion rules",
                                        new Cause.Control("linkedin/role", "{\"role\":\"VIEWER\"}"))
                                .failed("", "campaign manager or higher")));
    }

    private static Cause rule(String id, String changed) {
        return new Cause.Control("linkedin/rule", "{\"id\":\"%s\",%s}".formatted(id, changed));
    }

    private static Stream<Red> microsoft() {
        return Stream.of(
                Red.of("Microsoft Advertising: access", fault("microsoft", "forbidden", "/Account/Query"))
                        .failed("may not do this in the account", "give the user a role in that account"),
                Red.of(
                                "Microsoft Advertising: click IDs",
                                new Cause.Control("microsoft/auto-tagging", "{\"on\":false}"))
                        .failed("does not add the MSCLKID", "Switch on auto-tagging"),
                paused("46000001", "Qualified lead"),
                paused("46000002", "Opportunity"),
                paused("46000003", "Closed won"));
    }

    private static Red paused(String id, String name) {
        return Red.of(
                        GOAL + id,
                        new Cause.Control(
                                "microsoft/goal",
                                "{\"id\":\"%s\",\"name\":\"%s\",\"paused\":true}".formatted(id, name)))
                .failed("takes no uploads", "paused");
    }

    private static Stream<Red> quotas() {
        return Stream.of(
                        Red.of("Google: quota of uploads", new Cause.Spent("google", Endpoint.UPLOAD)),
                        Red.of("Google: quota of verdicts", new Cause.Spent("google", Endpoint.VERDICT)),
                        Red.of("LinkedIn: quota of uploads", new Cause.Spent("linkedin", Endpoint.UPLOAD)),
                        Red.of(
                                "Microsoft Advertising: quota of uploads",
                                new Cause.Spent("microsoft", Endpoint.UPLOAD)))
                .map(red -> red.warned("No more of them before", "what waits goes by itself then"));
    }

    private static Stream<Red> records() {
        return Stream.of(Invariant.values())
                .map(invariant -> Red.of(invariant.kept(), new Cause.Broken(invariant))
                        .failed(invariant.broken(), "See the alert on the overview for what to do"));
    }

    private static Cause fault(String vendor, String kind, String path) {
        return new Cause.Control("faults", """
                {"vendor":"%s","kind":"%s","path":"%s","times":99}""".formatted(vendor, kind, path));
    }

    static Stream<JsonNode> stream(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false);
    }
}

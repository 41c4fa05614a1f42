package io.downfunnel.sandbox.google;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;

import io.downfunnel.sandbox.ControlException;
import io.downfunnel.sandbox.Controls;
import io.downfunnel.sandbox.Json;

/** What tests can do to Google. */
final class GoogleControl {

    private static final List<String> VERBS = List.of(
            "revoke",
            "restore",
            "expire-tokens",
            "scopes",
            "add-action",
            "quota",
            "withhold",
            "next-verdict",
            "next-warning",
            "redirect-uris",
            "allow-uploads",
            "ads-operations",
            "account-settings",
            "counted-by",
            "campaigns",
            "next-row-error");

    private final AdsAccounts accounts;
    private final TokenEndpoint tokens;
    private final ConsentEndpoint consent;
    private final GoogleQuotas quotas;
    private boolean withheld;
    private String forced = "";
    private int forcedTimes;
    private String warning = "";
    private int warningTimes;
    private final Operations operations;
    private final Set<String> allowed = new HashSet<>();
    private Optional<ForcedError> rowError = Optional.empty();
    private int rowErrorTimes;
    private int campaigns;

    GoogleControl(
            AdsAccounts accounts,
            TokenEndpoint tokens,
            ConsentEndpoint consent,
            GoogleQuotas quotas,
            Operations operations) {
        this.operations = operations;
        this.accounts = accounts;
        this.tokens = tokens;
        this.consent = consent;
        this.quotas = quotas;
    }

    /** Whether the call still holds after a restart; the other ones are gone by then, like faults. */
    static boolean outlives(String verb) {
        return !verb.startsWith("next-");
    }

    void apply(JsonNode entry) {
        JsonNode argument = entry.path("argument");
        switch (entry.path("verb").asText()) {
            case "revoke" -> tokens.revoke(Instant.parse(entry.path("at").asText()));
            case "restore" -> tokens.restore();
            case "redirect-uris" -> consent.redirects().register(argument);
            case "expire-tokens" -> tokens.expire(Instant.parse(entry.path("at").asText()));
            case "scopes" -> tokens.grantOnly(scopes(argument));
            case "add-action" -> accounts.add(action(argument));
            case "quota" -> quotas.limit(Controls.number(argument, "perMinute"), Controls.number(argument, "perDay"));
            case "withhold" -> withheld = Controls.truth(argument, "on");
            case "next-verdict" -> force(reason(argument), Controls.number(argument, "times"));
            case "next-warning" -> warn(Controls.text(argument, "reason"), Controls.number(argument, "times"));
            case "allow-uploads" -> allow(Controls.text(argument, "customer"), Controls.truth(argument, "on"));
            case "ads-operations" -> operations.limit(Controls.number(argument, "perDay"));
            case "account-settings" ->
                accounts.settle(
                        Controls.text(argument, "customer"),
                        new Customer.Settings(
                                Controls.truth(argument, "termsAccepted"),
                                Controls.truth(argument, "enhancedConversions"),
                                Controls.truth(argument, "autoTagging")));
            case "counted-by" ->
                accounts.countBy(Controls.text(argument, "customer"), Controls.text(argument, "other"));
            case "campaigns" -> campaigns = Controls.number(argument, "count");
            case "next-row-error" -> {
                rowError = Optional.of(
                        new ForcedError(Controls.text(argument, "family"), Controls.text(argument, "reason")));
                rowErrorTimes = Controls.number(argument, "times");
            }
            default ->
                throw new ControlException(
                        "Google knows no '" + entry.path("verb").asText() + "'; it knows " + VERBS);
        }
    }

    void reset() {
        tokens.restore();
        consent.reset();
        tokens.grantOnly(List.of(TokenEndpoint.ADWORDS, TokenEndpoint.DATA_MANAGER));
        quotas.reset();
        withheld = false;
        forcedTimes = 0;
        warningTimes = 0;
        allowed.clear();
        operations.limit(Operations.EXPLORER);
        rowErrorTimes = 0;
        campaigns = 0;
    }

    int extraCampaigns() {
        return campaigns;
    }

    /** Whether this account may use the Google Ads API for uploads, as only those may who did before. google.md §3.2. */
    boolean mayUpload(String customerId) {
        return allowed.contains(customerId);
    }

    /** The error the next row is refused with, whatever it is; used up by asking. */
    Optional<ForcedError> forcedRowError() {
        if (rowErrorTimes == 0) {
            return Optional.empty();
        }
        rowErrorTimes--;
        return rowError;
    }

    private void allow(String customer, boolean on) {
        if (on) {
            allowed.add(customer);
        } else {
            allowed.remove(customer);
        }
    }

    /** Whether all verdicts are kept back. */
    boolean withheld() {
        return withheld;
    }

    /** The reason the next event is refused for, whatever it is; used up by asking. */
    Optional<String> forcedReason() {
        if (forcedTimes == 0) {
            return Optional.empty();
        }
        forcedTimes--;
        return Optional.of(forced);
    }

    /** The reason the next request is warned for, if it is one of this kind; used up by asking. */
    Optional<String> forcedWarning(String prefix) {
        if (warningTimes == 0 || !warning.startsWith(prefix)) {
            return Optional.empty();
        }
        warningTimes--;
        return Optional.of(warning);
    }

    private void warn(String reason, int times) {
        if (!reason.startsWith("WARNING_REASON_") && !reason.startsWith("PROCESSING_WARNING_REASON_")) {
            throw new ControlException(
                    "A warning is a WARNING_REASON_… or a PROCESSING_WARNING_REASON_…, not " + reason);
        }
        warning = reason;
        warningTimes = times;
    }

    /** An empty one too: Google does not always give a reason. */
    private static String reason(JsonNode argument) {
        if (!argument.path("reason").isTextual()) {
            throw new ControlException("The posted JSON needs the text field 'reason', which may be empty");
        }
        return argument.path("reason").asText();
    }

    private void force(String reason, int times) {
        forced = reason;
        forcedTimes = times;
    }

    private static List<String> scopes(JsonNode argument) {
        return Json.stream(argument.path("scopes")).map(JsonNode::asText).toList();
    }

    private static ConversionAction action(JsonNode argument) {
        try {
            return ConversionAction.from(argument);
        } catch (IllegalArgumentException e) {
            throw new ControlException("A conversion action has id, name, owner, type (UPLOAD_CLICKS or WEBPAGE),"
                    + " windowDays, onePerClick and createdAt: " + e.getMessage());
        }
    }
}

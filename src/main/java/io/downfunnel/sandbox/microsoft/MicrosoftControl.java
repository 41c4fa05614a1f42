package io.downfunnel.sandbox.microsoft;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;

import io.downfunnel.sandbox.ControlException;
import io.downfunnel.sandbox.Controls;

/** What tests can do to Microsoft. Every call but those that pass is in the journal and holds after a restart. */
final class MicrosoftControl {
    /** What is to go wrong next does not outlive the sandbox, like other faults. */
    static final Set<String> PASSING = Set.of("next-error", "next-reason");

    private static final List<String> VERBS = List.of(
            "revoke",
            "restore",
            "expire-tokens",
            "consent",
            "goal",
            "add-goal",
            "auto-tagging",
            "quota",
            "next-error",
            "next-reason");

    private final MicrosoftTokens tokens;
    private final ConversionGoals goals;
    private final MicrosoftQuota quota;
    private boolean tagging = true;
    private String nextError = "";
    private int nextErrors;
    private String nextReason = "";
    private int nextReasons;

    MicrosoftControl(MicrosoftTokens tokens, ConversionGoals goals, MicrosoftQuota quota) {
        this.tokens = tokens;
        this.goals = goals;
        this.quota = quota;
    }

    void apply(JsonNode entry) {
        var argument = entry.path("argument");
        var at = Instant.parse(entry.path("at").asText());
        switch (entry.path("verb").asText()) {
            case "revoke" -> tokens.revoke(true);
            case "restore" -> tokens.revoke(false);
            case "expire-tokens" -> tokens.expire(at);
            case "consent" -> tokens.consent(at);
            case "goal" ->
                goals.change(
                        Controls.text(argument, "id"),
                        Controls.text(argument, "name"),
                        Controls.truth(argument, "paused"));
            case "add-goal" ->
                goals.add(
                        Controls.text(argument, "id"),
                        Controls.text(argument, "name"),
                        Instant.parse(Controls.text(argument, "createdAt")));
            case "auto-tagging" -> tagging = Controls.truth(argument, "on");
            case "quota" -> quota.limit(Controls.number(argument, "perMinute"));
            case "next-error" -> {
                nextError = Controls.text(argument, "code");
                nextErrors = Controls.number(argument, "times");
            }
            case "next-reason" -> {
                nextReason = Controls.text(argument, "reason");
                nextReasons = Controls.number(argument, "times");
            }
            default ->
                throw new ControlException(
                        "Microsoft knows no '" + entry.path("verb").asText() + "'; it knows " + VERBS);
        }
    }

    void reset() {
        tokens.reset();
        goals.reset();
        quota.reset();
        tagging = true;
        nextErrors = 0;
        nextReasons = 0;
    }

    boolean tagging() {
        return tagging;
    }

    /** What the next item is refused with, whatever it says; once for each. */
    Optional<String> takeError() {
        if (nextErrors == 0) {
            return Optional.empty();
        }
        nextErrors--;
        return Optional.of(nextError);
    }

    /** Why the next item that is taken in is not attributed, whatever it says; once for each. */
    Optional<String> takeReason() {
        if (nextReasons == 0) {
            return Optional.empty();
        }
        nextReasons--;
        return Optional.of(nextReason);
    }
}

package io.downfunnel.console;

import io.downfunnel.domain.FailureRow;
import io.downfunnel.platform.Platforms;
import io.downfunnel.report.ConnectionNames;

/**
 * What came of the last thing somebody did. The address only says which of our sentences is meant: no text of it is shown.
 *
 * @param mark of the sentence
 * @param text empty: nothing is told
 */
public record Told(RunView.Mark mark, String text) {
    static final Told NOTHING = new Told(RunView.Mark.FINE, "");

    /** @param crm what the connection to the CRM is called */
    static Told of(String told, String platform, String code, Platforms platforms, String crm, ConnectionNames names) {
        if (!platform.equals(crm) && platforms.descriptor(platform).isEmpty()) {
            return NOTHING;
        }
        var name = names.of(platform);
        return switch (told) {
            case "settings-saved" ->
                done("The settings of " + name + " are saved. All nodes use them within a minute.");
            case "settings-same" -> done("The settings of " + name + " are what they were: there was nothing to save.");
            case "removed" -> done(name + " is removed. What was entered and granted here is forgotten.");
            case "paused" -> done(name + " is paused, on all nodes.");
            case "resumed" -> done(name + " goes on, on all nodes.");
            case "connected" ->
                done(name + " let us in. All nodes use it from now on; Look at it now shows what works.");
            case "disconnected" ->
                done(name + " is disconnected. Nothing is sent there until somebody connects it again.");
            case "denied" -> wrong("It was declined at " + name + ". Nothing was changed here.");
            case "stranger" ->
                wrong("Nothing was changed: the answer from " + name
                        + " did not fit a sign-in that was begun in this browser within the last ten minutes. Press"
                        + " Connect once more.");
            case "refused" ->
                wrong(name + " did not let us in, and nothing was changed. " + why(platform, code, platforms));
            default -> NOTHING;
        };
    }

    private static Told done(String text) {
        return new Told(new RunView.Mark("fine", "✓", "Done"), text);
    }

    private static Told wrong(String text) {
        return new Told(new RunView.Mark("needs-you", "!", "Not connected"), text);
    }

    private static String why(String platform, String code, Platforms platforms) {
        return platforms
                .failures(platform)
                .flatMap(table -> table.find(code))
                .map(Told::sentences)
                .orElse("Its answer is in the log.");
    }

    private static String sentences(FailureRow row) {
        return row.cause() + (row.remedy().isEmpty() ? "" : " " + row.remedy());
    }
}

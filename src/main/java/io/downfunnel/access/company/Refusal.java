package io.downfunnel.access.company;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Why somebody was not let in by way of the company: what happened, what it means, and what to do. */
public enum Refusal {
    DENIED("The sign-in was declined at your company. Nobody was let in. Press the button once more, and agree there."),
    STRANGER(
            "The answer does not fit a sign-in that was begun in this browser within the last ten minutes. Nobody was let in."
                    + " Press the button once more, and let the browser keep cookies of this address."),
    TOO_SOON(
            "Too many sign-ins failed lately from where you are. Nobody was let in. Try again in a quarter of an hour."),
    UNREACHABLE(
            "Your company's sign-in does not answer right now. Nobody was let in; conversions go on being sent as before."
                    + " Try again in a few minutes."),
    TURNED_DOWN(
            "Your company's sign-in did not finish yours. Nobody was let in. Press the button once more; if it stays like"
                    + " this, an admin finds its answer in the log."),
    NOT_SET_UP(
            "The sign-in with your company is not set up as it has to be. Nobody was let in. Tell an admin: the log says"
                    + " what to mend among the settings downfunnel.oidc or at the provider."),
    NOT_GENUINE(
            "What came from your company's sign-in cannot be trusted: a check of it failed, and the log says which. Nobody"
                    + " was let in. Press the button once more; if it stays like this, tell an admin."),
    WRONG_TIME(
            "By the clock of this machine, what came from your company's sign-in is not valid now. Nobody was let in. Press"
                    + " the button once more; if it stays like this, tell an admin to set the clock of the machine that Downfunnel runs"
                    + " on."),
    NO_ROLE(
            "Your company knows you, but gives you no role here. You were not let in. Ask whoever looks after accounts at your"
                    + " company for one of the groups or roles that are meant for Downfunnel."),
    KEPT_OUT(
            "An admin has removed you from the users of this console. You were not let in. Ask an admin to let you in again"
                    + " on the page Users.");

    private final String text;

    Refusal(String text) {
        this.text = text;
    }

    /** For whoever wanted in. */
    public String text() {
        return text;
    }

    /** As it stands in an address. */
    public String code() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Empty: it is none of ours. */
    public static Optional<Refusal> of(String code) {
        return Arrays.stream(values())
                .filter(refusal -> refusal.code().equals(code))
                .findFirst();
    }
}

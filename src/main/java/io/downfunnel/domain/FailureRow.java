package io.downfunnel.domain;

import java.net.URI;
import java.util.Optional;

/**
 * What one code of a vendor means to us and to people.
 *
 * @param code the vendor's own, or ours in the same spelling where the vendor gives none
 * @param list the vendor's list that the code is a member of, or {@link #OUR_OWN} and what of ours it is about
 * @param failureClass what we do about it
 * @param reach what it holds for
 * @param mender who can mend it
 * @param cause a sentence in plain language
 * @param remedy a sentence that says what to do; empty where nobody has to do anything
 * @param link the vendor's page about it; never empty for a member of a vendor's list
 */
public record FailureRow(
        String code,
        String list,
        FailureClass failureClass,
        Reach reach,
        Mender mender,
        String cause,
        String remedy,
        Optional<URI> link) {

    /** How the name of a list begins that is not the vendor's. */
    public static final String OUR_OWN = "our own";

    /** What a failure holds for. */
    public enum Reach {
        /** One conversion. */
        EVENT("this conversion"),
        /** Every conversion of a conversion action. */
        ACTION("the conversion action"),
        /** What is read of one kind of CRM record. */
        OBJECT("one kind of CRM record"),
        /** All work of a connection. */
        ACCOUNT("the whole connection");

        private final String words;

        Reach(String words) {
            this.words = words;
        }

        public String words() {
            return words;
        }
    }

    /** Who can mend it. */
    public enum Mender {
        NOBODY("nobody needs to"),
        MARKETING("marketing ops"),
        WEBSITE("whoever runs the website"),
        ADS_ADMIN("an admin of the ad account"),
        CRM_ADMIN("an admin of the CRM"),
        OPERATOR("whoever runs Downfunnel"),
        DEVELOPERS("Downfunnel's developers");

        private final String words;

        Mender(String words) {
            this.words = words;
        }

        public String words() {
            return words;
        }
    }

    /** @throws IllegalArgumentException when the row contradicts itself */
    public FailureRow {
        require(!cause.isBlank(), code, "says no cause");
        require(
                remedy.isBlank() == (mender == Mender.NOBODY),
                code,
                "needs a remedy exactly where somebody can mend it");
        require(fits(failureClass, reach), code, failureClass + " does not hold for " + reach);
        require(mender != Mender.NOBODY || !needsSomebody(failureClass), code, failureClass + " needs somebody");
        require(link.isPresent() || list.startsWith(OUR_OWN), code, "has no page of the vendor");
    }

    private static void require(boolean holds, String code, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException("The row of " + code + ": " + otherwise);
        }
    }

    /** What is wrong with an account or a setting is never one conversion's own fault, and the other way round. */
    private static boolean fits(FailureClass failureClass, Reach reach) {
        return switch (failureClass) {
            case AUTHENTICATION, THROTTLED -> reach == Reach.ACCOUNT;
            case CONFIGURATION -> reach != Reach.EVENT;
            case PERMANENT, DELAY, DUPLICATE, OCCUPIED, EXPECTED -> reach == Reach.EVENT;
            case TRANSIENT, UNKNOWN_OUTCOME, UNCLASSIFIED -> true;
        };
    }

    private static boolean needsSomebody(FailureClass failureClass) {
        return failureClass.needsPerson() || failureClass == FailureClass.UNCLASSIFIED;
    }

    /** Whether the code is ours, and no vendor ever wrote it. */
    public boolean ours() {
        return list.startsWith(OUR_OWN);
    }

    /** @param message the vendor's text, without secrets and match keys; where it says nothing, the cause speaks */
    public Failure failure(String message) {
        var said = new Failure(failureClass, code, message);
        return said.message().isEmpty() ? new Failure(failureClass, code, cause) : said;
    }
}

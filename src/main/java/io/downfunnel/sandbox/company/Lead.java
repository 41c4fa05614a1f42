package io.downfunnel.sandbox.company;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Somebody filled in a form, or came on a list.
 *
 * @param number from 0, unlike any other lead's of the company
 * @param country as written into the form
 * @param click the click that truly brought it, or the form that was filled in
 * @param captured what the website put into the hidden fields, which may be something else; of a lead that never saw the
 *     website, what whatever fetched it wrote
 * @param statuses in order; the first is New, at {@code createdAt}
 */
public record Lead(
        int number,
        Person person,
        String country,
        Instant createdAt,
        Campaign campaign,
        Optional<Click> click,
        Captured captured,
        AdConsent consent,
        List<StatusMove> statuses,
        Fate fate) {

    public enum Status {
        NEW("New"),
        WORKING("Working"),
        NURTURING("Nurturing"),
        QUALIFIED("Qualified"),
        DISQUALIFIED("Disqualified");

        private final String label;

        Status(String label) {
            this.label = label;
        }

        public String label() {
            return label;
        }
    }

    public enum AdConsent {
        GRANTED,
        DENIED,
        NOT_ASKED
    }

    public record StatusMove(Instant at, Status to) {}

    /**
     * The hidden fields of the form; an empty one is absent.
     *
     * @param formResponse id or URN of the response to a Lead Gen Form
     */
    public record Captured(
            Optional<String> gclid,
            Optional<String> gbraid,
            Optional<String> wbraid,
            Optional<String> liFatId,
            Optional<Instant> clickedAt,
            Optional<String> campaignId,
            Optional<String> formResponse) {

        static final Captured NOTHING = new Captured(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /** What became of the record. */
    public sealed interface Fate {

        record Stays() implements Fate {}

        record Deleted(Instant at) implements Fate {}

        /** The same person once more; merged into the story's first lead. */
        record Merged(Instant at) implements Fate {}

        /** Became a contact, and with it the story's deal. */
        record OpenedDeal(Instant at) implements Fate {}

        /** Became a contact of the deal that was there already. */
        record JoinedDeal(Instant at) implements Fate {}

        /** Became a contact without any deal. */
        record BecameContact(Instant at) implements Fate {}
    }

    public Lead {
        statuses = List.copyOf(statuses);
    }
}

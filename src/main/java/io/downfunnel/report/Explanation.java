package io.downfunnel.report;

import java.net.URI;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

import io.downfunnel.domain.ConversionState;
import io.downfunnel.domain.Money;

/**
 * The story of a journey, for people and scripts alike: a sentence, what happened one after the other, and how each
 * conversion stands. Click IDs appear as their kind and last four characters.
 *
 * @param subject the root record, for example {@code Lead 00Q…}
 * @param organization name of the CRM organisation
 * @param records the CRM records it is about, the oldest first
 * @param sentence the whole story in one or two sentences
 * @param timeline from the click to the verdict, the oldest first
 * @param conversions what each mapping made of it
 * @param timeZone of all times in texts
 */
public record Explanation(
        String subject,
        String recordId,
        String organization,
        List<CrmRecord> records,
        String sentence,
        List<Entry> timeline,
        List<Conversion> conversions,
        ZoneId timeZone) {

    public Explanation {
        records = List.copyOf(records);
        timeline = List.copyOf(timeline);
        conversions = List.copyOf(conversions);
    }

    /**
     * @param object as the CRM calls it
     * @param page where the CRM shows it to people; empty where that is not known, and of one that is deleted
     */
    public record CrmRecord(String object, String id, Optional<URI> page) {}

    /** What an entry of the timeline tells about, in the order in which a story goes where times are equal. */
    public enum Chapter {
        CLICK("Click"),
        CRM("CRM"),
        STAGE("Stage reached"),
        MATCH("Match"),
        DECISION("Decision"),
        UPLOAD("Upload"),
        VERDICT("Verdict"),
        CHANGE("Change");

        private final String text;

        Chapter(String text) {
            this.text = text;
        }

        public String text() {
            return text;
        }
    }

    /**
     * @param title what happened
     * @param detail how we know, and what it means; may be empty
     */
    public record Entry(Instant at, Chapter chapter, String title, String detail) {}

    /**
     * @param word one of the eight words that people read
     * @param state the same more exactly
     * @param sentence how it stands and why
     * @param remedy what to do; empty when there is nothing to do
     * @param page where the platform itself writes about the reason
     * @param adjustments what was to be changed about it afterwards, the oldest first
     */
    public record Conversion(
            String key,
            String mapping,
            int mappingVersion,
            String stage,
            int occurrence,
            String destination,
            String action,
            ConversionState.Word word,
            ConversionState state,
            Instant since,
            String sentence,
            String remedy,
            Optional<URI> page,
            Instant occurredAt,
            Instant expiresAt,
            Optional<Money> value,
            List<Step> steps,
            List<Change> adjustments) {
        public Conversion {
            steps = List.copyOf(steps);
            adjustments = List.copyOf(adjustments);
        }
    }

    /**
     * An adjustment: what was to be changed about a conversion after it was counted.
     *
     * @param id of its row
     * @param title for example {@code New value €1,200}
     * @param word one of the eight words that people read
     * @param state the same more exactly
     * @param sentence what happened in the CRM, and how it stands with the platform
     * @param remedy what to do; empty when there is nothing to do
     * @param releasable it waits for a person's word, and goes once it is given
     * @param before what the platform counted
     * @param after what it was to count; empty for a retraction
     */
    public record Change(
            long id,
            String title,
            ConversionState.Word word,
            ConversionState state,
            boolean releasable,
            Instant at,
            Instant since,
            String sentence,
            String remedy,
            Optional<Money> before,
            Optional<Money> after,
            List<Step> steps) {
        public Change {
            steps = List.copyOf(steps);
        }
    }

    /** A change of state. */
    public record Step(
            Instant at,
            ConversionState to,
            String because,
            Optional<Long> run,
            Optional<Long> batch,
            int attempt,
            String node) {}

    /** For a terminal: the sentence, the timeline, and the conversions with every change of state. */
    public String toText() {
        return new PlainText(timeZone).of(this);
    }
}

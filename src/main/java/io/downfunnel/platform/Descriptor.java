package io.downfunnel.platform;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

import io.downfunnel.domain.Adjustment;
import io.downfunnel.domain.ClickId;

/**
 * What a platform is and can do, as data.
 *
 * @param id lower case, stable; the prefix of its settings
 * @param name as people write it
 * @param clickIds which click IDs it takes, the preferred one first
 * @param identifiers which hashed identifiers it takes
 * @param largestBatch most events in one request
 * @param batching how many events we put into one request by default
 * @param requests how many requests at once, a minute and a day
 * @param minimumClickAge how old a click must be before its conversion is taken; zero where the platform does not care
 * @param oldestEvent how long after it happened an event is still taken
 * @param longestWindow the longest time from click to event that can count
 * @param capabilities what it can do beyond taking uploads
 * @param settings what an account needs to be opened
 * @param adjusting how what it counts can be changed afterwards
 */
public record Descriptor(
        String id,
        String name,
        List<ClickId.Kind> clickIds,
        Set<Identifier> identifiers,
        int largestBatch,
        int batching,
        Pace requests,
        Duration minimumClickAge,
        Duration oldestEvent,
        Duration longestWindow,
        Set<Capability> capabilities,
        List<Setting> settings,
        Adjusting adjusting) {

    public enum Identifier {
        EMAIL,
        PHONE
    }

    public enum Capability {
        /** Says later what became of a batch ({@link AdAccount#verdict}). */
        VERDICTS,
        /** Takes the same key twice and counts it once, so that an unknown outcome may be sent again. */
        DEDUPLICATES,
        /** Looks at events without taking them in ({@link AdAccount#validate}). */
        VALIDATES,
        /** Takes a new value for what it counts ({@link AdAccount#adjust}). */
        RESTATES,
        /** Takes back what it counts ({@link AdAccount#adjust}). */
        RETRACTS,
        /** Shows its conversion actions ({@link AdAccount#conversionActions}). */
        LISTS_ACTIONS,
        /** Makes conversion actions ({@link AdAccount#create}). */
        CREATES_ACTIONS,
        /** Switches a conversion action on again ({@link AdAccount#enable}). */
        ENABLES_ACTIONS,
        /** Counts a conversion action only for campaigns that it is tied to ({@link AdAccount#associate}). */
        ASSOCIATES_CAMPAIGNS,
        /** Shows its campaigns ({@link AdAccount#adCampaigns}). */
        LISTS_CAMPAIGNS,
        /** Shows which ad accounts our access reaches ({@link AdAccount#reachable}). */
        LISTS_ACCOUNTS,
        /** Reports cost, impressions and clicks ({@link AdAccount#costs}). */
        REPORTS_COST,
        /** Reports what it counted ({@link AdAccount#counted}). */
        REPORTS_COUNTED,
        /** Knows single clicks by their click IDs ({@link AdAccount#clicks}). */
        REPORTS_CLICKS,
        /** Tells who filled in the forms of its ads ({@link AdAccount#leads}). */
        REPORTS_LEADS,
        /** Says of its own accord how uploads fare ({@link AdAccount#diagnostics}). */
        DIAGNOSES
    }

    /**
     * How what a platform counts can be changed.
     *
     * @param within how long after a conversion
     * @param never click IDs whose conversions cannot be changed
     * @param byHand how a person takes a conversion back where we cannot; a sentence, empty where there is no way
     * @param apart kinds that go another way than uploads: it may be broken, or not permitted, while uploads go theirs
     * @param byClick whether the platform finds a conversion by its click ID and not by our key: one without a click ID
     *     cannot be changed then
     */
    public record Adjusting(
            Duration within, Set<ClickId.Kind> never, String byHand, Set<Adjustment.Kind> apart, boolean byClick) {
        /** What is counted stays counted. */
        public static final Adjusting IMPOSSIBLE = new Adjusting(Duration.ZERO, Set.of(), "");

        public Adjusting {
            never = Set.copyOf(never);
            apart = Set.copyOf(apart);
        }

        /** By our key, and all the way that uploads go. */
        public Adjusting(Duration within, Set<ClickId.Kind> never, String byHand) {
            this(within, never, byHand, Set.of(), false);
        }

        /** By our key. */
        public Adjusting(Duration within, Set<ClickId.Kind> never, String byHand, Set<Adjustment.Kind> apart) {
            this(within, never, byHand, apart, false);
        }
    }

    /** Which requests a vendor counts together as those of one day. */
    public enum Day {
        /** Those since midnight UTC. */
        UTC,
        /** The vendor does not say when its day begins: those of any 24 hours, which is safe whenever it does. */
        ANY
    }

    /**
     * How many requests we may send: at once, a minute, and a day. Where the platform gives verdicts, as many questions
     * for them again.
     */
    public record Pace(int atOnce, int perMinute, int perDay, Day day) {
        public Pace {
            if (atOnce < 1 || perMinute < 1 || perDay < 1) {
                throw new IllegalArgumentException("A pace allows at least one request");
            }
        }

        public Pace(int atOnce, int perMinute, int perDay) {
            this(atOnce, perMinute, perDay, Day.UTC);
        }
    }

    /**
     * @param key below {@code downfunnel.<id>.}
     * @param label what people read
     * @param help a sentence: where to find the value
     * @param secret sealed, and never shown again
     * @param fallback used when the user gives nothing; empty: the user must
     * @param choices the only values it takes; empty: it takes any text
     */
    public record Setting(
            String key, String label, String help, boolean secret, Optional<String> fallback, List<String> choices) {
        private static final Pattern ADDRESS = Pattern.compile("https?://.+|[\\w.-]+:\\d+");

        public Setting {
            choices = List.copyOf(choices);
        }

        public static Setting required(String key, String label, String help) {
            return new Setting(key, label, help, false, Optional.empty(), List.of());
        }

        public static Setting secret(String key, String label, String help) {
            return new Setting(key, label, help, true, Optional.of(""), List.of());
        }

        public static Setting optional(String key, String label, String help, String fallback) {
            return new Setting(key, label, help, false, Optional.of(fallback), List.of());
        }

        /** One of a few words. */
        public static Setting choice(String key, String label, String help, String fallback, String... choices) {
            return new Setting(key, label, help, false, Optional.of(fallback), List.of(choices));
        }

        /** The vendor's own address: secrets go there, so it is set where the installation is, and never by a form. */
        public boolean address() {
            return fallback.filter(text -> ADDRESS.matcher(text).matches()).isPresent();
        }
    }

    /** A platform that counts for good. */
    public Descriptor(
            String id,
            String name,
            List<ClickId.Kind> clickIds,
            Set<Identifier> identifiers,
            int largestBatch,
            int batching,
            Pace requests,
            Duration minimumClickAge,
            Duration oldestEvent,
            Duration longestWindow,
            Set<Capability> capabilities,
            List<Setting> settings) {
        this(
                id,
                name,
                clickIds,
                identifiers,
                largestBatch,
                batching,
                requests,
                minimumClickAge,
                oldestEvent,
                longestWindow,
                capabilities,
                settings,
                Adjusting.IMPOSSIBLE);
    }

    public Descriptor {
        clickIds = List.copyOf(clickIds);
        identifiers = Set.copyOf(identifiers);
        capabilities = Set.copyOf(capabilities);
        settings = List.copyOf(settings);
    }

    /** The same platform as far as an account may use it. */
    public Descriptor with(Set<Identifier> identifiers, Set<Capability> capabilities) {
        return but(identifiers, batching, requests, capabilities, adjusting);
    }

    /** The same platform at another pace, or with other batches: an installation may differ from the vendor's rule. */
    public Descriptor with(Pace pace, int batch) {
        return but(identifiers, batch, pace, capabilities, adjusting);
    }

    /** The same platform without some of what it can do: an account may have no access to it. */
    public Descriptor without(Set<Capability> absent) {
        var left = new HashSet<>(capabilities);
        left.removeAll(absent);
        return but(identifiers, batching, requests, left, adjusting);
    }

    /** The same platform by a route that changes what it counts in another way. */
    public Descriptor with(Adjusting other) {
        return but(identifiers, batching, requests, capabilities, other);
    }

    private Descriptor but(
            Set<Identifier> identifiers,
            int batching,
            Pace requests,
            Set<Capability> capabilities,
            Adjusting adjusting) {
        return new Descriptor(
                id,
                name,
                clickIds,
                identifiers,
                largestBatch,
                batching,
                requests,
                minimumClickAge,
                oldestEvent,
                longestWindow,
                capabilities,
                settings,
                adjusting);
    }

    /** Can anything be changed about what it counts? */
    public boolean adjusts() {
        return can(Capability.RESTATES) || can(Capability.RETRACTS);
    }

    public boolean can(Capability capability) {
        return capabilities.contains(capability);
    }
}

package io.downfunnel.domain;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/**
 * What a funnel would have made of the CRM's history, night after night, and what the one in force would have made of it.
 *
 * <p>All counts are of conversions whose stage event happened on one of the days. Money is added up by currency and never
 * across. Weeks begin on Monday, in the organisation's time zone.
 *
 * @param days on which the stage events happened, in {@code timeZone}; both ends included
 * @param timeZone of the organisation
 * @param until the present of the simulation: what is to come after it is waiting
 * @param liveVersion the version compared with; empty when none was in force
 * @param records leads and opportunities that were read
 * @param journeys of these that reached a stage which is mapped
 * @param won deals that were closed-won on one of the days, by week; whoever brought them
 * @param mappings in the order of the funnel, then those that are in force and not in it
 * @param notes what the simulation could not know, in sentences
 */
public record Simulation(
        Days days,
        String timeZone,
        Instant until,
        Optional<Integer> liveVersion,
        long records,
        long journeys,
        List<WonWeek> won,
        List<OfMapping> mappings,
        List<String> notes) {

    /**
     * @param week its Monday
     * @param deals how many
     * @param revenue their amounts as they are now, by currency; deals without an amount or a currency are only counted
     */
    public record WonWeek(LocalDate week, long deals, List<Money> revenue) {
        public WonWeek {
            revenue = List.copyOf(revenue);
        }
    }

    /**
     * @param mapping its name
     * @param removed whether it is in force and not in the simulated funnel; nothing is sent by it then
     * @param total of all weeks
     * @param weeks those with a conversion, in order
     * @param refused why conversions are not sent, the most frequent reason first
     * @param identities what sent conversions are recognised by, the most frequent first
     * @param consents what is told of the persons of sent conversions, the most frequent first
     * @param won deals of the same journeys that are closed-won now: how much of what was told became revenue
     * @param difference to the version in force; empty when none was
     * @param samples a few deals of each kind
     */
    public record OfMapping(
            String mapping,
            String stage,
            String destination,
            String action,
            boolean removed,
            Count total,
            List<Week> weeks,
            List<Refusal> refused,
            List<Identity> identities,
            List<Consents> consents,
            Won won,
            Optional<Difference> difference,
            List<Sample> samples) {
        public OfMapping {
            weeks = List.copyOf(weeks);
            refused = List.copyOf(refused);
            identities = List.copyOf(identities);
            consents = List.copyOf(consents);
            samples = List.copyOf(samples);
        }
    }

    /**
     * @param sent conversions that are sent
     * @param value what they are worth, by currency
     * @param withoutValue sent without a value, although the mapping asks for one
     * @param waiting not sent yet, and not refused: a hold-back, a click that is too young
     * @param refused not sent
     */
    public record Count(long sent, List<Money> value, long withoutValue, long waiting, long refused) {
        public Count {
            value = List.copyOf(value);
        }
    }

    /**
     * @param week its Monday
     * @param live how many the version in force sends
     * @param liveValue what these are worth, by currency
     */
    public record Week(LocalDate week, Count count, long live, List<Money> liveValue) {
        public Week {
            liveValue = List.copyOf(liveValue);
        }
    }

    public record Refusal(Reason reason, long conversions) {}

    /** @param by click ID or hashed identifiers, as people write it, such as {@code GCLID} or {@code e-mail and phone} */
    public record Identity(String by, long conversions) {}

    public record Consents(Consent consent, long conversions) {}

    /** @param revenue by currency */
    public record Won(long deals, List<Money> revenue) {
        public Won {
            revenue = List.copyOf(revenue);
        }
    }

    /**
     * @param same sent by both, and alike
     * @param onlyHere sent by the simulated funnel alone
     * @param onlyLive sent by the version in force alone
     * @param otherValue sent by both with another value
     * @param otherAction sent by both to another conversion action
     * @param otherIdentity sent by both, recognised by something else or with another consent
     * @param otherTime sent by both on another night
     */
    public record Difference(
            long same,
            long onlyHere,
            long onlyLive,
            long otherValue,
            long otherAction,
            long otherIdentity,
            long otherTime) {

        /** Does the funnel send the very same as the version in force? */
        public boolean none() {
            return onlyHere + onlyLive + otherValue + otherAction + otherIdentity + otherTime == 0;
        }
    }

    public enum Kind {
        SENT,
        WAITING,
        REFUSED,
        ONLY_HERE,
        ONLY_LIVE,
        OTHERWISE
    }

    /**
     * One deal, for people to look at.
     *
     * @param object of the record: Lead or Opportunity
     * @param recordId 18 characters
     * @param occurredAt when the stage was reached
     * @param decidedAt the night in which the last word about it fell
     * @param reason why it is not sent, or waits; empty of a sent one
     * @param sentence the decision in words; a click ID by its kind and last four characters
     * @param value empty: none
     * @param live what the version in force makes of it, in a sentence; empty where nothing is compared
     */
    public record Sample(
            Kind kind,
            CrmObject object,
            String recordId,
            Instant occurredAt,
            Instant decidedAt,
            Optional<Reason> reason,
            String sentence,
            Optional<Money> value,
            String live) {}

    public Simulation {
        won = List.copyOf(won);
        mappings = List.copyOf(mappings);
        notes = List.copyOf(notes);
    }
}

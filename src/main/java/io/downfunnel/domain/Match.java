package io.downfunnel.domain;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The clicks and the person that a stage event belongs to.
 *
 * @param clicks at most one of each kind, usable or not
 * @param person whose identifiers and consent go with it; empty when the CRM links none
 * @param records fields by API name of every record that lends something or speaks for the person; consent is read here
 * @param testRecord whether the event's record, or one that lends a click or the person, is a test record, or the platform
 *     says so ({@link #tested})
 * @param problem impossible data on a record that lends a click or the person, in words
 */
public record Match(
        List<MatchedClick> clicks,
        Optional<Person> person,
        List<Map<String, String>> records,
        boolean testRecord,
        Optional<String> problem) {

    /** Which record lent a click or the person; in the order in which they are asked. */
    public enum Rule {
        /** The lead whose event it is. */
        LEAD_ITSELF("the lead itself"),
        /** The opportunity whose event it is. */
        OPPORTUNITY_ITSELF("the opportunity itself"),
        /** A lead that was converted into the opportunity. */
        CONVERTED_LEAD("a lead that was converted into the opportunity"),
        /** A lead that was merged with one of these. */
        MERGED_LEAD("a lead that was merged with this one"),
        /** The contact in the primary contact role. */
        PRIMARY_CONTACT("the primary contact"),
        /** A lead that was converted into that contact. */
        PRIMARY_CONTACT_LEAD("a lead that became the primary contact"),
        /** The contact in another contact role. */
        OTHER_CONTACT("another contact of the opportunity"),
        /** A lead that was converted into such a contact. */
        OTHER_CONTACT_LEAD("a lead that became another contact of the opportunity");

        private static final Set<Rule> OF_THE_EVENT =
                EnumSet.of(LEAD_ITSELF, OPPORTUNITY_ITSELF, CONVERTED_LEAD, MERGED_LEAD);

        private final String text;

        Rule(String text) {
            this.text = text;
        }

        /** As it stands in a sentence. */
        public String text() {
            return text;
        }

        private boolean isOfTheEvent() {
            return OF_THE_EVENT.contains(this);
        }
    }

    /** @param id of a CRM record that lent something */
    public record Source(CrmObject object, String id, Rule rule) {}

    /** Whether a click can stand for an event. */
    public enum Fit {
        FITS,
        /** The CRM's copy of the click ID is damaged; kept so that it can be told and mended. */
        MANGLED,
        /** The click came after the event and cannot have brought it. */
        AFTER_EVENT,
        /** The platform says that somebody only tried its form out. */
        TEST
    }

    public record MatchedClick(Click click, Source source, Fit fit) {}

    /**
     * @param email empty where the CRM has none, or none that is an address
     * @param phone empty where the CRM has none, or none that can be dialled
     */
    public record Person(
            Source source, Optional<HashedIdentifier.Email> email, Optional<HashedIdentifier.Phone> phone) {}

    public static final Match NOTHING = new Match(List.of(), Optional.empty(), List.of(), false, Optional.empty());

    public Match {
        clicks = List.copyOf(clicks);
        records = List.copyOf(records);
    }

    /**
     * The click that makes the event nothing but a test: on the event's own record or a lead that became it, while nobody's
     * click fits.
     */
    public Optional<MatchedClick> tested() {
        return tested(clicks);
    }

    /** The same of clicks that no match was made of yet. */
    public static Optional<MatchedClick> tested(List<MatchedClick> clicks) {
        return clicks.stream().anyMatch(click -> click.fit() == Fit.FITS)
                ? Optional.empty()
                : clicks.stream()
                        .filter(click ->
                                click.fit() == Fit.TEST && click.source().rule().isOfTheEvent())
                        .findFirst();
    }

    /** By at least one click ID that fits. */
    public boolean matched() {
        return clicks.stream().anyMatch(click -> click.fit() == Fit.FITS);
    }

    /** By anything at all, be it usable or not. */
    public boolean recognises() {
        return !clicks.isEmpty()
                || person.filter(known ->
                                known.email().isPresent() || known.phone().isPresent())
                        .isPresent();
    }

    public Optional<MatchedClick> click(ClickId.Kind kind) {
        return clicks.stream()
                .filter(matched -> matched.click().id().kind() == kind)
                .findFirst();
    }
}

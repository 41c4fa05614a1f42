package io.downfunnel.domain;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The clicks and the person that a stage event belongs to.
 *
 * @param clicks at most one of each kind, usable or not
 * @param person whose identifiers and consent go with it; empty when the CRM links none
 * @param testRecord whether the event's record, or one that lends a click or the person, is a test record
 * @param problem impossible data on a record that lends a click or the person, in words
 */
public record Match(List<MatchedClick> clicks, Optional<Person> person, boolean testRecord, Optional<String> problem) {

    /** Which record lent a click or the person; in the order in which they are asked. */
    public enum Rule {
        /** The lead whose event it is. */
        LEAD_ITSELF,
        /** The opportunity whose event it is. */
        OPPORTUNITY_ITSELF,
        /** A lead that was converted into the opportunity. */
        CONVERTED_LEAD,
        /** The contact in the primary contact role. */
        PRIMARY_CONTACT,
        /** A lead that was converted into that contact. */
        PRIMARY_CONTACT_LEAD,
        /** The contact in another contact role. */
        OTHER_CONTACT,
        /** A lead that was converted into such a contact. */
        OTHER_CONTACT_LEAD
    }

    /** @param id of a CRM record that lent something */
    public record Source(CrmObject object, String id, Rule rule) {}

    public record MatchedClick(Click click, Source source) {}

    /**
     * @param email empty where the CRM has none, or none that is an address
     * @param phone empty where the CRM has none, or none that can be dialled
     * @param records fields by API name of every record that speaks for the person; consent is read here
     */
    public record Person(
            Source source,
            Optional<HashedIdentifier.Email> email,
            Optional<HashedIdentifier.Phone> phone,
            List<Map<String, String>> records) {
        public Person {
            records = List.copyOf(records);
        }
    }

    public static final Match NOTHING = new Match(List.of(), Optional.empty(), false, Optional.empty());

    public Match {
        clicks = List.copyOf(clicks);
    }

    /** By at least one click ID. */
    public boolean matched() {
        return !clicks.isEmpty();
    }

    public Optional<MatchedClick> click(ClickId.Kind kind) {
        return clicks.stream()
                .filter(matched -> matched.click().id().kind() == kind)
                .findFirst();
    }
}

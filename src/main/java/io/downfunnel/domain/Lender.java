package io.downfunnel.domain;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A CRM record that may lend an event a click, or the person.
 *
 * @param id 18 characters
 * @param contactId of a lead: the contact it was converted to
 * @param clicks one of each kind at most, as the CRM has them; and the form responses that the platform told of
 * @param email empty for an opportunity
 * @param phone empty for an opportunity
 * @param fields by API name; a missing key means no value
 * @param testRecord as the extraction saw it
 * @param problem impossible data, in words
 * @param gone deleted in the CRM, and not by a merge
 * @param tests of its clicks, those that the platform calls a test
 */
public record Lender(
        CrmObject object,
        String id,
        Instant createdAt,
        Optional<String> contactId,
        List<Click> clicks,
        Optional<HashedIdentifier.Email> email,
        Optional<HashedIdentifier.Phone> phone,
        Map<String, String> fields,
        boolean testRecord,
        Optional<String> problem,
        boolean gone,
        Set<ClickId> tests) {

    /**
     * A record's place in the order in which an event's records are asked.
     *
     * @param position records of one position are asked together
     * @param rule empty: it lends nothing and only speaks for the person
     */
    public record Candidate(int position, Optional<Match.Rule> rule, Lender lender) {}

    public Lender {
        clicks = List.copyOf(clicks);
        fields = Map.copyOf(fields);
        tests = Set.copyOf(tests);
    }

    /** Two records speak for one person when one of them, or a lead's conversion, says so. */
    public boolean isSamePersonAs(Lender other) {
        return object != CrmObject.OPPORTUNITY
                && other.object != CrmObject.OPPORTUNITY
                && person().equals(other.person());
    }

    private String person() {
        return contactId.orElse(id);
    }
}

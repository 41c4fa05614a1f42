package io.downfunnel.domain;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.downfunnel.domain.Journey.FieldChange;
import io.downfunnel.domain.Journey.LeadStory;
import io.downfunnel.domain.Journey.OpportunityStory;

/**
 * All that the CRM has told of records that belong together: the stories that make their journeys, and every record that
 * may lend one of them a click or the person.
 *
 * @param organization Salesforce's own id of the organisation, 18 characters
 * @param leads whose journeys these are
 * @param opportunities whose journeys these are
 * @param lendings by the id of the lead or opportunity that asks; itself among them, each record once
 * @param wonStages stages of the CRM in which an opportunity was ever seen won
 */
public record Dossier(
        String organization,
        List<LeadStory> leads,
        List<OpportunityStory> opportunities,
        Map<String, List<Lending>> lendings,
        Set<String> wonStages) {

    /**
     * A record that may lend a click or the person.
     *
     * @param position records of one position are asked together
     * @param rule empty: it lends nothing and only speaks for the person
     * @param linkedAt since when the two records belong together; {@link Instant#MIN} where the CRM does not say
     * @param lender as it is now
     * @param modifiedAt its last change of any kind
     * @param history rows of tracked fields, in any order; only leads have any
     */
    public record Lending(
            int position,
            Optional<Match.Rule> rule,
            Instant linkedAt,
            Lender lender,
            Instant modifiedAt,
            List<FieldChange> history) {
        public Lending {
            history = List.copyOf(history);
        }
    }

    public Dossier {
        leads = List.copyOf(leads);
        opportunities = List.copyOf(opportunities);
        lendings = Map.copyOf(lendings);
        wonStages = Set.copyOf(wonStages);
    }
}

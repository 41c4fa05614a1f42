package io.downfunnel.extract;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.downfunnel.domain.CrmObject;
import io.downfunnel.domain.CrmStream;
import io.downfunnel.domain.Funnel;
import io.downfunnel.extract.salesforce.Described;

/**
 * What is selected of an object: what we want of it, as far as our user sees it.
 *
 * @param fields for the query; never empty
 * @param kept of them, what is kept by name
 * @param warnings sentences about what is missing or not kept
 * @param obstacle why the object cannot be extracted at all
 */
record Selection(Set<String> fields, Set<String> kept, List<String> warnings, Optional<String> obstacle) {

    private static final Set<String> EVERY_RECORD = Set.of("Id", "CreatedDate", "SystemModstamp", "IsDeleted");

    private static final Map<CrmStream, Set<String>> REQUIRED = new EnumMap<>(Map.of(
            CrmStream.LEAD, Set.of("Status", "IsConverted", "ConvertedOpportunityId"),
            CrmStream.OPPORTUNITY, Set.of("StageName", "IsClosed", "IsWon"),
            CrmStream.OPPORTUNITY_HISTORY, Set.of("Id", "OpportunityId", "StageName", "CreatedDate"),
            CrmStream.CONTACT_ROLE, Set.of("OpportunityId", "ContactId", "IsPrimary"),
            CrmStream.CONTACT, Set.of(),
            CrmStream.LEAD_HISTORY, Set.of("Id", "LeadId", "Field", "OldValue", "NewValue", "CreatedDate")));

    /** Those whose absence costs conversions or matches, and is spoken of. */
    private static final Map<CrmStream, Set<String>> MISSED = new EnumMap<>(Map.of(
            CrmStream.LEAD, Set.of("Email", "Phone", "ConvertedContactId"),
            CrmStream.OPPORTUNITY, Set.of("Amount"),
            CrmStream.OPPORTUNITY_HISTORY, Set.of("Amount"),
            CrmStream.CONTACT_ROLE, Set.of(),
            CrmStream.CONTACT, Set.of("Email", "Phone"),
            CrmStream.LEAD_HISTORY, Set.of()));

    /** Those that an organisation may do without, some of them for lack of a feature (salesforce.md §5.1). */
    private static final Map<CrmStream, Set<String>> WELCOME = new EnumMap<>(Map.of(
            CrmStream.LEAD,
            Set.of(
                    "MasterRecordId",
                    "ConvertedDate",
                    "ConvertedAccountId",
                    "Country",
                    "CountryCode",
                    "MobilePhone",
                    "CurrencyIsoCode"),
            CrmStream.OPPORTUNITY,
            Set.of("AccountId", "ContactId", "CurrencyIsoCode"),
            CrmStream.OPPORTUNITY_HISTORY,
            Set.of(),
            CrmStream.CONTACT_ROLE,
            Set.of("Role"),
            CrmStream.CONTACT,
            Set.of("MasterRecordId", "AccountId", "MailingCountry", "MailingCountryCode", "MobilePhone"),
            CrmStream.LEAD_HISTORY,
            Set.of()));

    Selection {
        fields = Set.copyOf(fields);
        kept = Set.copyOf(kept);
        warnings = List.copyOf(warnings);
    }

    static Selection of(CrmStream stream, Described described, ClickIdFields clicks, Funnel funnel) {
        var asked = object(stream).map(funnel::fields).map(Set::copyOf).orElse(Set.of());
        var required = required(stream);
        var missed = new TreeSet<>(MISSED.get(stream));
        missed.addAll(asked);
        var welcome = new TreeSet<>(WELCOME.get(stream));
        object(stream).ifPresent(object -> welcome.addAll(clicks.all()));
        if (stream == CrmStream.LEAD) {
            // Where a click leaves its trace first: without them nothing can be matched.
            missed.addAll(clicks.names().values());
        }
        var warnings = new ArrayList<String>();
        var absent = without(missed, described.fields());
        if (!absent.isEmpty()) {
            warnings.add(stream + " has no " + String.join(", ", absent) + " that our user sees: what depends on "
                    + (absent.size() == 1 ? "it" : "them")
                    + " is left out. Where the field exists, grant our user read "
                    + "access to it in field-level security");
        }
        var personal =
                asked.stream().filter(described.personal()::contains).sorted().toList();
        if (!personal.isEmpty()) {
            warnings.add(
                    "The funnel asks for " + stream + " " + String.join(", ", personal)
                            + ", which holds e-mail addresses or phone numbers; these are never kept, so no condition on it holds");
        }
        var all = Stream.of(required, missed, welcome)
                .flatMap(Set::stream)
                .filter(described.fields()::contains)
                .collect(Collectors.toCollection(TreeSet::new));
        return new Selection(
                all,
                Set.copyOf(without(asked, Set.copyOf(personal))),
                warnings,
                obstacle(stream, without(required, described.fields())));
    }

    private static Set<String> required(CrmStream stream) {
        var required = new TreeSet<>(REQUIRED.get(stream));
        switch (stream) {
            case LEAD, OPPORTUNITY, CONTACT, CONTACT_ROLE -> required.addAll(EVERY_RECORD);
            case LEAD_HISTORY, OPPORTUNITY_HISTORY -> {}
        }
        return required;
    }

    private static Optional<String> obstacle(CrmStream stream, Set<String> missing) {
        return missing.isEmpty()
                ? Optional.empty()
                : Optional.of(stream + " cannot be read: our user does not see " + String.join(", ", missing)
                        + ". Grant it read access in field-level security; until then nothing of " + stream
                        + " is extracted, and nothing is lost");
    }

    private static Optional<CrmObject> object(CrmStream stream) {
        return CrmObject.named(stream.apiName());
    }

    private static Set<String> without(Set<String> all, Set<String> some) {
        var rest = new TreeSet<>(all);
        rest.removeAll(some);
        return rest;
    }
}

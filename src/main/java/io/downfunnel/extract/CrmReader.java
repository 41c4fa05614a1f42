package io.downfunnel.extract;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Currency;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import io.downfunnel.domain.ClickId;
import io.downfunnel.domain.ClickIdShape;
import io.downfunnel.domain.CrmRecord;
import io.downfunnel.domain.CrmRecord.ClickFields;
import io.downfunnel.domain.CrmRecord.Person;
import io.downfunnel.domain.CrmStream;

/**
 * Reads a record's texts into our own words. Impossible data become the record's problem, which excludes its conversions
 * one by one and never fails a run.
 *
 * @param clicks the click-ID fields by name
 * @param kept what else is kept of a record's fields, by stream; none of them holds an e-mail address or a phone number
 * @param testDomains e-mail domains of test records, in lower case
 * @param currency of an organisation with only one; empty: each record names its own
 */
record CrmReader(
        ClickIdFields clicks, Map<CrmStream, Set<String>> kept, Set<String> testDomains, Optional<String> currency) {

    private static final Set<String> CURRENCIES = Currency.getAvailableCurrencies().stream()
            .map(Currency::getCurrencyCode)
            .collect(Collectors.toUnmodifiableSet());

    /** A row without what every row has: id, the stream's clock, or what it belongs to. */
    static final class UnreadableException extends RuntimeException {
        private static final long serialVersionUID = 1;

        UnreadableException(String field) {
            super("A row came without a usable " + field);
        }
    }

    CrmRecord read(CrmStream stream, Map<String, String> values) {
        var fields = new CrmFields(values);
        return switch (stream) {
            case LEAD -> lead(values, fields);
            case LEAD_HISTORY -> leadHistory(fields);
            case OPPORTUNITY -> opportunity(values, fields);
            case OPPORTUNITY_HISTORY -> opportunityHistory(fields);
            case CONTACT_ROLE -> contactRole(fields);
            case CONTACT -> contact(values, fields);
        };
    }

    private CrmRecord lead(Map<String, String> values, CrmFields fields) {
        var modifiedAt = modifiedAt(fields);
        return new CrmRecord.Lead(
                id(fields, "Id"),
                createdAt(fields, modifiedAt),
                modifiedAt,
                fields.flag("IsDeleted"),
                fields.text("MasterRecordId"),
                fields.raw("Status"),
                fields.flag("IsConverted"),
                fields.date("ConvertedDate"),
                fields.text("ConvertedAccountId"),
                fields.text("ConvertedContactId"),
                fields.text("ConvertedOpportunityId"),
                currency(fields),
                clicks(fields),
                person(fields),
                kept(CrmStream.LEAD, values),
                fields.problems());
    }

    private CrmRecord opportunity(Map<String, String> values, CrmFields fields) {
        var modifiedAt = modifiedAt(fields);
        return new CrmRecord.Opportunity(
                id(fields, "Id"),
                createdAt(fields, modifiedAt),
                modifiedAt,
                fields.flag("IsDeleted"),
                fields.text("AccountId"),
                fields.text("ContactId"),
                fields.raw("StageName"),
                fields.flag("IsClosed"),
                fields.flag("IsWon"),
                amount(fields),
                currency(fields),
                clicks(fields),
                kept(CrmStream.OPPORTUNITY, values),
                fields.problems());
    }

    private CrmRecord contact(Map<String, String> values, CrmFields fields) {
        var modifiedAt = modifiedAt(fields);
        return new CrmRecord.Contact(
                id(fields, "Id"),
                createdAt(fields, modifiedAt),
                modifiedAt,
                fields.flag("IsDeleted"),
                fields.text("MasterRecordId"),
                fields.text("AccountId"),
                clicks(fields),
                person(fields),
                kept(CrmStream.CONTACT, values),
                fields.problems());
    }

    private static CrmRecord contactRole(CrmFields fields) {
        var modifiedAt = modifiedAt(fields);
        return new CrmRecord.ContactRole(
                id(fields, "Id"),
                id(fields, "OpportunityId"),
                id(fields, "ContactId"),
                createdAt(fields, modifiedAt),
                modifiedAt,
                fields.flag("IsDeleted"),
                fields.flag("IsPrimary"),
                fields.text("Role"));
    }

    private static CrmRecord leadHistory(CrmFields fields) {
        return new CrmRecord.LeadHistory(
                id(fields, "Id"),
                id(fields, "LeadId"),
                clock(fields, "CreatedDate"),
                fields.text("Field").orElseThrow(() -> new UnreadableException("Field")),
                fields.raw("OldValue"),
                fields.raw("NewValue"));
    }

    private static CrmRecord opportunityHistory(CrmFields fields) {
        return new CrmRecord.OpportunityHistory(
                id(fields, "Id"),
                id(fields, "OpportunityId"),
                clock(fields, "CreatedDate"),
                fields.raw("StageName"),
                amount(fields),
                fields.problems());
    }

    private static String id(CrmFields fields, String name) {
        return fields.text(name).map(RecordId::full).orElseThrow(() -> new UnreadableException(name));
    }

    private static Instant clock(CrmFields fields, String name) {
        return fields.instant(name).orElseThrow(() -> new UnreadableException(name));
    }

    private static Instant modifiedAt(CrmFields fields) {
        return clock(fields, "SystemModstamp");
    }

    /** An impossible creation is the record's problem; the column still wants an instant. */
    private static Instant createdAt(CrmFields fields, Instant modifiedAt) {
        var createdAt = fields.instant("CreatedDate");
        if (createdAt.isEmpty() && fields.problems().isEmpty()) {
            fields.problem("CreatedDate is missing");
        }
        return createdAt.orElse(modifiedAt);
    }

    private static Optional<BigDecimal> amount(CrmFields fields) {
        return fields.number("Amount");
    }

    private Optional<String> currency(CrmFields fields) {
        var code = fields.text("CurrencyIsoCode").map(text -> text.toUpperCase(Locale.ROOT));
        if (code.isPresent() && code.filter(CURRENCIES::contains).isEmpty()) {
            fields.problem("CurrencyIsoCode is not a currency of ISO 4217");
            return Optional.empty();
        }
        return code.or(() -> currency);
    }

    private ClickFields clicks(CrmFields fields) {
        var found = new EnumMap<ClickId.Kind, String>(ClickId.Kind.class);
        clicks.names()
                .forEach((kind, name) -> fields.text(name)
                        .ifPresent(text ->
                                found.put(kind, ClickIdShape.written(kind, text).value())));
        return new ClickFields(found, fields.instant(clicks.clickedAt()));
    }

    private Person person(CrmFields fields) {
        var email = fields.text("Email");
        var region = fields.text("CountryCode")
                .or(() -> fields.text("MailingCountryCode"))
                .or(() -> fields.text("Country"))
                .or(() -> fields.text("MailingCountry"))
                .flatMap(Countries::region);
        return new Person(
                email.flatMap(EmailAddress::hash),
                fields.text("Phone")
                        .flatMap(number -> PhoneNumber.hash(number, region))
                        .or(() -> fields.text("MobilePhone").flatMap(number -> PhoneNumber.hash(number, region))),
                email.flatMap(EmailAddress::domain).filter(this::isTest).isPresent());
    }

    /** Sub-domains of a test domain are for tests too. */
    private boolean isTest(String domain) {
        return testDomains.stream().anyMatch(test -> domain.equals(test) || domain.endsWith("." + test));
    }

    private Map<String, String> kept(CrmStream stream, Map<String, String> values) {
        var found = new HashMap<String, String>();
        kept.getOrDefault(stream, Set.of()).forEach(name -> {
            var value = values.get(name);
            if (value != null && !value.isBlank()) {
                found.put(name, value);
            }
        });
        return found;
    }
}

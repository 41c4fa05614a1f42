package io.downfunnel.sandbox.salesforce;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

import io.downfunnel.sandbox.company.Deal.Stage;

/** What people and programs do in the organisation, with all that Salesforce does behind their backs when they do it. */
final class Crm {

    private static final List<String> MAPPED_TO_CONTACT = List.of(
            "GCLID__c",
            "GBRAID__c",
            "WBRAID__c",
            "LI_FAT_ID__c",
            "MSCLKID__c",
            "LI_FORM_RESPONSE__c",
            "Clicked_At__c",
            "Ad_Consent__c",
            "Campaign_Id__c");

    /** Whoever set up the mapping forgot the two newer click IDs. */
    private static final List<String> MAPPED_TO_OPPORTUNITY = List.of(
            "GCLID__c",
            "LI_FAT_ID__c",
            "MSCLKID__c",
            "LI_FORM_RESPONSE__c",
            "Clicked_At__c",
            "Ad_Consent__c",
            "Campaign_Id__c");

    private static final List<String> RECORDED_BY_OPPORTUNITY_HISTORY =
            List.of("StageName", "Amount", "CloseDate", "Probability");
    private static final String SOMEBODY = RecordId.of("005", 2);

    private final Org org;

    Crm(Org org) {
        this.org = org;
    }

    /** A record as it would be without anybody having written into it. */
    String newId(ObjectType type) {
        return org.table(type).nextId();
    }

    void insert(ObjectType type, String id, Map<String, Object> values, Instant at) {
        Draft draft = type.draft(id)
                .set("OwnerId", SOMEBODY)
                .set("CreatedById", SOMEBODY)
                .set("CreatedDate", at)
                .set("CurrencyIsoCode", "EUR");
        type.fields().stream()
                .filter(field -> field.type() == FieldType.BOOLEAN)
                .forEach(field -> draft.set(field.name(), false));
        values.forEach(draft::set);
        stamp(draft, at);
        derive(type, draft, Optional.empty(), at);
        save(type, draft);
        if (type.name().equals("Lead")) {
            noteOnLead(id, "created", null, null, at);
        }
        if (type.name().equals("Opportunity")) {
            noteOnOpportunity(draft, Optional.empty(), at);
        }
    }

    void update(ObjectType type, String id, Map<String, Object> changes, Instant at) {
        Row before = record(type, id);
        Draft draft = before.edit(type);
        changes.forEach(draft::set);
        stamp(draft, at);
        derive(type, draft, Optional.of(before), at);
        save(type, draft);
        if (type.name().equals("Lead") && changed(type, before, draft, "Status")) {
            noteOnLead(id, "Status", before.value(type.field("Status")), draft.get("Status"), at);
        }
        if (type.name().equals("Opportunity")
                && RECORDED_BY_OPPORTUNITY_HISTORY.stream().anyMatch(field -> changed(type, before, draft, field))) {
            noteOnOpportunity(draft, Optional.of(before), at);
        }
    }

    /** Moves SystemModstamp and nothing else, as a batch job or an edited picklist does. */
    void touch(ObjectType type, String id, Instant at) {
        save(type, record(type, id).edit(type).set("SystemModstamp", at));
    }

    /** Into the recycle bin, with all that belongs to it. */
    void delete(ObjectType type, String id, Instant at) {
        save(type, record(type, id).edit(type).set("IsDeleted", true).set("SystemModstamp", at));
        org.table(type).noteDeletion(id, at);
        children(type, id).forEach(child -> delete(child.type(), child.id(), at));
    }

    void undelete(ObjectType type, String id, Instant at) {
        save(type, record(type, id).edit(type).set("IsDeleted", false).set("SystemModstamp", at));
        org.table(type).forgetDeletion(id);
        children(type, id).forEach(child -> undelete(child.type(), child.id(), at));
    }

    /** Out of the recycle bin for good. */
    void purge(ObjectType type, String id, Instant at) {
        if (!record(type, id).deleted()) {
            delete(type, id, at);
        }
        children(type, id).forEach(child -> org.table(child.type()).purge(child.id()));
        org.table(type).purge(id);
    }

    /**
     * The master keeps its own values; the loser goes to the recycle bin with its history and points at the master, which
     * takes over whatever else belonged to the loser.
     */
    void merge(ObjectType type, String master, String loser, Instant at) {
        record(type, master);
        save(
                type,
                record(type, loser)
                        .edit(type)
                        .set("IsDeleted", true)
                        .set("MasterRecordId", master)
                        .set("SystemModstamp", at));
        org.table(type).noteDeletion(loser, at);
        children(type, loser).forEach(child -> inherit(child, master, at));
        save(type, stamp(record(type, master).edit(type), at));
    }

    /**
     * @param account to convert into; empty for a new one
     * @param contact to convert into; empty for a new one
     * @param opportunity to convert into; empty for a new one, or for none
     * @param opens values of the new opportunity; empty for none
     * @param clickMapped whether the conversion mapping copies click fields to the opportunity
     */
    record Conversion(
            Optional<String> account,
            Optional<String> contact,
            Optional<String> opportunity,
            Optional<Map<String, Object>> opens,
            boolean clickMapped,
            boolean primary) {}

    record Converted(String account, String contact, Optional<String> opportunity) {}

    /** A lead becomes a contact of an account and, if so wished, of an opportunity, in one transaction. */
    Converted convert(String lead, Conversion wish, Instant at) {
        ObjectType leads = Schema.STANDARD.type("Lead");
        Row row = record(leads, lead);
        String account = wish.account().orElseGet(() -> newAccount(leads, row, at));
        String contact = wish.contact().orElseGet(() -> newContact(leads, row, account, at));
        wish.contact().ifPresent(existing -> fillEmpty("Contact", existing, leads, row, MAPPED_TO_CONTACT, at));
        Optional<String> opportunity = wish.opportunity()
                .or(() -> wish.opens().map(values -> newOpportunity(leads, row, account, contact, values, wish, at)));
        if (wish.clickMapped()) {
            wish.opportunity()
                    .ifPresent(existing -> fillEmpty("Opportunity", existing, leads, row, MAPPED_TO_OPPORTUNITY, at));
        }
        opportunity.ifPresent(id -> newRole(id, contact, wish.primary(), at));
        Draft converted = record(leads, lead)
                .edit(leads)
                .set("IsConverted", true)
                .set("ConvertedDate", at.atZone(ZoneOffset.UTC).toLocalDate())
                .set("ConvertedAccountId", account)
                .set("ConvertedContactId", contact)
                .set("ConvertedOpportunityId", opportunity);
        save(leads, stamp(converted, at));
        noteOnLead(lead, "leadConverted", null, null, at);
        return new Converted(account, contact, opportunity);
    }

    Row record(ObjectType type, String id) {
        return org.table(type)
                .find(id)
                .orElseThrow(() -> new IllegalArgumentException("There is no " + type.name() + " " + id));
    }

    private String newAccount(ObjectType leads, Row lead, Instant at) {
        ObjectType accounts = Schema.STANDARD.type("Account");
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("Name", lead.value(leads.field("Company")));
        values.put("BillingCountry", lead.value(leads.field("Country")));
        values.put("NumberOfEmployees", lead.value(leads.field("NumberOfEmployees")));
        values.put("CurrencyIsoCode", lead.value(leads.field("CurrencyIsoCode")));
        String id = newId(accounts);
        insert(accounts, id, values, at);
        return id;
    }

    private String newContact(ObjectType leads, Row lead, String account, Instant at) {
        ObjectType contacts = Schema.STANDARD.type("Contact");
        Map<String, Object> values = new LinkedHashMap<>();
        Stream.concat(
                        Stream.of(
                                "LastName",
                                "FirstName",
                                "Name",
                                "Phone",
                                "Email",
                                "LeadSource",
                                "HasOptedOutOfEmail",
                                "CurrencyIsoCode"),
                        MAPPED_TO_CONTACT.stream())
                .forEach(field -> values.put(field, lead.value(leads.field(field))));
        values.put("MailingCountry", lead.value(leads.field("Country")));
        values.put("AccountId", account);
        String id = newId(contacts);
        insert(contacts, id, values, at);
        return id;
    }

    private String newOpportunity(
            ObjectType leads,
            Row lead,
            String account,
            String contact,
            Map<String, Object> wished,
            Conversion wish,
            Instant at) {
        ObjectType opportunities = Schema.STANDARD.type("Opportunity");
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("AccountId", account);
        values.put("ContactId", contact);
        values.put("LeadSource", lead.value(leads.field("LeadSource")));
        values.put("CurrencyIsoCode", lead.value(leads.field("CurrencyIsoCode")));
        if (wish.clickMapped()) {
            MAPPED_TO_OPPORTUNITY.forEach(field -> values.put(field, lead.value(leads.field(field))));
        }
        values.putAll(wished);
        String id = newId(opportunities);
        insert(opportunities, id, values, at);
        return id;
    }

    private void newRole(String opportunity, String contact, boolean primary, Instant at) {
        ObjectType roles = Schema.STANDARD.type("OpportunityContactRole");
        boolean known = org.table(roles).rowsWith("OpportunityId", opportunity).stream()
                .anyMatch(role -> contact.equals(role.value(roles.field("ContactId"))));
        if (!known) {
            insert(
                    roles,
                    newId(roles),
                    Map.of(
                            "OpportunityId",
                            opportunity,
                            "ContactId",
                            contact,
                            "IsPrimary",
                            primary,
                            "Role",
                            primary ? "Decision Maker" : "Business User"),
                    at);
        }
    }

    /** Conversion into an existing record fills what is empty there, and nothing else. */
    private void fillEmpty(String object, String id, ObjectType leads, Row lead, List<String> mapped, Instant at) {
        ObjectType type = Schema.STANDARD.type(object);
        Row target = record(type, id);
        Map<String, Object> changes = new LinkedHashMap<>();
        for (String field : mapped) {
            Object value = lead.value(leads.field(field));
            if (value != null && target.value(type.field(field)) == null) {
                changes.put(field, value);
            }
        }
        if (!changes.isEmpty()) {
            update(type, id, changes, at);
        }
    }

    private record Child(ObjectType type, String id, String parentField) {}

    private List<Child> children(ObjectType type, String id) {
        return switch (type.name()) {
            case "Lead" -> children("LeadHistory", "LeadId", id);
            case "Opportunity" ->
                Stream.concat(
                                children("OpportunityHistory", "OpportunityId", id).stream(),
                                children("OpportunityContactRole", "OpportunityId", id).stream())
                        .toList();
            case "Contact" -> children("OpportunityContactRole", "ContactId", id);
            default -> List.of();
        };
    }

    private List<Child> children(String object, String parentField, String parent) {
        ObjectType type = Schema.STANDARD.type(object);
        return org.table(type).rowsWith(parentField, parent).stream()
                .map(row -> new Child(type, row.id(), parentField))
                .toList();
    }

    private void inherit(Child child, String parent, Instant at) {
        if (child.type().name().endsWith("History")) {
            delete(child.type(), child.id(), at);
            return;
        }
        save(
                child.type(),
                record(child.type(), child.id())
                        .edit(child.type())
                        .set(child.parentField(), parent)
                        .set("SystemModstamp", at));
    }

    private static Draft stamp(Draft draft, Instant at) {
        return draft.set("LastModifiedDate", at)
                .set("LastModifiedById", SOMEBODY)
                .set("SystemModstamp", at);
    }

    private static boolean changed(ObjectType type, Row before, Draft after, String field) {
        return !Objects.equals(before.value(type.field(field)), after.get(field));
    }

    private static void derive(ObjectType type, Draft draft, Optional<Row> before, Instant at) {
        if (!type.name().equals("Opportunity")) {
            return;
        }
        boolean moved =
                before.map(row -> changed(type, row, draft, "StageName")).orElse(true);
        if (!moved && before.map(row -> !changed(type, row, draft, "Amount")).orElse(false)) {
            return;
        }
        if (moved) {
            Optional<Stage> stage = stage(draft);
            draft.set("IsClosed", stage.map(Stage::closed).orElse(false))
                    .set("IsWon", stage.map(Stage.CLOSED_WON::equals).orElse(false))
                    .set("Probability", stage.map(known -> new BigDecimal(known.probability())))
                    .set("ForecastCategory", stage.map(Stages::forecast))
                    .set("ForecastCategoryName", stage.map(Stages::forecast))
                    .set("LastStageChangeDate", at);
        }
        draft.set("ExpectedRevenue", expected(draft));
    }

    private static Optional<Stage> stage(Draft draft) {
        return Stream.of(Stage.values())
                .filter(stage -> stage.label().equals(draft.get("StageName")))
                .findFirst();
    }

    private static BigDecimal expected(Draft draft) {
        return draft.get("Amount") instanceof BigDecimal amount
                        && draft.get("Probability") instanceof BigDecimal percent
                ? amount.multiply(percent).movePointLeft(2).setScale(2, RoundingMode.HALF_EVEN)
                : null;
    }

    private void noteOnLead(String lead, String field, Object oldValue, Object newValue, Instant at) {
        ObjectType history = Schema.STANDARD.type("LeadHistory");
        save(
                history,
                history.draft(newId(history))
                        .set("LeadId", lead)
                        .set("CreatedById", SOMEBODY)
                        .set("CreatedDate", at)
                        .set("Field", field)
                        .set("DataType", "Text")
                        .set("OldValue", oldValue)
                        .set("NewValue", newValue));
    }

    private void noteOnOpportunity(Draft opportunity, Optional<Row> before, Instant at) {
        ObjectType history = Schema.STANDARD.type("OpportunityHistory");
        ObjectType opportunities = Schema.STANDARD.type("Opportunity");
        Draft note = history.draft(newId(history))
                .set("OpportunityId", opportunity.get("Id"))
                .set("CreatedById", SOMEBODY)
                .set("CreatedDate", at)
                .set("SystemModstamp", at)
                .set("PrevAmount", before.map(row -> row.value(opportunities.field("Amount"))))
                .set("PrevCloseDate", before.map(row -> row.value(opportunities.field("CloseDate"))));
        Stream.of(
                        "StageName",
                        "Amount",
                        "ExpectedRevenue",
                        "CloseDate",
                        "Probability",
                        "ForecastCategory",
                        "CurrencyIsoCode")
                .forEach(field -> note.set(field, opportunity.get(field)));
        save(history, note);
    }

    private void save(ObjectType type, Draft draft) {
        org.table(type).put(draft.row());
    }
}

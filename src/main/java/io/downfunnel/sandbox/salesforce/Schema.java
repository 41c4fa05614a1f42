package io.downfunnel.sandbox.salesforce;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import io.downfunnel.sandbox.company.Deal;
import io.downfunnel.sandbox.company.Lead;

/** The objects of the organisation and their fields. Multi-currency is on; person accounts and Individual are not. */
final class Schema {

    static final Schema STANDARD = standard();

    private final Map<String, ObjectType> byLowerName = new LinkedHashMap<>();

    private Schema(List<ObjectType> types) {
        types.forEach(type -> byLowerName.put(type.name().toLowerCase(Locale.ROOT), type));
    }

    Optional<ObjectType> find(String anyCase) {
        return Optional.ofNullable(byLowerName.get(anyCase.toLowerCase(Locale.ROOT)));
    }

    ObjectType type(String name) {
        return find(name).orElseThrow(() -> new IllegalArgumentException("There is no object " + name));
    }

    Collection<ObjectType> types() {
        return byLowerName.values();
    }

    private static Schema standard() {
        return new Schema(List.of(
                lead(),
                history("LeadHistory", "017", "LeadId", "Lead"),
                setUp("LeadStatus", "01J")
                        .text("ApiName", "MasterLabel")
                        .number(FieldType.INT, "SortOrder")
                        .truth("IsDefault", "IsConverted")
                        .done(),
                account(),
                contact(),
                opportunity(),
                opportunityHistory(),
                setUp("OpportunityStage", "01J")
                        .text("ApiName", "MasterLabel")
                        .truth("IsActive", "IsClosed", "IsWon")
                        .number(FieldType.INT, "SortOrder")
                        .number(FieldType.PERCENT, "DefaultProbability")
                        .text("ForecastCategory", "ForecastCategoryName")
                        .done(),
                contactRole(),
                campaign(),
                setUp("CurrencyType", "01L")
                        .text("IsoCode")
                        .number(FieldType.DOUBLE, "ConversionRate")
                        .number(FieldType.INT, "DecimalPlaces")
                        .truth("IsActive", "IsCorporate")
                        .done(),
                setUp("User", "005").text("Username", "Name").truth("IsActive").done(),
                setUp("Organization", "00D")
                        .text("Name", "OrganizationType", "InstanceName")
                        .truth("IsSandbox")
                        .done()));
    }

    private static ObjectType lead() {
        return new Sketch("Lead", "00Q", true)
                .reference("MasterRecordId", "MasterRecord", "Lead")
                .text("LastName", "FirstName", "Name", "Company")
                .text("Country")
                .a(FieldType.PHONE, "Phone")
                .a(FieldType.EMAIL, "Email")
                .picklist(
                        "LeadSource", "Paid Search", "LinkedIn Ads", "Organic Search", "Partner Referral", "Trade Show")
                .picklist(
                        "Status",
                        Stream.of(Lead.Status.values()).map(Lead.Status::label).toArray(String[]::new))
                .number(FieldType.INT, "NumberOfEmployees")
                .truth("HasOptedOutOfEmail", "IsConverted")
                .a(FieldType.DATE, "ConvertedDate")
                .reference("ConvertedAccountId", "ConvertedAccount", "Account")
                .reference("ConvertedContactId", "ConvertedContact", "Contact")
                .reference("ConvertedOpportunityId", "ConvertedOpportunity", "Opportunity")
                .clickFields()
                .systemFields()
                .done();
    }

    private static ObjectType account() {
        return new Sketch("Account", "001", true)
                .reference("MasterRecordId", "MasterRecord", "Account")
                .text("Name", "BillingCountry", "Website")
                .number(FieldType.INT, "NumberOfEmployees")
                .systemFields()
                .done();
    }

    private static ObjectType contact() {
        return new Sketch("Contact", "003", true)
                .reference("MasterRecordId", "MasterRecord", "Contact")
                .reference("AccountId", "Account", "Account")
                .text("LastName", "FirstName", "Name", "MailingCountry")
                .a(FieldType.PHONE, "Phone")
                .a(FieldType.EMAIL, "Email")
                .picklist(
                        "LeadSource", "Paid Search", "LinkedIn Ads", "Organic Search", "Partner Referral", "Trade Show")
                .truth("HasOptedOutOfEmail")
                .clickFields()
                .systemFields()
                .done();
    }

    private static ObjectType opportunity() {
        return new Sketch("Opportunity", "006", true)
                .reference("AccountId", "Account", "Account")
                .reference("ContactId", "Contact", "Contact")
                .reference("CampaignId", "Campaign", "Campaign")
                .text("Name")
                .picklist("StageName", stages())
                .number(FieldType.CURRENCY, "Amount", "ExpectedRevenue")
                .number(FieldType.PERCENT, "Probability")
                .a(FieldType.DATE, "CloseDate")
                .picklist("Type", "New Business", "Existing Business")
                .picklist(
                        "LeadSource", "Paid Search", "LinkedIn Ads", "Organic Search", "Partner Referral", "Trade Show")
                .truth("IsClosed", "IsWon")
                .text("ForecastCategory", "ForecastCategoryName")
                .a(FieldType.DATE_TIME, "LastStageChangeDate")
                .clickFields()
                .systemFields()
                .done();
    }

    private static ObjectType opportunityHistory() {
        return new Sketch("OpportunityHistory", "008", true)
                .reference("OpportunityId", "Opportunity", "Opportunity")
                .picklist("StageName", stages())
                .number(FieldType.CURRENCY, "Amount", "ExpectedRevenue")
                .a(FieldType.DATE, "CloseDate")
                .number(FieldType.PERCENT, "Probability")
                .text("ForecastCategory")
                .text("CurrencyIsoCode")
                .number(FieldType.CURRENCY, "PrevAmount")
                .a(FieldType.DATE, "PrevCloseDate")
                .reference("CreatedById", "CreatedBy", "User")
                .must(FieldType.DATE_TIME, "CreatedDate")
                .must(FieldType.DATE_TIME, "SystemModstamp")
                .done();
    }

    private static ObjectType contactRole() {
        return new Sketch("OpportunityContactRole", "00K", true)
                .reference("OpportunityId", "Opportunity", "Opportunity")
                .reference("ContactId", "Contact", "Contact")
                .picklist("Role", "Decision Maker", "Business User", "Evaluator")
                .truth("IsPrimary")
                .systemFields()
                .done();
    }

    private static ObjectType campaign() {
        return new Sketch("Campaign", "701", true)
                .text("Name", "Type", "Status")
                .truth("IsActive")
                .text("Campaign_Id__c")
                .systemFields()
                .done();
    }

    private static ObjectType history(String name, String prefix, String parentId, String parent) {
        return new Sketch(name, prefix, true)
                .reference(parentId, parent, parent)
                .reference("CreatedById", "CreatedBy", "User")
                .must(FieldType.DATE_TIME, "CreatedDate")
                .text("Field", "DataType")
                .a(FieldType.ANY, "OldValue")
                .a(FieldType.ANY, "NewValue")
                .done();
    }

    private static Sketch setUp(String name, String prefix) {
        return new Sketch(name, prefix, false)
                .must(FieldType.DATE_TIME, "CreatedDate")
                .must(FieldType.DATE_TIME, "SystemModstamp");
    }

    private static String[] stages() {
        return Stream.of(Deal.Stage.values()).map(Deal.Stage::label).toArray(String[]::new);
    }

    /** An object whose fields are being written down. */
    private static final class Sketch {
        private final String name;
        private final String prefix;
        private final boolean replicateable;
        private final List<Field> fields = new ArrayList<>();

        Sketch(String name, String prefix, boolean replicateable) {
            this.name = name;
            this.prefix = prefix;
            this.replicateable = replicateable;
            must(FieldType.ID, "Id").must(FieldType.BOOLEAN, "IsDeleted");
        }

        Sketch a(FieldType type, String field) {
            return add(field, type, true, Optional.empty(), List.of());
        }

        Sketch must(FieldType type, String field) {
            return add(field, type, false, Optional.empty(), List.of());
        }

        Sketch text(String... names) {
            return number(FieldType.STRING, names);
        }

        Sketch truth(String... names) {
            Stream.of(names).forEach(field -> must(FieldType.BOOLEAN, field));
            return this;
        }

        Sketch number(FieldType type, String... names) {
            Stream.of(names).forEach(field -> a(type, field));
            return this;
        }

        Sketch picklist(String field, String... values) {
            return add(field, FieldType.PICKLIST, true, Optional.empty(), List.of(values));
        }

        Sketch reference(String field, String relationship, String object) {
            return add(
                    field, FieldType.REFERENCE, true, Optional.of(new Field.Parent(relationship, object)), List.of());
        }

        Sketch clickFields() {
            return text("GCLID__c", "GBRAID__c", "WBRAID__c", "LI_FAT_ID__c", "MSCLKID__c", "LI_FORM_RESPONSE__c")
                    .a(FieldType.DATE_TIME, "Clicked_At__c")
                    .picklist("Ad_Consent__c", "Granted", "Denied")
                    .text("Campaign_Id__c");
        }

        Sketch systemFields() {
            return picklist("CurrencyIsoCode", "EUR", "USD", "GBP")
                    .reference("OwnerId", "Owner", "User")
                    .must(FieldType.DATE_TIME, "CreatedDate")
                    .reference("CreatedById", "CreatedBy", "User")
                    .must(FieldType.DATE_TIME, "LastModifiedDate")
                    .reference("LastModifiedById", "LastModifiedBy", "User")
                    .must(FieldType.DATE_TIME, "SystemModstamp");
        }

        ObjectType done() {
            return new ObjectType(name, prefix, replicateable, fields);
        }

        private Sketch add(
                String field, FieldType type, boolean nillable, Optional<Field.Parent> parent, List<String> values) {
            fields.add(new Field(name, field, type, fields.size(), nillable, parent, values));
            return this;
        }
    }
}

package io.downfunnel.sandbox.salesforce;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.downfunnel.sandbox.company.Campaign;
import io.downfunnel.sandbox.company.Company;
import io.downfunnel.sandbox.company.Deal;
import io.downfunnel.sandbox.company.Firm;
import io.downfunnel.sandbox.company.Lead;
import io.downfunnel.sandbox.company.Story;

/** Writes the company's stories into its CRM, in the order in which they happened. */
final class Founding {

    private static final int SALES_PEOPLE = 5;
    private static final int OPTED_OUT_EVERY = 25;

    private final Org org = new Org();
    private final Crm crm = new Crm(org);
    private final Map<Campaign, String> campaigns = new HashMap<>();
    private final Company company;

    private Founding(Company company) {
        this.company = company;
    }

    static Org of(Company company) {
        var founding = new Founding(company);
        founding.setUp();
        company.stories().forEach(founding::tell);
        return founding.org;
    }

    private void setUp() {
        Instant start = company.anchor().minus(Company.HISTORY);
        insert(
                "Organization",
                start,
                Map.of(
                        "Name",
                        "Sandbox Machines",
                        "OrganizationType",
                        "Enterprise Edition",
                        "InstanceName",
                        "SBX1",
                        "IsSandbox",
                        true));
        insert(
                "User",
                start,
                Map.of("Username", "downfunnel@sandbox.example", "Name", "Downfunnel Integration", "IsActive", true));
        for (int i = 1; i <= SALES_PEOPLE; i++) {
            insert(
                    "User",
                    start,
                    Map.of(
                            "Username",
                            "sales" + i + "@sandbox.example",
                            "Name",
                            "Sales Person " + i,
                            "IsActive",
                            true));
        }
        for (Lead.Status status : Lead.Status.values()) {
            insert(
                    "LeadStatus",
                    start,
                    Map.of(
                            "ApiName",
                            status.label(),
                            "MasterLabel",
                            status.label(),
                            "SortOrder",
                            new BigDecimal(status.ordinal() + 1),
                            "IsDefault",
                            status == Lead.Status.NEW,
                            "IsConverted",
                            status == Lead.Status.QUALIFIED));
        }
        for (Deal.Stage stage : Deal.Stage.values()) {
            insert(
                    "OpportunityStage",
                    start,
                    Map.of(
                            "ApiName", stage.label(),
                            "MasterLabel", stage.label(),
                            "IsActive", true,
                            "IsClosed", stage.closed(),
                            "IsWon", stage == Deal.Stage.CLOSED_WON,
                            "SortOrder", new BigDecimal(stage.ordinal() + 1),
                            "DefaultProbability", new BigDecimal(stage.probability()),
                            "ForecastCategory", Stages.forecast(stage),
                            "ForecastCategoryName", Stages.forecast(stage)));
        }
        currency("EUR", "1", true, start);
        currency("USD", "1.08", false, start);
        currency("GBP", "0.86", false, start);
        company.campaigns().stream()
                .filter(Campaign::advertised)
                .forEach(campaign -> campaigns.put(
                        campaign,
                        insert(
                                "Campaign",
                                start,
                                Map.of(
                                        "Name",
                                        campaign.name(),
                                        "Type",
                                        "Advertisement",
                                        "Status",
                                        "In Progress",
                                        "IsActive",
                                        true,
                                        "Campaign_Id__c",
                                        campaign.id()))));
    }

    private void currency(String code, String rate, boolean corporate, Instant start) {
        insert(
                "CurrencyType",
                start,
                Map.of(
                        "IsoCode",
                        code,
                        "ConversionRate",
                        new BigDecimal(rate),
                        "DecimalPlaces",
                        new BigDecimal(2),
                        "IsActive",
                        true,
                        "IsCorporate",
                        corporate));
    }

    private String insert(String object, Instant at, Map<String, Object> values) {
        ObjectType type = Schema.STANDARD.type(object);
        String id = crm.newId(type);
        crm.insert(type, id, values, at);
        return id;
    }

    private void tell(Story story) {
        new Chapter(story).write();
    }

    private record Happening(Instant at, Runnable what) {}

    /** One story's records, and what they are called once they exist. */
    private final class Chapter {
        private final Story story;
        private final List<Happening> happenings = new ArrayList<>();
        private final Map<Integer, String> leads = new HashMap<>();
        private Optional<String> account = Optional.empty();
        private Optional<String> opportunity = Optional.empty();

        Chapter(Story story) {
            this.story = story;
        }

        void write() {
            story.leads().forEach(this::plan);
            happenings.stream()
                    .sorted(Comparator.comparing(Happening::at))
                    .forEach(one -> one.what().run());
        }

        private void plan(Lead lead) {
            at(lead.createdAt(), () -> arrive(lead));
            lead.statuses().stream()
                    .skip(1)
                    .forEach(move -> at(
                            move.at(),
                            () -> update(
                                    "Lead",
                                    leads.get(lead.number()),
                                    move.at(),
                                    Map.of("Status", move.to().label()))));
            switch (lead.fate()) {
                case Lead.Fate.Stays stays -> {}
                case Lead.Fate.Deleted(var at) -> at(at, () -> crm.delete(type("Lead"), leads.get(lead.number()), at));
                case Lead.Fate.Merged(var at) ->
                    at(
                            at,
                            () -> crm.merge(
                                    type("Lead"),
                                    leads.get(story.leads().getFirst().number()),
                                    leads.get(lead.number()),
                                    at));
                case Lead.Fate.OpenedDeal(var at) -> {
                    Deal deal = story.deal().orElseThrow();
                    at(at, () -> open(lead, deal));
                    deal.states().stream()
                            .skip(1)
                            .forEach(state -> at(
                                    state.at(),
                                    () -> update("Opportunity", opportunity.orElseThrow(), state.at(), values(state))));
                    deal.deletedAt().ifPresent(gone -> at(gone, () -> remove(gone)));
                }
                case Lead.Fate.JoinedDeal(var at) -> at(at, () -> convert(lead, at, opportunity, Optional.empty()));
                case Lead.Fate.BecameContact(var at) ->
                    at(at, () -> convert(lead, at, Optional.empty(), Optional.empty()));
            }
        }

        private void at(Instant at, Runnable what) {
            happenings.add(new Happening(at, what));
        }

        private void arrive(Lead lead) {
            leads.put(lead.number(), insert("Lead", lead.createdAt(), values(lead, story.firm())));
        }

        private void open(Lead lead, Deal deal) {
            Map<String, Object> values =
                    new LinkedHashMap<>(values(deal.states().getFirst()));
            values.put("Name", deal.name());
            values.put("CurrencyIsoCode", deal.currency());
            values.put("Type", "New Business");
            values.put("CampaignId", campaigns.get(lead.campaign()));
            opportunity = convert(lead, deal.states().getFirst().at(), Optional.empty(), Optional.of(values));
        }

        private Optional<String> convert(
                Lead lead, Instant at, Optional<String> into, Optional<Map<String, Object>> opens) {
            boolean mapped = story.deal().map(Deal::clickMapped).orElse(false);
            boolean primary = opens.isPresent() && lead.number() % 8 != 0;
            Crm.Converted converted = crm.convert(
                    leads.get(lead.number()),
                    new Crm.Conversion(account, Optional.empty(), into, opens, mapped, primary),
                    at);
            account = Optional.of(converted.account());
            return converted.opportunity();
        }

        private void remove(Instant at) {
            crm.delete(type("Opportunity"), opportunity.orElseThrow(), at);
            opportunity = Optional.empty();
        }

        private void update(String object, String id, Instant at, Map<String, Object> changes) {
            crm.update(type(object), id, changes, at);
        }
    }

    private static ObjectType type(String name) {
        return Schema.STANDARD.type(name);
    }

    private static Map<String, Object> values(Deal.State state) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("StageName", state.stage().label());
        values.put("Amount", state.amount().orElse(null));
        values.put("CloseDate", state.closeDate());
        return values;
    }

    private Map<String, Object> values(Lead lead, Firm firm) {
        Map<String, Object> values = new LinkedHashMap<>();
        var person = lead.person();
        var captured = lead.captured();
        values.put("LastName", person.familyName());
        values.put("FirstName", person.givenName());
        values.put("Name", person.givenName() + " " + person.familyName());
        values.put("Company", firm.name());
        values.put("Country", lead.country());
        values.put("Phone", person.phone().map(phone -> phone.written()).orElse(null));
        values.put("Email", person.email().orElse(null));
        values.put("LeadSource", lead.campaign().source().leadSource());
        values.put("Status", Lead.Status.NEW.label());
        values.put("NumberOfEmployees", firm.employees().map(BigDecimal::new).orElse(null));
        values.put("HasOptedOutOfEmail", lead.number() % OPTED_OUT_EVERY == 0);
        values.put("CurrencyIsoCode", firm.currency());
        values.put("OwnerId", RecordId.of("005", 2 + lead.number() % SALES_PEOPLE));
        values.put("GCLID__c", captured.gclid().orElse(null));
        values.put("GBRAID__c", captured.gbraid().orElse(null));
        values.put("WBRAID__c", captured.wbraid().orElse(null));
        values.put("LI_FAT_ID__c", captured.liFatId().orElse(null));
        values.put("LI_FORM_RESPONSE__c", captured.formResponse().orElse(null));
        values.put("Clicked_At__c", captured.clickedAt().orElse(null));
        values.put("Campaign_Id__c", captured.campaignId().orElse(null));
        values.put("Ad_Consent__c", consent(lead.consent()));
        return values;
    }

    private static String consent(Lead.AdConsent consent) {
        return switch (consent) {
            case GRANTED -> "Granted";
            case DENIED -> "Denied";
            case NOT_ASKED -> null;
        };
    }
}

package io.downfunnel.simulate;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

import io.downfunnel.sandbox.company.Company;
import io.downfunnel.sandbox.company.Deal;
import io.downfunnel.sandbox.company.Lead;
import io.downfunnel.sandbox.company.Story;

/**
 * The CRM of the sandbox's company, lived through from the first day: at any night the tables hold what an extraction in
 * that night would have left in them. Knows nothing of how a simulation looks back.
 */
final class CrmLife {
    private static final ObjectMapper JSON = new ObjectMapper();

    private record Happening(Instant at, Runnable what) {}

    private final Jdbi jdbi;
    private final List<Happening> ahead = new ArrayList<>();
    private final Map<String, Map<String, Object>> leads = new LinkedHashMap<>();
    private final Map<String, Map<String, Object>> deals = new LinkedHashMap<>();
    private final Map<String, Map<String, Object>> contacts = new LinkedHashMap<>();
    private final List<Map<String, Object>> roles = new ArrayList<>();
    private final List<Map<String, Object>> leadHistory = new ArrayList<>();
    private final List<Map<String, Object>> dealHistory = new ArrayList<>();
    private final Set<String> changedLeads = new HashSet<>();
    private final Set<String> changedDeals = new HashSet<>();
    private int rows;

    CrmLife(Jdbi jdbi, Company company) {
        this.jdbi = jdbi;
        company.stories().forEach(story -> new Chapter(story).plan());
        ahead.sort(Comparator.comparing(Happening::at));
        jdbi.useHandle(handle -> handle.execute("""
                insert into organization (connection, salesforce_id, name, multi_currency)
                values ('salesforce', '00D000000000001AAA', 'Test', true)"""));
    }

    /** Whether anything happened since the last time. */
    boolean liveUpTo(Instant night) {
        leadHistory.clear();
        dealHistory.clear();
        roles.clear();
        changedLeads.clear();
        changedDeals.clear();
        var changedContacts = new HashSet<>(contacts.keySet());
        while (!ahead.isEmpty() && !ahead.getFirst().at().isAfter(night)) {
            ahead.removeFirst().what().run();
        }
        var newContacts = new HashSet<>(contacts.keySet());
        newContacts.removeAll(changedContacts);
        if (changedLeads.isEmpty() && changedDeals.isEmpty()) {
            return false;
        }
        jdbi.useTransaction(handle -> {
            changedLeads.forEach(id -> saveLead(handle, leads.get(id)));
            changedDeals.forEach(id -> saveDeal(handle, deals.get(id)));
            newContacts.forEach(id -> saveContact(handle, contacts.get(id)));
            leadHistory.forEach(row -> saveLeadHistory(handle, row));
            dealHistory.forEach(row -> saveDealHistory(handle, row));
            roles.forEach(row -> saveRole(handle, row));
            changedLeads.forEach(id -> changed(handle, "Lead", id));
            changedDeals.forEach(id -> changed(handle, "Opportunity", id));
            // As the extraction does: whoever's contact has a role there is looked at by that opportunity.
            handle.createUpdate("""
                            insert into changed_record (organization_id, object, record_id)
                            select distinct 1, 'Opportunity', r.opportunity_id
                              from lead l join contact_role r on r.contact_id = l.contact_id
                             where l.id = any (:leads)
                            on conflict do nothing""")
                    .bind("leads", changedLeads.toArray(String[]::new))
                    .execute();
        });
        return true;
    }

    private final class Chapter {
        private final Story story;
        private final Map<Integer, String> ids = new HashMap<>();
        private String deal;

        Chapter(Story story) {
            this.story = story;
        }

        void plan() {
            story.leads().forEach(this::plan);
        }

        private void at(Instant at, Runnable what) {
            ahead.add(new Happening(at, what));
        }

        private void plan(Lead lead) {
            at(lead.createdAt(), () -> arrive(lead));
            lead.statuses().stream()
                    .skip(1)
                    .forEach(move -> at(
                            move.at(), () -> status(lead, move.at(), move.to().label())));
            switch (lead.fate()) {
                case Lead.Fate.Stays stays -> {}
                case Lead.Fate.Deleted(var at) -> at(at, () -> change(lead, at, "deleted", true));
                case Lead.Fate.Merged(var at) ->
                    at(at, () -> {
                        var master = ids.get(story.leads().getFirst().number());
                        change(lead, at, "deleted", true);
                        change(lead, at, "master_id", master);
                        leads.get(master).put("modified_at", at);
                        changedLeads.add(master);
                    });
                case Lead.Fate.OpenedDeal(var at) -> {
                    var its = story.deal().orElseThrow();
                    at(at, () -> open(lead, its, at));
                    its.states().stream().skip(1).forEach(state -> at(state.at(), () -> move(state)));
                    its.deletedAt()
                            .ifPresent(gone -> at(gone, () -> {
                                deals.get(deal).put("deleted", true);
                                deals.get(deal).put("modified_at", gone);
                                changedDeals.add(deal);
                                deal = null;
                            }));
                }
                case Lead.Fate.JoinedDeal(var at) ->
                    at(at, () -> convert(lead, at, deal, deal != null && lead.number() % 8 == 1));
                case Lead.Fate.BecameContact(var at) -> at(at, () -> convert(lead, at, null, false));
            }
        }

        private void arrive(Lead lead) {
            var id = id("00Q");
            ids.put(lead.number(), id);
            var row = new HashMap<String, Object>();
            row.put("id", id);
            row.put("created_at", lead.createdAt());
            row.put("modified_at", lead.createdAt());
            row.put("deleted", false);
            row.put("status", "New");
            row.put("converted", false);
            row.put("currency", story.firm().currency());
            person(row, lead);
            leads.put(id, row);
            changedLeads.add(id);
        }

        private void person(Map<String, Object> row, Lead lead) {
            row.put("gclid", lead.captured().gclid().orElse(null));
            row.put("gbraid", lead.captured().gbraid().orElse(null));
            row.put("wbraid", lead.captured().wbraid().orElse(null));
            row.put("li_fat_id", lead.captured().liFatId().orElse(null));
            row.put("clicked_at", lead.captured().clickedAt().orElse(null));
            row.put("email", lead.person().email().map(CrmLife::hash).orElse(null));
            row.put(
                    "phone",
                    lead.person().phone().map(phone -> hash(phone.e164())).orElse(null));
            var fields = new LinkedHashMap<String, String>();
            fields.put(
                    "Company",
                    story.firm().test() ? "Downfunnel Test" : story.firm().name());
            switch (lead.consent()) {
                case GRANTED -> fields.put("Ad_Consent__c", "Granted");
                case DENIED -> fields.put("Ad_Consent__c", "Denied");
                case NOT_ASKED -> {}
            }
            row.put("fields", json(fields));
        }

        private void status(Lead lead, Instant at, String to) {
            var row = leads.get(ids.get(lead.number()));
            noteOnLead(row, at, "Status", row.get("status"), to);
            change(lead, at, "status", to);
        }

        private void change(Lead lead, Instant at, String column, Object value) {
            var row = leads.get(ids.get(lead.number()));
            row.put(column, value);
            row.put("modified_at", at);
            changedLeads.add((String) row.get("id"));
        }

        private void open(Lead lead, Deal opened, Instant at) {
            deal = id("006");
            var state = opened.states().getFirst();
            var row = new HashMap<String, Object>();
            row.put("id", deal);
            row.put("created_at", at);
            row.put("deleted", false);
            row.put("currency", opened.currency());
            if (opened.clickMapped()) {
                row.put("gclid", lead.captured().gclid().orElse(null));
                row.put("li_fat_id", lead.captured().liFatId().orElse(null));
                row.put("clicked_at", lead.captured().clickedAt().orElse(null));
            }
            deals.put(deal, row);
            convert(lead, at, deal, lead.number() % 8 != 0);
            move(new Deal.State(at, state.stage(), state.amount(), state.closeDate()));
        }

        private void move(Deal.State state) {
            if (deal == null) {
                return;
            }
            var row = deals.get(deal);
            row.put("stage_name", state.stage().label());
            row.put("closed", state.stage().closed());
            row.put("won", state.stage() == Deal.Stage.CLOSED_WON);
            row.put("amount", state.amount().orElse(null));
            row.put("modified_at", state.at());
            changedDeals.add(deal);
            var history = new HashMap<String, Object>();
            history.put("id", id("008"));
            history.put("deal", deal);
            history.put("at", state.at());
            history.put("stage", state.stage().label());
            history.put("amount", state.amount().orElse(null));
            dealHistory.add(history);
        }

        private void convert(Lead lead, Instant at, String into, boolean primary) {
            var contact = new HashMap<String, Object>();
            var id = id("003");
            contact.put("id", id);
            contact.put("created_at", at);
            person(contact, lead);
            contacts.put(id, contact);
            var row = leads.get(ids.get(lead.number()));
            noteOnLead(row, at, "leadConverted", null, null);
            change(lead, at, "converted", true);
            change(lead, at, "contact_id", id);
            change(lead, at, "opportunity_id", into);
            if (into != null) {
                roles.add(Map.of("id", id("00K"), "deal", into, "contact", id, "at", at, "primary", primary));
                changedDeals.add(into);
            }
        }
    }

    private void noteOnLead(Map<String, Object> lead, Instant at, String field, Object from, Object to) {
        var row = new HashMap<String, Object>();
        row.put("id", id("017"));
        row.put("lead", lead.get("id"));
        row.put("at", at);
        row.put("field", field);
        row.put("from", from);
        row.put("to", to);
        leadHistory.add(row);
    }

    private String id(String prefix) {
        return prefix + "%015d".formatted(++rows);
    }

    private static String hash(String text) {
        return "%064x".formatted(Integer.toUnsignedLong(text.hashCode()));
    }

    private static String json(Map<String, String> fields) {
        try {
            return JSON.writeValueAsString(fields);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void saveLead(Handle handle, Map<String, Object> row) {
        handle.createUpdate("""
                        insert into lead (organization_id, id, created_at, modified_at, deleted, master_id, status, converted,
                                          contact_id, opportunity_id, currency, gclid, gbraid, wbraid, li_fat_id, clicked_at,
                                          email_sha256, email_folded_sha256, phone_sha256, test_record, fields, fingerprint)
                        values (1, :id, :created, :modified, :deleted, :master, :status, :converted, :contact, :opportunity,
                                :currency, :gclid, :gbraid, :wbraid, :liFatId, :clicked, :email, :email, :phone, false,
                                cast(:fields as jsonb), '')
                        on conflict (organization_id, id) do update
                           set modified_at = excluded.modified_at, deleted = excluded.deleted,
                               master_id = excluded.master_id, status = excluded.status, converted = excluded.converted,
                               contact_id = excluded.contact_id, opportunity_id = excluded.opportunity_id""")
                .bind("id", (String) row.get("id"))
                .bind("created", (Instant) row.get("created_at"))
                .bind("modified", (Instant) row.get("modified_at"))
                .bind("deleted", (boolean) row.get("deleted"))
                .bind("master", (String) row.get("master_id"))
                .bind("status", (String) row.get("status"))
                .bind("converted", (boolean) row.get("converted"))
                .bind("contact", (String) row.get("contact_id"))
                .bind("opportunity", (String) row.get("opportunity_id"))
                .bind("currency", (String) row.get("currency"))
                .bindMap(clicks(row))
                .bind("email", (String) row.get("email"))
                .bind("phone", (String) row.get("phone"))
                .bind("fields", (String) row.get("fields"))
                .execute();
    }

    private static Map<String, Object> clicks(Map<String, Object> row) {
        var clicks = new HashMap<String, Object>();
        clicks.put("gclid", row.get("gclid"));
        clicks.put("gbraid", row.get("gbraid"));
        clicks.put("wbraid", row.get("wbraid"));
        clicks.put("liFatId", row.get("li_fat_id"));
        clicks.put("clicked", row.get("clicked_at"));
        return clicks;
    }

    private static void saveDeal(Handle handle, Map<String, Object> row) {
        handle.createUpdate("""
                        insert into opportunity (organization_id, id, created_at, modified_at, deleted, stage_name, closed, won,
                                                 amount, currency, gclid, gbraid, wbraid, li_fat_id, clicked_at, test_record,
                                                 fields, fingerprint)
                        values (1, :id, :created, :modified, :deleted, :stage, :closed, :won, :amount, :currency,
                                :gclid, :gbraid, :wbraid, :liFatId, :clicked, false, '{}', '')
                        on conflict (organization_id, id) do update
                           set modified_at = excluded.modified_at, deleted = excluded.deleted,
                               stage_name = excluded.stage_name, closed = excluded.closed, won = excluded.won,
                               amount = excluded.amount""")
                .bind("id", (String) row.get("id"))
                .bind("created", (Instant) row.get("created_at"))
                .bind("modified", (Instant) row.get("modified_at"))
                .bind("deleted", (boolean) row.get("deleted"))
                .bind("stage", (String) row.get("stage_name"))
                .bind("closed", (boolean) row.get("closed"))
                .bind("won", (boolean) row.get("won"))
                .bind("amount", (BigDecimal) row.get("amount"))
                .bind("currency", (String) row.get("currency"))
                .bindMap(clicks(row))
                .execute();
    }

    private static void saveContact(Handle handle, Map<String, Object> row) {
        handle.createUpdate("""
                        insert into contact (organization_id, id, created_at, modified_at, deleted, gclid, gbraid, wbraid,
                                             li_fat_id, clicked_at, email_sha256, email_folded_sha256, phone_sha256,
                                             test_record, fields, fingerprint)
                        values (1, :id, :created, :created, false, :gclid, :gbraid, :wbraid, :liFatId, :clicked, :email,
                                :email, :phone, false, cast(:fields as jsonb), '')""")
                .bind("id", (String) row.get("id"))
                .bind("created", (Instant) row.get("created_at"))
                .bindMap(clicks(row))
                .bind("email", (String) row.get("email"))
                .bind("phone", (String) row.get("phone"))
                .bind("fields", (String) row.get("fields"))
                .execute();
    }

    private static void saveLeadHistory(Handle handle, Map<String, Object> row) {
        handle.createUpdate("""
                        insert into lead_history (organization_id, id, lead_id, created_at, field, old_value, new_value)
                        values (1, :id, :lead, :at, :field, :from, :to)""")
                .bind("id", (String) row.get("id"))
                .bind("lead", (String) row.get("lead"))
                .bind("at", (Instant) row.get("at"))
                .bind("field", (String) row.get("field"))
                .bind("from", (String) row.get("from"))
                .bind("to", (String) row.get("to"))
                .execute();
    }

    private static void saveDealHistory(Handle handle, Map<String, Object> row) {
        handle.createUpdate("""
                        insert into opportunity_history (organization_id, id, opportunity_id, created_at, stage_name, amount)
                        values (1, :id, :deal, :at, :stage, :amount)""")
                .bind("id", (String) row.get("id"))
                .bind("deal", (String) row.get("deal"))
                .bind("at", (Instant) row.get("at"))
                .bind("stage", (String) row.get("stage"))
                .bind("amount", (BigDecimal) row.get("amount"))
                .execute();
    }

    private static void saveRole(Handle handle, Map<String, Object> row) {
        handle.createUpdate("""
                        insert into contact_role (organization_id, id, opportunity_id, contact_id, created_at, modified_at,
                                                  deleted, is_primary, fingerprint)
                        values (1, :id, :deal, :contact, :at, :at, false, :primary, '')""")
                .bind("id", (String) row.get("id"))
                .bind("deal", (String) row.get("deal"))
                .bind("contact", (String) row.get("contact"))
                .bind("at", (Instant) row.get("at"))
                .bind("primary", (boolean) row.get("primary"))
                .execute();
    }

    private static void changed(Handle handle, String object, String id) {
        handle.execute("""
                insert into changed_record (organization_id, object, record_id) values (1, ?, ?)
                on conflict do nothing""", object, id);
    }
}

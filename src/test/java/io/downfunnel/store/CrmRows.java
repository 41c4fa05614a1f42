package io.downfunnel.store;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

import org.jdbi.v3.core.Jdbi;

/** Writes what the extraction would have written, in a few words. */
final class CrmRows {
    static final String ORGANIZATION = "00D000000000001AAA";

    private final Jdbi jdbi;

    CrmRows(Jdbi jdbi) {
        this.jdbi = jdbi;
        jdbi.useHandle(handle -> handle.execute("""
                truncate organization, conversion_moment, closed_stage, lead, lead_history, opportunity, opportunity_history, contact_role, contact,
                         changed_record, funnel_version, lineage, stage_event, conversion, conversion_transition
                 restart identity cascade"""));
        jdbi.useHandle(handle -> handle.execute("""
                insert into organization (connection, salesforce_id, name, multi_currency, default_currency)
                values ('salesforce', ?, 'Test', false, 'EUR')""", ORGANIZATION));
    }

    LeadRow lead(String id, Instant createdAt) {
        return new LeadRow(id, createdAt);
    }

    final class LeadRow {
        private final String id;
        private final Instant createdAt;
        private final Map<String, String> fields = new HashMap<>();
        private final Map<String, Object> columns = new HashMap<>();

        private LeadRow(String id, Instant createdAt) {
            this.id = id;
            this.createdAt = createdAt;
        }

        LeadRow with(String column, Object value) {
            columns.put(column, value);
            return this;
        }

        LeadRow field(String name, String value) {
            fields.put(name, value);
            return this;
        }

        void save() {
            jdbi.useHandle(handle -> handle.createUpdate("""
                            insert into lead (organization_id, id, created_at, modified_at, deleted, master_id, status,
                                              converted, contact_id, opportunity_id, gclid, li_fat_id, li_form_response, clicked_at,
                                              email_sha256, email_folded_sha256, test_record, fields, problem,
                                              fingerprint)
                            values (1, :id, :created, :modified, :deleted, :master, :status, :converted, :contact,
                                    :opportunity, :gclid, :liFatId, :formResponse, :clicked, :email, :email, :test,
                                    cast(:fields as jsonb), :problem, '')
                            on conflict (organization_id, id) do update
                               set modified_at = excluded.modified_at, deleted = excluded.deleted,
                                   master_id = excluded.master_id, status = excluded.status,
                                   converted = excluded.converted, contact_id = excluded.contact_id,
                                   opportunity_id = excluded.opportunity_id, gclid = excluded.gclid,
                                   li_fat_id = excluded.li_fat_id, li_form_response = excluded.li_form_response,
                                   clicked_at = excluded.clicked_at,
                                   email_sha256 = excluded.email_sha256, test_record = excluded.test_record,
                                   fields = excluded.fields, problem = excluded.problem""")
                    .bind("id", id)
                    .bind("created", createdAt)
                    .bind("modified", (Instant) columns.getOrDefault("modified", createdAt))
                    .bind("deleted", (boolean) columns.getOrDefault("deleted", false))
                    .bind("master", (String) columns.get("master"))
                    .bind("status", (String) columns.getOrDefault("status", "New"))
                    .bind("converted", columns.containsKey("opportunity"))
                    .bind("contact", (String) columns.get("contact"))
                    .bind("opportunity", (String) columns.get("opportunity"))
                    .bind("gclid", (String) columns.get("gclid"))
                    .bind("liFatId", (String) columns.get("liFatId"))
                    .bind("formResponse", (String) columns.get("formResponse"))
                    .bind("clicked", (Instant) columns.get("clicked"))
                    .bind("email", (String) columns.get("email"))
                    .bind("test", (boolean) columns.getOrDefault("test", false))
                    .bind("fields", FieldsJson.write(fields))
                    .bind("problem", (String) columns.get("problem"))
                    .execute());
            changed("Lead", id);
        }
    }

    void status(String id, String lead, Instant at, String from, String to) {
        jdbi.useHandle(handle -> handle.createUpdate("""
                        insert into lead_history (organization_id, id, lead_id, created_at, field, old_value, new_value)
                        values (1, :id, :lead, :at, 'Status', :from, :to)""")
                .bind("id", id)
                .bind("lead", lead)
                .bind("at", at)
                .bind("from", from)
                .bind("to", to)
                .execute());
        changed("Lead", lead);
    }

    void opportunity(
            String id, Instant createdAt, String stage, String amount, Optional<String> gclid, boolean deleted) {
        jdbi.useHandle(handle -> handle.createUpdate("""
                        insert into opportunity (organization_id, id, created_at, modified_at, deleted, stage_name, closed,
                                                 won, amount, currency, gclid, test_record, fields, fingerprint)
                        values (1, :id, :created, :created, :deleted, :stage, false, false, :amount, null, :gclid, false,
                                '{}', '')
                        on conflict (organization_id, id) do update
                           set deleted = excluded.deleted, stage_name = excluded.stage_name, amount = excluded.amount,
                               gclid = excluded.gclid""")
                .bind("id", id)
                .bind("created", createdAt)
                .bind("deleted", deleted)
                .bind("stage", stage)
                .bind("amount", amount == null ? null : new BigDecimal(amount))
                .bind("gclid", gclid.orElse(null))
                .execute());
        changed("Opportunity", id);
    }

    void stage(String id, String opportunity, Instant at, String stage, String amount) {
        jdbi.useHandle(handle -> handle.createUpdate("""
                        insert into opportunity_history (organization_id, id, opportunity_id, created_at, stage_name, amount)
                        values (1, :id, :opportunity, :at, :stage, :amount)""")
                .bind("id", id)
                .bind("opportunity", opportunity)
                .bind("at", at)
                .bind("stage", stage)
                .bind("amount", amount == null ? null : new BigDecimal(amount))
                .execute());
        changed("Opportunity", opportunity);
    }

    /** What the CRM's flags say of an opportunity, as its stage has them there. */
    void closed(String id, boolean closed, boolean won) {
        jdbi.useHandle(
                handle -> handle.execute("update opportunity set closed = ?, won = ? where id = ?", closed, won, id));
        changed("Opportunity", id);
    }

    void contact(String id, Instant createdAt, String gclid, String email) {
        jdbi.useHandle(handle -> handle.createUpdate("""
                        insert into contact (organization_id, id, created_at, modified_at, deleted, gclid, email_sha256,
                                             email_folded_sha256, test_record, fields, fingerprint)
                        values (1, :id, :created, :created, false, :gclid, :email, :email, false, '{}', '')""")
                .bind("id", id)
                .bind("created", createdAt)
                .bind("gclid", gclid)
                .bind("email", email)
                .execute());
    }

    void role(String id, String opportunity, String contact, Instant createdAt, boolean primary) {
        jdbi.useHandle(handle -> handle.createUpdate("""
                        insert into contact_role (organization_id, id, opportunity_id, contact_id, created_at, modified_at,
                                                  deleted, is_primary, fingerprint)
                        values (1, :id, :opportunity, :contact, :created, :created, false, :primary, '')""")
                .bind("id", id)
                .bind("opportunity", opportunity)
                .bind("contact", contact)
                .bind("created", createdAt)
                .bind("primary", primary)
                .execute());
        changed("Opportunity", opportunity);
    }

    void changed(String object, String id) {
        jdbi.useHandle(handle -> handle.execute("""
                insert into changed_record (organization_id, object, record_id) values (1, ?, ?)
                on conflict (organization_id, object, record_id) do update set changed_at = excluded.changed_at""", object, id));
    }
}

package io.downfunnel.console;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.jdbi.v3.core.Jdbi;

import io.downfunnel.domain.CrmField;
import io.downfunnel.domain.CrmField.Kind;
import io.downfunnel.domain.CrmObject;
import io.downfunnel.domain.Funnel;
import io.downfunnel.mappings.MappingFile;
import io.downfunnel.store.CrmCatalogStore;
import io.downfunnel.store.DraftStore;
import io.downfunnel.store.FunnelStore;
import io.downfunnel.store.Showcase;

/** A draft of the showcase's funnel, with what the CRM and an account have shown. */
final class EditorFixture {
    static final String COUNTS_ALL = "7000000001";
    static final String ONE_PER_CLICK = "7000000003";
    static final String WEBSITE = "7000000009";

    private final Jdbi jdbi;
    private final DraftStore drafts;
    final long draft;

    private EditorFixture(Jdbi jdbi, DraftStore drafts, long draft) {
        this.jdbi = jdbi;
        this.drafts = drafts;
        this.draft = draft;
    }

    static EditorFixture fill(Jdbi jdbi, Instant now) {
        Showcase.fill(jdbi, now);
        new CrmCatalogStore(jdbi).keep("salesforce", catalog(), now);
        actions(jdbi);
        var funnels = new FunnelStore(jdbi);
        var drafts = new DraftStore(jdbi, funnels);
        var live = funnels.active().orElseThrow();
        return new EditorFixture(
                jdbi,
                drafts,
                drafts.create("More of it " + Showcase.HOSTILE, live.document(), Optional.of(live.number()), "test"));
    }

    private static Map<CrmObject, List<CrmField>> catalog() {
        var consent = new CrmField(
                "Ad_Consent__c",
                "Ad Consent " + Showcase.HOSTILE,
                Kind.CHOICE,
                List.of(new CrmField.Value("Granted", "Granted"), new CrmField.Value("Denied", "Denied")));
        return Map.of(
                CrmObject.LEAD,
                List.of(
                        new CrmField(
                                "Status",
                                "Lead Status",
                                Kind.CHOICE,
                                List.of(
                                        new CrmField.Value("New", "Neu"),
                                        new CrmField.Value("Working", "Working"),
                                        new CrmField.Value("Qualified", Showcase.HOSTILE))),
                        new CrmField("Country", "Country", Kind.TEXT, List.of()),
                        new CrmField("NumberOfEmployees", "Employees", Kind.NUMBER, List.of()),
                        new CrmField("Email", "Email", Kind.PERSONAL, List.of()),
                        consent),
                CrmObject.OPPORTUNITY,
                List.of(
                        new CrmField(
                                "StageName",
                                "Stage",
                                Kind.CHOICE,
                                List.of(
                                        new CrmField.Value("Proposal", "Proposal"),
                                        new CrmField.Value("Closed Won", "Closed Won"))),
                        new CrmField("Amount", "Amount", Kind.NUMBER, List.of())),
                CrmObject.CONTACT,
                List.of(consent));
    }

    private static void actions(Jdbi jdbi) {
        jdbi.useHandle(sql -> sql.execute("""
                insert into conversion_action (destination, vendor_id, name, owner, category, counting, click_window_s,
                       is_primary, always_default, obstacle, first_seen_at, seen_at)
                values ('google', ?, 'Qualified leads', '1234567890', 'QUALIFIED_LEAD', 'EVERY', 7776000, true, false,
                        null, now(), now()),
                       ('google', ?, 'Won deals, one per click', '1234567890', 'CONVERTED_LEAD', 'ONE_PER_CLICK', 2592000,
                        false, true, null, now(), now()),
                       ('google', ?, ?, '1234567890', 'PURCHASE', 'EVERY', 7776000, true, false,
                        'It is of type WEBPAGE, and only those of type UPLOAD_CLICKS take uploads.', now(), now())
                on conflict (destination, vendor_id) do update
                   set name = excluded.name, owner = excluded.owner, category = excluded.category,
                       counting = excluded.counting, click_window_s = excluded.click_window_s,
                       is_primary = excluded.is_primary, always_default = excluded.always_default,
                       obstacle = excluded.obstacle, seen_at = excluded.seen_at
                """, COUNTS_ALL, ONE_PER_CLICK, WEBSITE, "Website " + Showcase.HOSTILE));
    }

    String path() {
        return "/editor/" + draft;
    }

    int revision() {
        return drafts.find(draft).orElseThrow().revision();
    }

    String document() {
        return drafts.find(draft).orElseThrow().document();
    }

    Funnel funnel() {
        return MappingFile.accepted(document());
    }

    void write(String document) {
        drafts.save(draft, revision(), "More of it", document, "test");
    }

    /** With a rule, {@code Lead Country is one of XX}. */
    void tellTestRecordsApart() {
        write(document() + "\nexclude:\n  - { object: Lead, field: Country, is-one-of: [XX] }\n");
    }

    void forgetTheCrm() {
        jdbi.useHandle(sql -> sql.execute("truncate crm_catalog cascade"));
    }
}

package io.downfunnel.store;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.downfunnel.domain.ClickId;

/**
 * How a page of one kind of record gets into its table: copied beside it, then merged by one statement that touches
 * only what is new or newer and different, and that names the records whose story changed with it.
 *
 * @param name of the table
 * @param columns in the order in which a {@link CopyLine} has them, without {@code organization_id}
 * @param differs when a stored row {@code k} gives way to an incoming row {@code i}
 * @param affected selects object and record id of what has to be read anew, from {@code saved}
 */
record CrmTable(String name, List<String> columns, String differs, String affected) {

    /** Of a person who asked for it, none of these is kept; of an opportunity only the click IDs are theirs. */
    private static final Set<String> OF_A_PERSON =
            Set.of("clicked_at", "email_sha256", "email_folded_sha256", "phone_sha256", "problem");

    private static final String NEWER_AND_DIFFERENT =
            "k.fingerprint <> i.fingerprint and k.modified_at <= i.modified_at";

    static final CrmTable LEAD = new CrmTable(
            "lead",
            List.of(
                    "id",
                    "created_at",
                    "deleted",
                    "master_id",
                    "status",
                    "converted",
                    "converted_on",
                    "account_id",
                    "contact_id",
                    "opportunity_id",
                    "currency",
                    "gclid",
                    "gbraid",
                    "wbraid",
                    "li_fat_id",
                    "msclkid",
                    "li_form_response",
                    "clicked_at",
                    "email_sha256",
                    "email_folded_sha256",
                    "phone_sha256",
                    "test_record",
                    "fields",
                    "problem",
                    "fingerprint",
                    "modified_at"),
            NEWER_AND_DIFFERENT,
            """
            select 'Lead', id from saved
            union select 'Lead', master_id from saved where master_id is not null
            union select 'Opportunity', opportunity_id from saved where opportunity_id is not null
            union select 'Opportunity', r.opportunity_id
              from saved s join contact_role r on r.organization_id = :organization and r.contact_id = s.contact_id""");

    static final CrmTable LEAD_HISTORY = new CrmTable(
            "lead_history",
            List.of("id", "lead_id", "created_at", "field", "old_value", "new_value"),
            // History rows never change, but a merge hangs them on the surviving lead (salesforce.md §4.4), and a value
            // is empty for as long as field-level security hides it.
            """
            (k.lead_id, k.old_value, k.new_value) is distinct from (i.lead_id, i.old_value, i.new_value)""",
            "select 'Lead', lead_id from saved");

    static final CrmTable OPPORTUNITY = new CrmTable(
            "opportunity",
            List.of(
                    "id",
                    "created_at",
                    "deleted",
                    "account_id",
                    "contact_id",
                    "stage_name",
                    "closed",
                    "won",
                    "amount",
                    "currency",
                    "gclid",
                    "gbraid",
                    "wbraid",
                    "li_fat_id",
                    "msclkid",
                    "li_form_response",
                    "clicked_at",
                    "test_record",
                    "fields",
                    "problem",
                    "fingerprint",
                    "modified_at"),
            NEWER_AND_DIFFERENT,
            "select 'Opportunity', id from saved");

    static final CrmTable OPPORTUNITY_HISTORY = new CrmTable(
            "opportunity_history",
            List.of("id", "opportunity_id", "created_at", "stage_name", "amount", "problem"),
            """
            (k.opportunity_id, k.stage_name, k.amount, k.problem)
                is distinct from (i.opportunity_id, i.stage_name, i.amount, i.problem)""",
            "select 'Opportunity', opportunity_id from saved");

    static final CrmTable CONTACT_ROLE = new CrmTable(
            "contact_role",
            List.of(
                    "id",
                    "opportunity_id",
                    "contact_id",
                    "created_at",
                    "deleted",
                    "is_primary",
                    "role",
                    "fingerprint",
                    "modified_at"),
            NEWER_AND_DIFFERENT,
            "select 'Opportunity', opportunity_id from saved");

    static final CrmTable CONTACT = new CrmTable(
            "contact",
            List.of(
                    "id",
                    "created_at",
                    "deleted",
                    "master_id",
                    "account_id",
                    "gclid",
                    "gbraid",
                    "wbraid",
                    "li_fat_id",
                    "msclkid",
                    "li_form_response",
                    "clicked_at",
                    "email_sha256",
                    "email_folded_sha256",
                    "phone_sha256",
                    "test_record",
                    "fields",
                    "problem",
                    "fingerprint",
                    "modified_at"),
            NEWER_AND_DIFFERENT,
            """
            select 'Opportunity', r.opportunity_id
              from saved s join contact_role r
                on r.organization_id = :organization and r.contact_id in (s.id, s.master_id)""");

    /** Lives as long as the session and is empty between transactions. */
    String createIncoming() {
        return """
                create temporary table if not exists incoming_%1$s on commit delete rows
                    as select %2$s from %1$s with no data""".formatted(name, list("%s"));
    }

    String copyIncoming() {
        return "copy incoming_%s (%s) from stdin".formatted(name, list("%s"));
    }

    /**
     * Looks first and writes then: on unchanged rows, the most, this is four times cheaper than to leave it all to
     * {@code on conflict}. {@code offset 0} makes it look row by row in the index: left alone, the planner prefers to read
     * the whole table for every page, up to some ten thousand rows. The order keeps two nodes from waiting for each other in a circle.
     */
    String merge() {
        return """
                with candidate as (
                    select distinct on (i.id) i.*
                      from incoming_%1$s i
                      left join lateral (select * from %1$s k
                                          where k.organization_id = :organization and k.id = i.id offset 0) k on true
                     where k.id is null or (%2$s)
                     order by i.id, %3$s desc),
                saved as (
                    insert into %1$s as k (organization_id, %4$s)
                    select :organization, %5$s from candidate i order by i.id
                    on conflict (organization_id, id) do update set (%4$s) = (%6$s)
                     where %7$s
                    returning k.*),
                queued as (
                    insert into changed_record (organization_id, object, record_id)
                    select distinct :organization, object, record_id from (%8$s) as affected (object, record_id)
                     order by object, record_id
                    on conflict (organization_id, object, record_id) do update set changed_at = excluded.changed_at)
                select count(*) from saved""".formatted(
                        name,
                        differs,
                        columns.contains("modified_at") ? "i.modified_at" : "i.created_at",
                        list("%s"),
                        list("i.%s"),
                        list("excluded.%s"),
                        differs.replace("i.", "excluded."),
                        affected);
    }

    /** An array of the click IDs of a row. */
    static String clicks() {
        return clickColumns().collect(Collectors.joining(", ", "array[", "]"));
    }

    private static Stream<String> clickColumns() {
        return Stream.of(ClickId.Kind.values()).map(kind -> kind.name().toLowerCase(Locale.ROOT));
    }

    /** Takes from incoming rows what was removed on request; empty for a table without anything of a person. */
    Optional<String> stripIncoming() {
        return columns.containsAll(clickColumns().toList())
                ? Optional.of("""
                        update incoming_%s i set %s
                          from erased_record e
                         where e.organization_id = :organization and e.record_id = i.id""".formatted(name, nothing()))
                : Optional.empty();
    }

    /** The same for rows that we hold, of one erasure. */
    String stripKept() {
        return """
                update %s k set %s
                  from erased_record e
                 where e.erasure_id = :erasure and e.organization_id = :organization
                   and k.organization_id = e.organization_id and k.id = e.record_id""".formatted(name, nothing());
    }

    /** Whether a row, by this name, holds anything that a platform could recognise somebody by. */
    String identified(String row) {
        return identifiers()
                .map(column -> row + "." + column + " is not null")
                .collect(Collectors.joining(" or ", "(", ")"));
    }

    /** Takes that from rows that we hold. They stay as they were otherwise: only what the CRM changes is read again. */
    String stripAged() {
        return "update %s set %s where organization_id = :organization and id = any (:ids) and modified_at < :before"
                .formatted(name, identifiers().map(column -> column + " = null").collect(Collectors.joining(", ")));
    }

    private Stream<String> identifiers() {
        return Stream.concat(clickColumns(), columns.stream().filter(column -> column.endsWith("_sha256")));
    }

    private String nothing() {
        boolean person = columns.contains("email_sha256");
        var emptied = Stream.concat(
                        clickColumns(),
                        columns.stream()
                                .filter(OF_A_PERSON::contains)
                                .filter(column -> person || column.equals("clicked_at")))
                .map(column -> column + " = null")
                .collect(Collectors.joining(", "));
        return person ? emptied + ", fields = '{}'" : emptied;
    }

    private String list(String pattern) {
        return columns.stream().map(pattern::formatted).collect(Collectors.joining(", "));
    }
}

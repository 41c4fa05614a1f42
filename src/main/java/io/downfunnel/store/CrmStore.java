package io.downfunnel.store;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import jakarta.enterprise.context.ApplicationScoped;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.postgresql.PGConnection;

import io.downfunnel.domain.ClickId;
import io.downfunnel.domain.CrmRecord;
import io.downfunnel.domain.CrmRecord.ClickFields;
import io.downfunnel.domain.CrmRecord.Person;
import io.downfunnel.domain.CrmStream;
import io.downfunnel.domain.HashedIdentifier;

/** What the CRM told us: bulk in, and changed records noted for those who read them next. */
@ApplicationScoped
public class CrmStore {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** A record the CRM no longer has, by its delete log. */
    public record Deletion(String id, Instant at) {}

    private final Jdbi jdbi;

    CrmStore(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** How many records of this kind we hold. */
    public long count(short organization, CrmStream stream) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "select count(*) from " + table(stream).name() + " where organization_id = :organization")
                .bind("organization", organization)
                .mapTo(Long.class)
                .one());
    }

    /** Whether we hold any record of this kind. */
    public boolean any(short organization, CrmStream stream) {
        return jdbi.withHandle(handle -> handle.createQuery("select exists (select from "
                        + table(stream).name() + " where organization_id = :organization)")
                .bind("organization", organization)
                .mapTo(Boolean.class)
                .one());
    }

    /**
     * Saves a page within the caller's transaction.
     *
     * @param page records of this stream only
     * @return how many of them were new or changed
     */
    static long save(Handle handle, short organization, CrmStream stream, List<? extends CrmRecord> page) {
        var table = table(stream);
        ErasureLock.carrying(handle);
        handle.execute(table.createIncoming());
        copy(handle, table, page);
        table.stripIncoming()
                .ifPresent(strip -> handle.createUpdate(strip)
                        .bind("organization", organization)
                        .execute());
        return handle.createQuery(table.merge())
                .bind("organization", organization)
                .mapTo(Long.class)
                .one();
    }

    /**
     * Marks what was deleted for good; a record that shows itself again later overrules it.
     *
     * @param stream one whose records know that they are deleted
     */
    static long delete(Handle handle, short organization, CrmStream stream, List<Deletion> deletions) {
        return handle.createQuery("""
                with gone as (
                    select * from unnest(:ids, :instants) as g (id, at)),
                deleted as (
                    update %1$s k set deleted = true, modified_at = gone.at, fingerprint = ''
                      from gone
                     where k.organization_id = :organization and k.id = gone.id
                       and not k.deleted and k.modified_at <= gone.at
                    returning k.*),
                queued as (
                    insert into changed_record (organization_id, object, record_id)
                    select distinct :organization, object, record_id from (%2$s) as affected (object, record_id)
                     order by object, record_id
                    on conflict (organization_id, object, record_id) do update set changed_at = excluded.changed_at)
                select count(*) from deleted""".formatted(
                                table(stream).name(), table(stream).affected().replace("saved", "deleted")))
                .bind("organization", organization)
                .bind("ids", deletions.stream().map(Deletion::id).toArray(String[]::new))
                .bind("instants", deletions.stream().map(Deletion::at).toArray(Instant[]::new))
                .mapTo(Long.class)
                .one();
    }

    private static void copy(Handle handle, CrmTable table, List<? extends CrmRecord> page) {
        var lines = new StringBuilder(page.size() * 512);
        page.forEach(record -> lines.append(line(record)));
        try {
            handle.getConnection()
                    .unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyIn(table.copyIncoming(), new StringReader(lines.toString()));
        } catch (IOException e) {
            throw new UncheckedIOException("The connection to the database broke", e);
        } catch (SQLException e) {
            throw new IllegalStateException("A page could not be copied into " + table.name(), e);
        }
    }

    private static CrmTable table(CrmStream stream) {
        return switch (stream) {
            case LEAD -> CrmTable.LEAD;
            case LEAD_HISTORY -> CrmTable.LEAD_HISTORY;
            case OPPORTUNITY -> CrmTable.OPPORTUNITY;
            case OPPORTUNITY_HISTORY -> CrmTable.OPPORTUNITY_HISTORY;
            case CONTACT_ROLE -> CrmTable.CONTACT_ROLE;
            case CONTACT -> CrmTable.CONTACT;
        };
    }

    private static String line(CrmRecord record) {
        return switch (record) {
            case CrmRecord.Lead lead -> lead(lead);
            case CrmRecord.LeadHistory row ->
                new CopyLine()
                        .add(row.id())
                        .add(row.leadId())
                        .add(row.createdAt())
                        .add(row.field())
                        .add(row.oldValue())
                        .add(row.newValue())
                        .end();
            case CrmRecord.Opportunity opportunity -> opportunity(opportunity);
            case CrmRecord.OpportunityHistory row ->
                new CopyLine()
                        .add(row.id())
                        .add(row.opportunityId())
                        .add(row.createdAt())
                        .add(row.stageName())
                        .addNumber(row.amount())
                        .add(row.problem())
                        .end();
            case CrmRecord.ContactRole role ->
                new CopyLine()
                        .add(role.id())
                        .add(role.opportunityId())
                        .add(role.contactId())
                        .add(role.createdAt())
                        .add(role.deleted())
                        .add(role.primary())
                        .add(role.role())
                        .addFingerprint()
                        .add(role.modifiedAt())
                        .end();
            case CrmRecord.Contact contact -> contact(contact);
        };
    }

    private static String lead(CrmRecord.Lead lead) {
        var line = new CopyLine()
                .add(lead.id())
                .add(lead.createdAt())
                .add(lead.deleted())
                .add(lead.masterId())
                .add(lead.status())
                .add(lead.converted())
                .addDate(lead.convertedOn())
                .add(lead.accountId())
                .add(lead.contactId())
                .add(lead.opportunityId())
                .add(lead.currency());
        clicks(line, lead.clicks());
        person(line, lead.person());
        return line.add(json(lead.fields()))
                .add(lead.problem())
                .addFingerprint()
                .add(lead.modifiedAt())
                .end();
    }

    private static String opportunity(CrmRecord.Opportunity opportunity) {
        var line = new CopyLine()
                .add(opportunity.id())
                .add(opportunity.createdAt())
                .add(opportunity.deleted())
                .add(opportunity.accountId())
                .add(opportunity.contactId())
                .add(opportunity.stageName())
                .add(opportunity.closed())
                .add(opportunity.won())
                .addNumber(opportunity.amount())
                .add(opportunity.currency());
        clicks(line, opportunity.clicks());
        // An opportunity has no e-mail address that could tell; the funnel's exclusions look at its fields.
        return line.add(false)
                .add(json(opportunity.fields()))
                .add(opportunity.problem())
                .addFingerprint()
                .add(opportunity.modifiedAt())
                .end();
    }

    private static String contact(CrmRecord.Contact contact) {
        var line = new CopyLine()
                .add(contact.id())
                .add(contact.createdAt())
                .add(contact.deleted())
                .add(contact.masterId())
                .add(contact.accountId());
        clicks(line, contact.clicks());
        person(line, contact.person());
        return line.add(json(contact.fields()))
                .add(contact.problem())
                .addFingerprint()
                .add(contact.modifiedAt())
                .end();
    }

    private static void clicks(CopyLine line, ClickFields clicks) {
        for (var kind : ClickId.Kind.values()) {
            line.add(java.util.Optional.ofNullable(clicks.values().get(kind)));
        }
        line.addInstant(clicks.clickedAt());
    }

    private static void person(CopyLine line, Person person) {
        line.add(person.email().map(HashedIdentifier.Email::sha256))
                .add(person.email().map(HashedIdentifier.Email::gmailFolded))
                .add(person.phone().map(HashedIdentifier.Phone::sha256))
                .add(person.test());
    }

    /** Sorted, so that the same fields give the same fingerprint. */
    private static String json(Map<String, String> fields) {
        try {
            return JSON.writeValueAsString(new TreeMap<>(fields));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("A map of texts can always be written", e);
        }
    }
}

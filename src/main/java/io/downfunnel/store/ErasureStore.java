package io.downfunnel.store;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

import jakarta.enterprise.context.ApplicationScoped;

import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.SqlStatement;

import io.downfunnel.domain.ConversionState;
import io.downfunnel.domain.HashedIdentifier;
import io.downfunnel.domain.Run;
import io.downfunnel.domain.TrailEntry;

/**
 * Removes a person: click IDs, hashed identifiers and fields of all their records, and of every conversion made with them;
 * what is left of a conversion is its key, when it was, and its history. What is removed does not come back when the CRM
 * shows the records again.
 */
@ApplicationScoped
public class ErasureStore {

    /** How a person is found. */
    public sealed interface Who {
        /** @param id 18 characters, of a lead or a contact */
        record ByRecord(String id) implements Who {}

        record ByEmail(HashedIdentifier.Email email) implements Who {}
    }

    /**
     * What there is of a person.
     *
     * @param records ids of leads and contacts, those included that the CRM speaks of and has not shown yet
     * @param conversions by destination and state, how many
     * @param adjustments of these conversions, how many
     */
    public record Extent(List<String> records, Map<String, Map<ConversionState, Long>> conversions, long adjustments) {
        public Extent {
            records = List.copyOf(records);
        }

        public long conversionCount() {
            return conversions.values().stream()
                    .flatMap(states -> states.values().stream())
                    .mapToLong(Long::longValue)
                    .sum();
        }
    }

    /**
     * One that was done; it names nobody.
     *
     * @param by who did it
     * @param reason in their words; may be empty
     */
    public record Erasure(
            long id, Instant at, String by, String reason, long records, long conversions, long adjustments) {}

    /** The leads and contacts of a person, from a first one: conversion and merges connect them. */
    private static final String PERSON = """
            with recursive person (object, id) as (
                <first>
                union
                select near.object, near.id
                  from person p
                 cross join lateral (
                    select 'Contact' as object, contact_id as id from lead l
                     where p.object = 'Lead' and l.organization_id = :organization and l.id = p.id
                    union all
                    select 'Lead', master_id from lead l
                     where p.object = 'Lead' and l.organization_id = :organization and l.id = p.id
                    union all
                    select 'Lead', l.id from lead l
                     where p.object = 'Lead' and l.organization_id = :organization and l.master_id = p.id
                    union all
                    select 'Lead', l.id from lead l
                     where p.object = 'Contact' and l.organization_id = :organization and l.contact_id = p.id
                    union all
                    select 'Contact', c.id from contact c
                     where p.object = 'Contact' and c.organization_id = :organization and c.master_id = p.id
                    union all
                    select 'Contact', c.master_id from contact c
                     where p.object = 'Contact' and c.organization_id = :organization and c.id = p.id) near
                 where near.id is not null)
            select object, id from person order by object desc, id""";

    private static final String FIRST_BY_RECORD = """
            select 'Lead', id from lead where organization_id = :organization and id = :sought
            union select 'Contact', id from contact where organization_id = :organization and id = :sought
            union select 'Contact', contact_id from lead where organization_id = :organization and contact_id = :sought""";

    /** Google's form of an address folds several into one; only the plain one is the person's own. */
    private static final String FIRST_BY_EMAIL = """
            select 'Lead', id from lead where organization_id = :organization and email_sha256 = :sought
            union select 'Contact', id from contact where organization_id = :organization and email_sha256 = :sought""";

    private final Jdbi jdbi;

    public ErasureStore(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    private record Record(String object, String id) {}

    /**
     * All that belongs to a person in one organisation.
     *
     * @param clicks values of their click IDs
     * @param opportunities those that took over their click IDs
     * @param events stage events that were matched to them
     */
    private record Person(
            short organization, List<Record> records, String[] clicks, String[] opportunities, Long[] events) {

        String[] ids(String object) {
            return records.stream()
                    .filter(record -> record.object().equals(object))
                    .map(Record::id)
                    .toArray(String[]::new);
        }

        String[] ids() {
            return records.stream().map(Record::id).toArray(String[]::new);
        }
    }

    /** What would be removed; empty when nobody is known by that. */
    public Optional<Extent> look(Who who) {
        return jdbi.inTransaction(handle -> extent(handle, find(handle, who)));
    }

    /**
     * Removes it.
     *
     * @param by who does it, for the record
     * @param reason in words without personal data; may be empty
     * @return what was removed; empty when nobody is known by that
     */
    public Optional<Extent> erase(Run run, Who who, String by, String reason) {
        return jdbi.inTransaction(handle -> {
            ErasureLock.erasing(handle);
            var persons = find(handle, who);
            var extent = extent(handle, persons);
            extent.ifPresent(found -> {
                long erasure = note(handle, found, by, reason);
                persons.forEach(person -> erase(handle, run, person, erasure, by));
                TrailStore.append(
                        handle,
                        new TrailEntry(
                                by,
                                TrailEntry.What.PERSON_ERASED,
                                "erasure " + erasure,
                                found.records().size() + " records, " + found.conversionCount() + " conversions"));
            });
            return extent;
        });
    }

    /** The latest first. */
    public List<Erasure> latest(int limit) {
        return jdbi.withHandle(handle -> handle.createQuery("select * from erasure order by id desc limit :limit")
                .bind("limit", limit)
                .map((row, context) -> new Erasure(
                        row.getLong("id"),
                        Columns.instant(row, "erased_at"),
                        row.getString("erased_by"),
                        row.getString("reason"),
                        row.getLong("records"),
                        row.getLong("conversions"),
                        row.getLong("adjustments")))
                .list());
    }

    private static List<Person> find(Handle handle, Who who) {
        return handle.createQuery("select id from organization order by id").mapTo(Short.class).list().stream()
                .map(organization -> person(handle, organization, who))
                .filter(person -> !person.records().isEmpty())
                .toList();
    }

    private static Person person(Handle handle, short organization, Who who) {
        var query = handle.createQuery(PERSON.replace(
                "<first>",
                switch (who) {
                    case Who.ByRecord any -> FIRST_BY_RECORD;
                    case Who.ByEmail any -> FIRST_BY_EMAIL;
                }));
        var records = query.bind("organization", organization)
                .bind(
                        "sought",
                        switch (who) {
                            case Who.ByRecord(var id) -> id;
                            case Who.ByEmail(var email) -> email.sha256();
                        })
                .map((row, context) -> new Record(row.getString(1), row.getString(2)))
                .list();
        var bare = new Person(organization, records, new String[0], new String[0], new Long[0]);
        var clicked = new Person(organization, records, clicks(handle, bare), new String[0], new Long[0]);
        var opportune =
                new Person(organization, records, clicked.clicks(), opportunities(handle, clicked), new Long[0]);
        return new Person(
                organization, records, clicked.clicks(), opportune.opportunities(), events(handle, opportune));
    }

    private static String[] clicks(Handle handle, Person person) {
        return bound(handle.createQuery("""
                        with theirs as (
                            select <clicks> as clicks, email_sha256 from lead
                             where organization_id = :organization and id = any (:leads)
                            union all
                            select <clicks>, email_sha256 from contact
                             where organization_id = :organization and id = any (:contacts))
                        select click from theirs cross join unnest(clicks) as click where click is not null
                        union
                        select response from form_response, theirs where emails @> array[theirs.email_sha256]""".replace("<clicks>", CrmTable.clicks())), person)
                .mapTo(String.class)
                .stream()
                .toArray(String[]::new);
    }

    private static String[] opportunities(Handle handle, Person person) {
        return bound(handle.createQuery("""
                        select opportunity_id from lead
                         where organization_id = :organization and id = any (:leads) and opportunity_id is not null
                        union
                        select o.id
                          from contact_role r
                          join opportunity o on o.organization_id = r.organization_id and o.id = r.opportunity_id
                         where r.organization_id = :organization and r.contact_id = any (:contacts)
                           and <clicks> && cast(:clicks as text[])""".replace("<clicks>", CrmTable.clicks())), person)
                .mapTo(String.class)
                .stream()
                .toArray(String[]::new);
    }

    /** Of their own records; and of opportunities that they lent a click or an identifier to. */
    private static Long[] events(Handle handle, Person person) {
        return bound(handle.createQuery("""
                        with near as (
                            select id from unnest(cast(:records as text[])) as id
                            union select id from unnest(cast(:opportunities as text[])) as id
                            union select opportunity_id from contact_role
                                   where organization_id = :organization and contact_id = any (:contacts))
                        select e.id
                          from near
                          join stage_event e on e.organization_id = :organization and e.record_id = near.id
                          left join stage_match m on m.stage_event_id = e.id
                         where e.record_id = any (:records)
                            or m.person_id = any (:records)
                            or exists (select from matched_click k
                                        where k.stage_event_id = e.id
                                          and (k.source_id = any (:records) or k.source_id = any (:opportunities)
                                               or k.value = any (:clicks)))
                         order by e.id"""), person).mapTo(Long.class).stream().toArray(Long[]::new);
    }

    private static Optional<Extent> extent(Handle handle, List<Person> persons) {
        if (persons.isEmpty()) {
            return Optional.empty();
        }
        var conversions = new TreeMap<String, Map<ConversionState, Long>>();
        long adjustments = 0;
        for (var person : persons) {
            bound(handle.createQuery("""
                            select destination, state, count(*) from conversion
                             where stage_event_id = any (:events) and state <> 'ERASED'
                             group by destination, state"""), person)
                    .map((row, context) -> {
                        conversions
                                .computeIfAbsent(row.getString(1), any -> new TreeMap<>())
                                .merge(ConversionState.valueOf(row.getString(2)), row.getLong(3), Long::sum);
                        return row.getLong(3);
                    })
                    .list();
            adjustments +=
                    bound(handle.createQuery("""
                            select count(*) from adjustment a join conversion c on c.id = a.conversion_id
                             where c.stage_event_id = any (:events) and a.state <> 'ERASED'"""), person).mapTo(Long.class).one();
        }
        var records =
                persons.stream().flatMap(person -> Stream.of(person.ids())).toList();
        return Optional.of(new Extent(records, conversions, adjustments));
    }

    private static long note(Handle handle, Extent extent, String by, String reason) {
        return handle.createQuery("""
                        insert into erasure (erased_by, reason, records, conversions, adjustments)
                        values (:by, :reason, :records, :conversions, :adjustments) returning id""")
                .bind("by", by)
                .bind("reason", reason)
                .bind("records", extent.records().size())
                .bind("conversions", extent.conversionCount())
                .bind("adjustments", extent.adjustments())
                .mapTo(Long.class)
                .one();
    }

    private static void erase(Handle handle, Run run, Person person, long erasure, String by) {
        bound(handle.createUpdate("""
                        insert into erased_record (organization_id, object, record_id, erasure_id)
                        select :organization, object, id, :erasure
                          from (select 'Lead' as object, unnest(cast(:leads as text[])) as id
                                union all select 'Contact', unnest(cast(:contacts as text[]))
                                union all select 'Opportunity', unnest(cast(:opportunities as text[]))) theirs
                         order by id
                        on conflict (organization_id, record_id) do nothing"""), person).bind("erasure", erasure).execute();
        for (var table : List.of(CrmTable.LEAD, CrmTable.CONTACT, CrmTable.OPPORTUNITY)) {
            handle.createUpdate(table.stripKept())
                    .bind("organization", person.organization())
                    .bind("erasure", erasure)
                    .execute();
        }
        var words = "The person's data was removed on request, by " + by + ".";
        lives(handle, run, person, words, "conversion", "id", "due_at = null");
        bound(handle.createUpdate("""
                        delete from conversion_moment m using conversion c
                         where c.key = m.key and c.stage_event_id = any (:events)"""), person).execute();
        bound(handle.createUpdate("""
                        delete from conversion_payload p using conversion c
                         where c.id = p.conversion_id and c.stage_event_id = any (:events)"""), person).execute();
        lives(
                handle,
                run,
                person,
                words,
                "adjustment",
                "conversion_id",
                "due_at = null, payload = null, hash = null, frozen_at = null");
        AdClickStore.forget(handle, person.events(), person.clicks());
        FormLeadStore.forget(handle, person.clicks());
        bound(handle.createUpdate("delete from matched_click where stage_event_id = any (:events)"), person)
                .execute();
        bound(handle.createUpdate("""
                        delete from simulated_deal
                         where record_id = any (:records) or record_id = any (:opportunities)
                            or record_id in (select record_id from stage_event where id = any (:events))"""), person).execute();
        bound(handle.createUpdate("""
                        update stage_match
                           set matched = false, email_sha256 = null, email_folded_sha256 = null, phone_sha256 = null,
                               records = '[]', problem = null
                         where stage_event_id = any (:events)"""), person).execute();
    }

    /**
     * A claim that somebody holds is over, so that a late answer finds no taker; it stays as evidence with its batch.
     *
     * @param table of what has a life
     * @param conversion its column with the conversion's id
     * @param gone what is not kept
     */
    private static void lives(
            Handle handle, Run run, Person person, String words, String table, String conversion, String gone) {
        bound(
                        handle.createUpdate("""
                        with old as (
                            select l.id, l.state
                              from <table> l join conversion c on c.id = l.<conversion>
                             where c.stage_event_id = any (:events) and l.state <> 'ERASED'
                             order by l.id
                               for update of l),
                        erased as (
                            update <table> l
                               set state = 'ERASED', reason = 'ERASED', explanation = :words, <gone>,
                                   epoch = l.epoch + 1, leased_by = null, leased_until = null,
                                   state_since = clock_timestamp()
                              from old
                             where l.id = old.id
                            returning l.id, old.state as before, l.attempt, l.epoch)
                        insert into <table>_transition
                               (<table>_id, from_state, to_state, reason, explanation, run_id, attempt, node, epoch)
                        select id, before, 'ERASED', 'ERASED', :words, :run, attempt, :node, epoch
                          from erased order by id""".replace("<table>", table)
                                .replace("<conversion>", conversion)
                                .replace("<gone>", gone)),
                        person)
                .bind("words", words)
                .bind("run", run.id())
                .bind("node", run.node())
                .execute();
    }

    private static <S extends SqlStatement<S>> S bound(S statement, Person person) {
        return statement
                .bind("organization", person.organization())
                .bind("records", person.ids())
                .bind("leads", person.ids("Lead"))
                .bind("contacts", person.ids("Contact"))
                .bind("clicks", person.clicks())
                .bind("opportunities", person.opportunities())
                .bind("events", person.events());
    }
}

package io.downfunnel.store;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

import jakarta.inject.Singleton;

import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

import io.downfunnel.domain.Funnel;
import io.downfunnel.domain.TrailEntry;
import io.downfunnel.mappings.Known;
import io.downfunnel.mappings.MappingFile;
import io.downfunnel.mappings.Reading;

/** Every version of the funnel; the latest one is in force. */
@Singleton
public class FunnelStore {
    /** Imports queue up, so that version numbers and what they enqueue stay in one order. */
    private static final long IMPORTING = 0x66756e6e656cL;

    /** What came of an import. */
    public sealed interface Import {

        /** @param notes what could not be checked, in sentences */
        record Activated(Funnel.Version version, List<String> notes) implements Import {}

        /** The very same document is in force already. */
        record Unchanged(Funnel.Version version) implements Import {}

        /** Nothing changed. */
        record Refused(Reading.Refused reasons) implements Import {}
    }

    /** A version in the list of versions. */
    public record Entry(int number, Instant importedAt, String importedBy, String note) {}

    private final Jdbi jdbi;
    private volatile Funnel.Version latest = new Funnel.Version(0, new Funnel(List.of(), List.of(), List.of()), "");

    public FunnelStore(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** Empty before the first import. */
    public Optional<Funnel.Version> active() {
        return jdbi.withHandle(this::active);
    }

    /** As the handle's transaction sees it. */
    Optional<Funnel.Version> active(Handle handle) {
        var number = handle.createQuery("select max(version) from funnel_version")
                .mapTo(Integer.class)
                .findFirst();
        return number.map(version -> version(handle, version));
    }

    private Funnel.Version version(Handle handle, int number) {
        var known = latest;
        if (known.number() == number) {
            return known;
        }
        var document = handle.createQuery("select document from funnel_version where version = :version")
                .bind("version", number)
                .mapTo(String.class)
                .one();
        var version = new Funnel.Version(number, MappingFile.accepted(document), document);
        latest = version;
        return version;
    }

    /** Of any version, the one in force among them. */
    public Optional<String> document(int version) {
        return jdbi.withHandle(
                handle -> handle.createQuery("select document from funnel_version where version = :version")
                        .bind("version", version)
                        .mapTo(String.class)
                        .findOne());
    }

    /** The newest first. */
    public List<Entry> versions() {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select version, imported_at, imported_by, note from funnel_version order by version desc""")
                .map((row, context) -> new Entry(
                        row.getInt("version"),
                        row.getObject("imported_at", java.time.OffsetDateTime.class)
                                .toInstant(),
                        row.getString("imported_by"),
                        row.getString("note")))
                .list());
    }

    /**
     * Puts a document into force, if it is not in force already and nothing is wrong with it. Everything that it may
     * change is looked at again by the next run, and mappings that send something else than before are tried out first.
     */
    public Import put(String document, Known known, String by, String note) {
        return switch (MappingFile.read(document, known)) {
            case Reading.Refused refused -> new Import.Refused(refused);
            case Reading.Read read -> jdbi.inTransaction(handle -> put(handle, read, by, note));
        };
    }

    /** Until the end of the transaction nobody else puts anything into force. */
    static void queueUp(Handle handle) {
        handle.execute("select pg_advisory_xact_lock(?)", IMPORTING);
    }

    Import put(Handle handle, Reading.Read read, String by, String note) {
        queueUp(handle);
        var funnel = read.funnel();
        var document = read.document();
        var before = active(handle);
        if (before.filter(version -> version.document().equals(document)).isPresent()) {
            return new Import.Unchanged(before.get());
        }
        var number = handle.createQuery("""
                        insert into funnel_version (document, imported_by, note) values (:document, :by, :note)
                        returning version""")
                .bind("document", document)
                .bind("by", by)
                .bind("note", note)
                .mapTo(Integer.class)
                .one();
        enqueue(handle, before.map(Funnel.Version::funnel), funnel);
        Gating.announce(handle, funnel, by);
        writeRows(handle, number, funnel);
        TrailStore.append(
                handle,
                new TrailEntry(
                        by,
                        TrailEntry.What.MAPPINGS_IMPORTED,
                        "version " + number,
                        funnel.mappings().size() + " mappings" + (note.isBlank() ? "" : ": " + note)));
        return new Import.Activated(new Funnel.Version(number, funnel, document), read.notes());
    }

    /** For a database whose document was imported before its mappings were kept as rows. */
    public void keepRows() {
        jdbi.useTransaction(handle -> {
            queueUp(handle);
            var known = handle.createQuery("select max(funnel_version) from mapping_in_force")
                    .mapTo(Integer.class)
                    .findFirst();
            active(handle)
                    .filter(version ->
                            known.filter(number -> number == version.number()).isEmpty())
                    .ifPresent(version -> writeRows(handle, version.number(), version.funnel()));
        });
    }

    /** The mappings in force, for what SQL has to know of them. */
    private static void writeRows(Handle handle, int number, Funnel funnel) {
        handle.execute("delete from mapping_in_force");
        var batch = handle.prepareBatch("""
                insert into mapping_in_force (stage, destination, name, action, funnel_version)
                values (:stage, :destination, :name, :action, :version)""");
        funnel.mappings()
                .forEach(mapping -> batch.bind("stage", mapping.stage())
                        .bind("destination", mapping.destination())
                        .bind("name", mapping.name())
                        .bind("action", mapping.action())
                        .bind("version", number)
                        .add());
        batch.execute();
    }

    /** Other stages or exclusions: every story is read anew. Other mappings: every stage event is decided anew. */
    private static void enqueue(Handle handle, Optional<Funnel> before, Funnel after) {
        var sameStages = before.filter(old ->
                        old.stages().equals(after.stages()) && old.exclusions().equals(after.exclusions()))
                .isPresent();
        if (!sameStages) {
            handle.execute("""
                    insert into changed_record (organization_id, object, record_id)
                    select organization_id, 'Lead', id from lead
                    union all
                    select organization_id, 'Opportunity', id from opportunity
                    on conflict (organization_id, object, record_id) do update set changed_at = excluded.changed_at""");
        }
        handle.execute("""
                insert into stage_event_due (stage_event_id, step)
                select id, 'convert' from stage_event order by id
                on conflict (stage_event_id, step) do update set due_since = excluded.due_since""");
    }
}

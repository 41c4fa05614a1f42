package io.downfunnel.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

import jakarta.inject.Singleton;

import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

import io.downfunnel.domain.Funnel;
import io.downfunnel.domain.MappingDraft;
import io.downfunnel.mappings.Known;
import io.downfunnel.mappings.MappingFile;
import io.downfunnel.mappings.Reading;
import io.downfunnel.store.FunnelStore.Import;

/** Drafts of mappings. Of two people at one draft the second is told; so is who was overtaken by another version. */
@Singleton
public class DraftStore {

    /** What came of activating a draft. Nothing has changed unless it is {@link Done}. */
    public sealed interface Activation {

        /** @param notes what could not be checked, in sentences */
        record Done(Funnel.Version version, List<String> notes) implements Activation {}

        /** Somebody changed, activated or discarded the draft meanwhile. */
        record Overtaken() implements Activation {}

        /** @param inForce number of the version that came into force since the draft was begun; empty: none is */
        record Stale(Optional<Integer> inForce) implements Activation {}

        /** Nobody has looked at a simulation of this very document against the version in force. */
        record Unseen() implements Activation {}

        record Refused(Reading.Refused reasons) implements Activation {}

        /** The very same document is in force. */
        record Unchanged() implements Activation {}
    }

    private final Jdbi jdbi;
    private final FunnelStore funnels;

    public DraftStore(Jdbi jdbi, FunnelStore funnels) {
        this.jdbi = jdbi;
        this.funnels = funnels;
    }

    /**
     * @param basedOn number of the version that it is compared with
     * @return its id
     */
    public long create(String title, String document, Optional<Integer> basedOn, String by) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        insert into mapping_draft (title, document, based_on, created_by, changed_by)
                        values (:title, :document, :basedOn, :by, :by) returning id""")
                .bind("title", title)
                .bind("document", document)
                .bind("basedOn", basedOn.orElse(null))
                .bind("by", by)
                .mapTo(Long.class)
                .one());
    }

    public Optional<MappingDraft> find(long id) {
        return jdbi.withHandle(handle -> find(handle, id, ""));
    }

    private static Optional<MappingDraft> find(Handle handle, long id, String lock) {
        return handle.createQuery("select * from mapping_draft where id = :id " + lock)
                .bind("id", id)
                .map((row, context) -> draft(row))
                .findOne();
    }

    /** The latest changed first. */
    public List<MappingDraft> open() {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "select * from mapping_draft where closed_at is null order by changed_at desc")
                .map((row, context) -> draft(row))
                .list());
    }

    private static MappingDraft draft(ResultSet row) throws SQLException {
        var closedAt = Columns.instantIfAny(row, "closed_at");
        var closedBy = row.getString("closed_by");
        var activatedAs = Columns.numberIfAny(row, "activated_as").map(Long::intValue);
        return new MappingDraft(
                row.getLong("id"),
                row.getString("title"),
                row.getString("document"),
                Columns.numberIfAny(row, "based_on").map(Long::intValue),
                row.getInt("revision"),
                Columns.instant(row, "created_at"),
                row.getString("created_by"),
                Columns.instant(row, "changed_at"),
                row.getString("changed_by"),
                closedAt.map(at -> new MappingDraft.Closed(at, closedBy, activatedAs)));
    }

    /**
     * @param seen the revision that was changed
     * @return false when it is not the latest any more, or the draft is closed: nothing was written then
     */
    public boolean save(long id, int seen, String title, String document, String by) {
        return jdbi.withHandle(handle -> handle.createUpdate("""
                                update mapping_draft
                                   set title = :title, document = :document, revision = revision + 1,
                                       changed_at = clock_timestamp(), changed_by = :by
                                 where id = :id and revision = :seen and closed_at is null""")
                        .bind("id", id)
                        .bind("seen", seen)
                        .bind("title", title)
                        .bind("document", document)
                        .bind("by", by)
                        .execute()
                > 0);
    }

    /** The same with another version to be compared with. */
    public boolean rebase(long id, int seen, String document, Optional<Integer> basedOn, String by) {
        return jdbi.withHandle(handle -> handle.createUpdate("""
                                update mapping_draft
                                   set document = :document, based_on = :basedOn, revision = revision + 1,
                                       changed_at = clock_timestamp(), changed_by = :by
                                 where id = :id and revision = :seen and closed_at is null""")
                        .bind("id", id)
                        .bind("seen", seen)
                        .bind("document", document)
                        .bind("basedOn", basedOn.orElse(null))
                        .bind("by", by)
                        .execute()
                > 0);
    }

    /** @return false when it was closed already */
    public boolean discard(long id, String by) {
        return jdbi.withHandle(handle -> close(handle, id, null, by));
    }

    private static boolean close(Handle handle, long id, Integer activatedAs, String by) {
        return handle.createUpdate("""
                                update mapping_draft
                                   set closed_at = clock_timestamp(), closed_by = :by, activated_as = :version
                                 where id = :id and closed_at is null""")
                        .bind("id", id)
                        .bind("by", by)
                        .bind("version", activatedAs)
                        .execute()
                > 0;
    }

    /**
     * Puts a draft into force as a new version, by the way that every import goes: mappings that send something else than
     * before are tried out first.
     *
     * @param seen the revision that somebody wants in force
     */
    public Activation activate(long id, int seen, Known known, String by) {
        return jdbi.inTransaction(handle -> {
            FunnelStore.queueUp(handle);
            var draft = find(handle, id, "for update").filter(its -> its.open() && its.revision() == seen);
            if (draft.isEmpty()) {
                return new Activation.Overtaken();
            }
            var inForce = funnels.active(handle).map(Funnel.Version::number);
            if (!draft.get().basedOn().equals(inForce)) {
                return new Activation.Stale(inForce);
            }
            if (!SimulationStore.lookedAt(handle, draft.get().fingerprint(), inForce)) {
                return new Activation.Unseen();
            }
            return activate(handle, draft.get(), known, by);
        });
    }

    private Activation activate(Handle handle, MappingDraft draft, Known known, String by) {
        return switch (MappingFile.read(draft.document(), known)) {
            case Reading.Refused refused -> new Activation.Refused(refused);
            case Reading.Read read ->
                switch (funnels.put(handle, read, by, draft.title())) {
                    case Import.Activated(var version, var notes) -> {
                        close(handle, draft.id(), version.number(), by);
                        yield new Activation.Done(version, notes);
                    }
                    case Import.Unchanged unchanged -> new Activation.Unchanged();
                    case Import.Refused(var reasons) -> new Activation.Refused(reasons);
                };
        };
    }
}

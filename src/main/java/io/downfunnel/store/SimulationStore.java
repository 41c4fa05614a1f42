package io.downfunnel.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import jakarta.inject.Singleton;

import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

import io.downfunnel.domain.Days;
import io.downfunnel.domain.Simulation;
import io.downfunnel.domain.Simulation.OfMapping;
import io.downfunnel.domain.Simulation.Sample;

/** Simulations of drafts: how far they are, what they said, and whether somebody looked. */
@Singleton
public class SimulationStore {
    /** The latest ones; a result is some ten kilobytes. */
    public static final int KEPT = 100;

    /** A node writes twice a second while it works. */
    private static final Duration SILENT = Duration.ofMinutes(2);

    /**
     * @param document fingerprint of what was simulated
     * @param liveVersion compared with; empty when none was in force
     * @param expected how many records there are to read; empty while not counted
     * @param silence how long nothing was heard of the node that works on it, by the database's clock
     * @param failure why it broke; empty else
     * @param result of a done one that was asked for by itself
     */
    public record Stored(
            long id,
            long draft,
            String document,
            Optional<Integer> liveVersion,
            Days days,
            State state,
            String node,
            Instant startedAt,
            String startedBy,
            Optional<Instant> finishedAt,
            Optional<Long> expected,
            long done,
            Duration silence,
            Optional<String> failure,
            Optional<Look> looked,
            Optional<Simulation> result) {

        /** Nothing was heard of its node for so long that it has most likely stopped, and nobody goes on with it. */
        public boolean silent() {
            return state == State.RUNNING && silence.compareTo(SILENT) > 0;
        }

        public boolean working() {
            return state == State.RUNNING && !silent();
        }
    }

    public enum State {
        RUNNING,
        DONE,
        BROKE
    }

    /** That somebody opened the result. */
    public record Look(Instant at, String by) {}

    private static final String SILENCE =
            "cast(extract(epoch from clock_timestamp() - alive_at) * 1000 as bigint) as silence_ms";

    private final Jdbi jdbi;

    public SimulationStore(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /**
     * The oldest ones make room.
     *
     * @return its id
     */
    public long begin(long draft, String document, Optional<Integer> liveVersion, Days days, String node, String by) {
        return jdbi.inTransaction(handle -> {
            handle.createUpdate("""
                            delete from simulation
                             where id in (select id from simulation
                                           where state <> 'running' order by id desc offset :kept)""").bind("kept", KEPT - 1).execute();
            return handle.createQuery("""
                            insert into simulation (draft_id, document_sha256, live_version, first_day, last_day, node, started_by)
                            values (:draft, :document, :version, :first, :last, :node, :by) returning id""")
                    .bind("draft", draft)
                    .bind("document", document)
                    .bind("version", liveVersion.orElse(null))
                    .bind("first", days.first())
                    .bind("last", days.last())
                    .bind("node", node)
                    .bind("by", by)
                    .mapTo(Long.class)
                    .one();
        });
    }

    public void progress(long id, Optional<Long> expected, long done) {
        jdbi.useHandle(handle -> handle.createUpdate("""
                        update simulation set expected = :expected, done = :done, alive_at = clock_timestamp()
                         where id = :id and state = 'running'""")
                .bind("id", id)
                .bind("expected", expected.orElse(null))
                .bind("done", done)
                .execute());
    }

    /** When somebody asked to be forgotten meanwhile, no sampled deal is kept: it may be one of theirs. */
    public void finish(long id, Simulation result) {
        jdbi.useTransaction(handle -> {
            ErasureLock.carrying(handle);
            int mine = handle.createUpdate("""
                            update simulation
                               set state = 'done', finished_at = clock_timestamp(), result = cast(:result as jsonb),
                                   done = :done
                             where id = :id and state = 'running'""")
                    .bind("id", id)
                    .bind("result", SimulationJson.write(withoutSamples(result)))
                    .bind("done", result.records())
                    .execute();
            if (mine > 0 && !erasedSince(handle, id)) {
                saveSamples(handle, id, result);
            }
        });
    }

    private static boolean erasedSince(Handle handle, long id) {
        return handle.createQuery("""
                        select exists (select from erasure join simulation on simulation.id = :id
                                        where erased_at >= started_at)""").bind("id", id).mapTo(Boolean.class).one();
    }

    private static void saveSamples(Handle handle, long id, Simulation result) {
        var batch = handle.prepareBatch("""
                insert into simulated_deal (simulation_id, mapping, number, record_id, sample)
                values (:id, :mapping, :number, :record, cast(:sample as jsonb))""");
        for (int mapping = 0; mapping < result.mappings().size(); mapping++) {
            var samples = result.mappings().get(mapping).samples();
            for (int number = 0; number < samples.size(); number++) {
                batch.bind("id", id)
                        .bind("mapping", mapping)
                        .bind("number", number)
                        .bind("record", samples.get(number).recordId())
                        .bind("sample", SimulationJson.write(samples.get(number)))
                        .add();
            }
        }
        if (batch.size() > 0) {
            batch.execute();
        }
    }

    public void fail(long id, String why) {
        jdbi.useHandle(handle ->
                handle.createUpdate("""
                        update simulation set state = 'broke', finished_at = clock_timestamp(), failure = :why
                         where id = :id and state = 'running'""").bind("id", id).bind("why", why).execute());
    }

    public Optional<Stored> find(long id) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select *, %s from simulation where id = :id""".formatted(SILENCE))
                .bind("id", id)
                .map((row, context) -> stored(
                        row,
                        Optional.ofNullable(row.getString("result"))
                                .map(json -> withSamples(handle, id, SimulationJson.read(json)))))
                .findOne());
    }

    /** Of a draft, the latest first; without their results. */
    public List<Stored> ofDraft(long draft, int limit) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select *, %s from simulation
                         where draft_id = :draft order by id desc limit :limit""".formatted(SILENCE))
                .bind("draft", draft)
                .bind("limit", limit)
                .map((row, context) -> stored(row, Optional.empty()))
                .list());
    }

    /** Somebody has opened the result; the first look counts. */
    public void look(long id, String by) {
        jdbi.useHandle(
                handle -> handle.createUpdate("""
                        update simulation set looked_at = clock_timestamp(), looked_by = :by
                         where id = :id and state = 'done' and looked_at is null""").bind("id", id).bind("by", by).execute());
    }

    /** Has somebody seen what this very document would change of this very version? */
    public boolean lookedAt(String document, Optional<Integer> liveVersion) {
        return jdbi.withHandle(handle -> lookedAt(handle, document, liveVersion));
    }

    static boolean lookedAt(Handle handle, String document, Optional<Integer> liveVersion) {
        return handle.createQuery("""
                        select exists (select from simulation
                                        where document_sha256 = :document and state = 'done' and looked_at is not null
                                          and live_version is not distinct from cast(:version as integer))""")
                .bind("document", document)
                .bind("version", liveVersion.orElse(null))
                .mapTo(Boolean.class)
                .one();
    }

    private static Stored stored(ResultSet row, Optional<Simulation> result) throws SQLException {
        var lookedAt = Columns.instantIfAny(row, "looked_at");
        var lookedBy = row.getString("looked_by");
        return new Stored(
                row.getLong("id"),
                row.getLong("draft_id"),
                row.getString("document_sha256"),
                Columns.numberIfAny(row, "live_version").map(Long::intValue),
                new Days(row.getObject("first_day", LocalDate.class), row.getObject("last_day", LocalDate.class)),
                State.valueOf(row.getString("state").toUpperCase(java.util.Locale.ROOT)),
                row.getString("node"),
                Columns.instant(row, "started_at"),
                row.getString("started_by"),
                Columns.instantIfAny(row, "finished_at"),
                Columns.numberIfAny(row, "expected"),
                row.getLong("done"),
                Duration.ofMillis(row.getLong("silence_ms")),
                Columns.textIfAny(row, "failure"),
                lookedAt.map(at -> new Look(at, lookedBy)),
                result);
    }

    private static Simulation withoutSamples(Simulation result) {
        return with(
                result,
                result.mappings().stream()
                        .map(mapping -> with(mapping, List.of()))
                        .toList());
    }

    private record Kept(int mapping, Sample sample) {}

    private static Simulation withSamples(Handle handle, long id, Simulation result) {
        var kept = handle.createQuery("""
                        select mapping, sample from simulated_deal where simulation_id = :id order by mapping, number""")
                .bind("id", id)
                .map((row, context) ->
                        new Kept(row.getInt("mapping"), SimulationJson.readSample(row.getString("sample"))))
                .list();
        var mappings = new ArrayList<OfMapping>();
        for (int number = 0; number < result.mappings().size(); number++) {
            var mapping = number;
            mappings.add(with(
                    result.mappings().get(number),
                    kept.stream()
                            .filter(each -> each.mapping() == mapping)
                            .map(Kept::sample)
                            .toList()));
        }
        return with(result, mappings);
    }

    private static Simulation with(Simulation result, List<OfMapping> mappings) {
        return new Simulation(
                result.days(),
                result.timeZone(),
                result.until(),
                result.liveVersion(),
                result.records(),
                result.journeys(),
                result.won(),
                mappings,
                result.notes());
    }

    private static OfMapping with(OfMapping mapping, List<Sample> samples) {
        return new OfMapping(
                mapping.mapping(),
                mapping.stage(),
                mapping.destination(),
                mapping.action(),
                mapping.removed(),
                mapping.total(),
                mapping.weeks(),
                mapping.refused(),
                mapping.identities(),
                mapping.consents(),
                mapping.won(),
                mapping.difference(),
                samples);
    }
}

package io.downfunnel.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

import jakarta.inject.Singleton;

import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

import io.downfunnel.domain.Audit;
import io.downfunnel.domain.Finding;
import io.downfunnel.domain.Finding.Violation;
import io.downfunnel.domain.Invariant;
import io.downfunnel.domain.Run;

/** The invariants, which are views of the database, and what was found when somebody looked at them. */
@Singleton
public class AuditStore {
    private static final int SAMPLE = 10;
    /** An older or newer version of ours, in the same database, may know others. */
    private static final List<String> KNOWN =
            Arrays.stream(Invariant.values()).map(Enum::name).toList();

    private static final Duration KEPT = Duration.ofDays(35);

    /**
     * What has to be known of a destination to judge what happened there.
     *
     * @param deduplicates it counts the same key once
     * @param resends after an unknown outcome we send again, because the settings say so
     */
    public record Trait(String destination, boolean deduplicates, boolean resends) {}

    /**
     * @param violations at the last look
     * @param fullAt the last look at everything
     */
    public record Last(long violations, Optional<Instant> fullAt) {}

    private record Seen(Invariant invariant, Optional<Instant> since, long violations, String sample, Duration took) {}

    private final Jdbi jdbi;

    public AuditStore(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** By the clock of the database, which all times in the views are of. */
    public Instant now() {
        return jdbi.withHandle(handle -> handle.createQuery("select clock_timestamp()")
                .mapTo(Instant.class)
                .one());
    }

    public void know(List<Trait> traits) {
        jdbi.useTransaction(handle -> {
            handle.execute("delete from destination_trait");
            var batch =
                    handle.prepareBatch("insert into destination_trait values (:destination, :deduplicates, :resends)"
                            + " on conflict (destination) do nothing");
            traits.forEach(trait -> batch.bind("destination", trait.destination())
                    .bind("deduplicates", trait.deduplicates())
                    .bind("resends", trait.resends())
                    .add());
            batch.execute();
        });
    }

    /** Of each invariant that was looked at the last time. */
    public Map<Invariant, Last> last() {
        var all = new EnumMap<Invariant, Last>(Invariant.class);
        jdbi.useHandle(handle -> handle.createQuery("""
                        select r.invariant, r.violations, (
                               select a.checked_at from audit_result f join audit a on a.id = f.audit_id
                                where f.invariant = r.invariant and f.since is null
                                order by f.audit_id desc limit 1) as full_at
                          from audit_result r
                         where r.audit_id = (select max(id) from audit) and r.invariant = any (:known)""")
                .bindArray("known", String.class, KNOWN)
                .map((row, context) -> Map.entry(
                        Invariant.valueOf(row.getString("invariant")),
                        new Last(row.getLong("violations"), Columns.instantIfAny(row, "full_at"))))
                .forEach(entry -> all.put(entry.getKey(), entry.getValue())));
        return all;
    }

    /** Looks at every invariant and writes down what it saw. Each look is one statement, hence at one moment. */
    public Audit audit(Run run, Function<Invariant, Optional<Instant>> since) {
        run.progress().expect(Invariant.values().length);
        var checkedAt = now();
        var seen = new ArrayList<Seen>();
        for (var invariant : Invariant.values()) {
            seen.add(look(invariant, since.apply(invariant)));
            run.progress().advance(1);
        }
        jdbi.useTransaction(handle -> save(handle, run, checkedAt, seen));
        return latest().orElseThrow();
    }

    private Seen look(Invariant invariant, Optional<Instant> since) {
        var from = "select * from invariant_" + invariant.name().toLowerCase(Locale.ROOT)
                + (since.isEmpty() ? "" : " where since >= :since");
        long started = System.nanoTime();
        return jdbi.inTransaction(handle -> {
            // Compiling takes longer than looking.
            handle.execute("set local jit = off");
            var query = handle.createQuery("with found as (" + from + """
                    ), sampled as (select * from found order by since desc, conversion_id limit :limit)
                    select (select count(*) from found) as violations,
                           (select coalesce(jsonb_agg(to_jsonb(sampled)), '[]') from sampled) as sample""").bind("limit", SAMPLE);
            since.ifPresent(instant -> query.bind("since", instant));
            return query.map((row, context) -> new Seen(
                            invariant,
                            since,
                            row.getLong("violations"),
                            row.getString("sample"),
                            Duration.ofNanos(System.nanoTime() - started)))
                    .one();
        });
    }

    private static void save(Handle handle, Run run, Instant checkedAt, List<Seen> seen) {
        var audit = handle.createQuery("""
                        insert into audit (run_id, node, checked_at, conversions)
                        values (:run, :node, :checkedAt, (select count(*) from conversion))
                        returning id""")
                .bind("run", run.id())
                .bind("node", run.node())
                .bind("checkedAt", checkedAt)
                .mapTo(Long.class)
                .one();
        var batch = handle.prepareBatch("""
                insert into audit_result (audit_id, invariant, since, violations, sample, took_ms)
                values (:audit, :invariant, :since, :violations, cast(:sample as jsonb), :took)""");
        seen.forEach(one -> batch.bind("audit", audit)
                .bind("invariant", one.invariant().name())
                .bind("since", one.since().orElse(null))
                .bind("violations", one.violations())
                .bind("sample", one.sample())
                .bind("took", one.took().toMillis())
                .add());
        batch.execute();
        handle.createUpdate("delete from audit where checked_at < now() - make_interval(secs => :kept)")
                .bind("kept", KEPT.toSeconds())
                .execute();
    }

    /** The latest look, by whichever node; empty when there was none yet. */
    public Optional<Audit> latest() {
        return jdbi.inTransaction(handle -> handle.createQuery("select * from audit order by id desc limit 1")
                .map((row, context) -> new Audit(
                        Columns.instant(row, "checked_at"),
                        Columns.numberIfAny(row, "run_id"),
                        row.getLong("conversions"),
                        findings(handle, row.getLong("id"))))
                .findOne());
    }

    private static List<Finding> findings(Handle handle, long audit) {
        var samples = samples(handle, audit);
        return handle
                .createQuery("select * from audit_result where audit_id = :audit and invariant = any (:known)")
                .bind("audit", audit)
                .bindArray("known", String.class, KNOWN)
                .map((row, context) -> new Finding(
                        Invariant.valueOf(row.getString("invariant")),
                        Columns.instantIfAny(row, "since"),
                        row.getLong("violations"),
                        samples.getOrDefault(row.getString("invariant"), List.of()),
                        Duration.ofMillis(row.getLong("took_ms"))))
                .list()
                .stream()
                .sorted(Comparator.comparing(Finding::invariant))
                .toList();
    }

    private static Map<String, List<Violation>> samples(Handle handle, long audit) {
        var samples = new LinkedHashMap<String, List<Violation>>();
        handle.createQuery("""
                        select r.invariant, v.*
                          from audit_result r,
                               jsonb_to_recordset(r.sample) as v (destination text, conversion_id bigint, key text,
                                                                  record_id text, since timestamptz, detail text)
                         where r.audit_id = :audit""")
                .bind("audit", audit)
                .map((row, context) -> Map.entry(row.getString("invariant"), violation(row)))
                .forEach(entry -> samples.computeIfAbsent(entry.getKey(), any -> new ArrayList<>())
                        .add(entry.getValue()));
        return samples;
    }

    private static Violation violation(ResultSet row) throws SQLException {
        return new Violation(
                Columns.textIfAny(row, "destination"),
                Columns.numberIfAny(row, "conversion_id"),
                Columns.textIfAny(row, "key"),
                Columns.textIfAny(row, "record_id"),
                row.getObject("since", OffsetDateTime.class).toInstant(),
                row.getString("detail"));
    }
}

package io.downfunnel.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.StatementContext;
import org.jdbi.v3.core.statement.Update;

import io.downfunnel.domain.CrmRecord;
import io.downfunnel.domain.CrmStream;

/**
 * Up to where each stream was extracted. Rows, place and watermark move in one transaction, and only for the node whose
 * claim is the latest: one that overslept its lease saves nothing any more.
 */
@ApplicationScoped
public class ExtractionStore {

    /** What a stream is read for. */
    public enum Purpose {
        CHANGES("changes"),
        SWEEP("sweep"),
        DELETIONS("deletions");

        private final String text;

        Purpose(String text) {
            this.text = text;
        }
    }

    /**
     * The organisation behind a connection, as it was when we first met it.
     *
     * @param salesforceId 18 characters
     */
    public record Organization(short id, String salesforceId, String name) {}

    /** From the one, inclusive, up to the other, exclusive. */
    public record Window(Instant start, Instant end) {}

    /** The last row saved. */
    public record Position(Instant at, String id) {}

    /**
     * The right to extract a stream, until the lease ends or a later claim.
     *
     * @param epoch grows with each claim
     * @param watermark everything stamped before it has been extracted
     * @param window the one that was not read to its end
     * @param position where in it to go on; empty: at its start
     * @param fields what was selected so far
     */
    public record Claim(
            short organization,
            CrmStream stream,
            Purpose purpose,
            long epoch,
            Instant watermark,
            Optional<Window> window,
            Optional<Position> position,
            Set<String> fields) {
        public Claim {
            fields = Set.copyOf(fields);
        }
    }

    /** Another node has claimed the stream since. Nothing was saved; that node does the work. */
    public static final class LostClaimException extends RuntimeException {
        private static final long serialVersionUID = 1;

        LostClaimException(Claim claim) {
            super("Another node extracts " + claim.stream() + " now");
        }
    }

    private static final String LATEST = """
             where organization_id = :organization and object = :object and purpose = :purpose and epoch = :epoch""";

    private final Jdbi jdbi;
    private final Duration lease;

    @Inject
    ExtractionStore(Jdbi jdbi) {
        this(jdbi, Duration.ofSeconds(30));
    }

    ExtractionStore(Jdbi jdbi, Duration lease) {
        this.jdbi = jdbi;
        this.lease = lease;
    }

    /**
     * The organisation behind the connection: the one we know, or this one from now on.
     *
     * @param instance where it lives: scheme and host
     */
    public Organization recognise(
            String connection,
            String salesforceId,
            String name,
            boolean multiCurrency,
            Optional<String> currency,
            Optional<String> instance) {
        return jdbi.inTransaction(handle -> {
            handle.createUpdate("""
                    insert into organization
                           (connection, salesforce_id, name, multi_currency, default_currency, instance_url)
                    values (:connection, :salesforceId, :name, :multiCurrency, :currency, :instance)
                    on conflict (connection) do update
                       set name = excluded.name,
                           multi_currency = excluded.multi_currency,
                           default_currency = excluded.default_currency,
                           instance_url = excluded.instance_url
                     where organization.salesforce_id = excluded.salesforce_id
                       and (organization.name, organization.multi_currency, organization.default_currency,
                            organization.instance_url)
                           is distinct from (excluded.name, excluded.multi_currency, excluded.default_currency,
                                             excluded.instance_url)""")
                    .bind("connection", connection)
                    .bind("salesforceId", salesforceId)
                    .bind("name", name)
                    .bind("multiCurrency", multiCurrency)
                    .bind("currency", currency.orElse(null))
                    .bind("instance", instance.orElse(null))
                    .execute();
            return organization(handle, connection).orElseThrow();
        });
    }

    /** The organisation we know behind the connection. */
    public Optional<Organization> organization(String connection) {
        return jdbi.withHandle(handle -> organization(handle, connection));
    }

    private static Optional<Organization> organization(Handle handle, String connection) {
        return handle.createQuery("select id, salesforce_id, name from organization where connection = :connection")
                .bind("connection", connection)
                .map((row, context) -> new Organization(row.getShort(1), row.getString(2), row.getString(3)))
                .findOne();
    }

    /**
     * Takes the stream, unless a node holds it.
     *
     * @param beginning watermark of a stream that was never extracted
     */
    public Optional<Claim> claim(
            short organization, CrmStream stream, Purpose purpose, String node, Instant beginning) {
        return jdbi.inTransaction(handle -> {
            handle.createUpdate("""
                    insert into extraction_stream (organization_id, object, purpose, watermark)
                    values (:organization, :object, :purpose, :beginning)
                    on conflict do nothing""")
                    .bind("organization", organization)
                    .bind("object", stream.apiName())
                    .bind("purpose", purpose.text)
                    .bind("beginning", beginning)
                    .execute();
            return handle.createQuery("""
                    update extraction_stream
                       set leased_by = :node, leased_until = now() + make_interval(secs => :lease), epoch = epoch + 1
                     where organization_id = :organization and object = :object and purpose = :purpose
                       and leased_until < now()
                    returning epoch, watermark, window_start, window_end, position_at, position_id, fields""")
                    .bind("node", node)
                    .bind("lease", lease.toMillis() / 1000.0)
                    .bind("organization", organization)
                    .bind("object", stream.apiName())
                    .bind("purpose", purpose.text)
                    .map((row, context) -> claim(organization, stream, purpose, row, context))
                    .findOne();
        });
    }

    /** The watermark of a stream; empty when it was never extracted. */
    public Optional<Instant> watermark(short organization, CrmStream stream, Purpose purpose) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                select watermark from extraction_stream
                 where organization_id = :organization and object = :object and purpose = :purpose""")
                .bind("organization", organization)
                .bind("object", stream.apiName())
                .bind("purpose", purpose.text)
                .mapTo(Instant.class)
                .findOne());
    }

    /** Begins a window at its start, in place of any other. */
    public void open(Claim claim, Window window, Set<String> fields) {
        jdbi.useHandle(handle -> fenced(
                claim,
                handle.createUpdate("""
                        update extraction_stream
                           set window_start = :start, window_end = :end, position_at = null, position_id = null,
                               fields = :fields, leased_until = now() + make_interval(secs => :lease)""" + LATEST)
                        .bind("start", window.start())
                        .bind("end", window.end())
                        .bind("fields", new TreeSet<>(fields).toArray(String[]::new))));
    }

    /** Ends the open window sooner; the rest is for the next one. */
    public void shorten(Claim claim, Instant end) {
        jdbi.useHandle(handle -> fenced(claim, handle.createUpdate("""
                        update extraction_stream
                           set window_end = :end, leased_until = now() + make_interval(secs => :lease)""" + LATEST).bind("end", end)));
    }

    /**
     * Saves a page and the place behind its last row.
     *
     * @return how many of its records were new or changed
     */
    public long save(Claim claim, List<? extends CrmRecord> page) {
        return jdbi.inTransaction(handle -> {
            var last = page.getLast();
            // The row of the stream first: whoever holds it is alone with the stream until the commit.
            fenced(
                    claim,
                    handle.createUpdate("""
                            update extraction_stream
                               set position_at = :at, position_id = :id, records = records + :records,
                                   leased_until = now() + make_interval(secs => :lease)""" + LATEST)
                            .bind("at", last.stamp())
                            .bind("id", last.id())
                            .bind("records", page.size()));
            return CrmStore.save(handle, claim.organization(), claim.stream(), page);
        });
    }

    /** As {@link #save}, with the last page of the window, which may be empty: the watermark moves to the window's end. */
    public long finish(Claim claim, List<? extends CrmRecord> page) {
        return jdbi.inTransaction(handle -> {
            fenced(claim, handle.createUpdate("""
                            update extraction_stream
                               set watermark = window_end, window_start = null, window_end = null,
                                   position_at = null, position_id = null, finished_at = now(),
                                   records = records + :records,
                                   leased_until = now() + make_interval(secs => :lease)""" + LATEST).bind("records", page.size()));
            return page.isEmpty() ? 0 : CrmStore.save(handle, claim.organization(), claim.stream(), page);
        });
    }

    /** Marks deleted records, and moves the watermark of the delete log. */
    public long delete(Claim claim, List<CrmStore.Deletion> deletions, Instant watermark) {
        return jdbi.inTransaction(handle -> {
            fenced(
                    claim,
                    handle.createUpdate("""
                            update extraction_stream
                               set watermark = :watermark, finished_at = now(), records = records + :records,
                                   leased_until = now() + make_interval(secs => :lease)""" + LATEST)
                            .bind("watermark", watermark)
                            .bind("records", deletions.size()));
            return CrmStore.delete(handle, claim.organization(), claim.stream(), deletions);
        });
    }

    /** Gives the stream back; does nothing when another node has it by now. */
    public void release(Claim claim) {
        jdbi.useHandle(handle -> bind(claim, handle.createUpdate("""
                                update extraction_stream
                                   set leased_by = null, leased_until = '-infinity'""" + LATEST)).execute());
    }

    private void fenced(Claim claim, Update update) {
        if (bind(claim, update).bind("lease", lease.toMillis() / 1000.0).execute() == 0) {
            throw new LostClaimException(claim);
        }
    }

    private static Update bind(Claim claim, Update update) {
        return update.bind("organization", claim.organization())
                .bind("object", claim.stream().apiName())
                .bind("purpose", claim.purpose().text)
                .bind("epoch", claim.epoch());
    }

    private static Claim claim(
            short organization, CrmStream stream, Purpose purpose, ResultSet row, StatementContext context)
            throws SQLException {
        var instants = context.findColumnMapperFor(Instant.class).orElseThrow();
        var end = instants.map(row, "window_end", context);
        var start = instants.map(row, "window_start", context);
        var at = instants.map(row, "position_at", context);
        var id = row.getString("position_id");
        return new Claim(
                organization,
                stream,
                purpose,
                row.getLong("epoch"),
                instants.map(row, "watermark", context),
                Optional.ofNullable(end).map(to -> new Window(start, to)),
                Optional.ofNullable(at).map(place -> new Position(place, id)),
                Set.copyOf(Arrays.asList((String[]) row.getArray("fields").getArray())));
    }
}

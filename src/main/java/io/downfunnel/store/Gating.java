package io.downfunnel.store;

import java.util.Optional;
import java.util.Set;

import org.jdbi.v3.core.Handle;

import io.downfunnel.domain.ConversionMapping;
import io.downfunnel.domain.Funnel;
import io.downfunnel.domain.MappingFingerprint;
import io.downfunnel.domain.MappingGate;
import io.downfunnel.domain.MappingGates;
import io.downfunnel.store.TrialStore.Ending;

/** What gates and brakes mean for a statement: which conversions may pass, and the gates as a transaction sees them. */
final class Gating {

    /** Of conversions {@code c} of the destination {@code :destination}: those that may be sent. */
    static final String MAY_PASS = mayPass(":destination");

    private Gating() {}

    /**
     * A condition on conversions {@code c}: they may be sent. What was sent before has passed the trial of its mapping, but
     * not a mapping whose conversions were refused since.
     *
     * <p>The lists are read once for a destination. They are asked within {@code (select ...)}, row by row, so that nobody
     * guesses how few rows they leave and sorts what an index has in order.
     *
     * @param destination the name of the destination, in the words of SQL
     */
    static String mayPass(String destination) {
        return """
                (not exists (select from brake b where b.destination = <destination> and b.lifted_at is null)
                 and (select (c.batch_id is not null
                              or c.stage <> all (array(select g.stage from mapping_gate g
                                                        where g.destination = <destination> and g.state <> 'OPEN'))
                              or c.id = any (array(select k.conversion_id from canary k
                                                    where k.destination = <destination>)))
                             and c.stage <> all (array(select g.stage from mapping_gate g
                                                        where g.destination = <destination> and g.state = 'POISONED'))))
                """.replace("<destination>", destination);
    }

    /** As the handle's transaction sees them. */
    static MappingGates gates(Handle handle) {
        var closed = handle.createQuery("select * from mapping_gate where state <> 'OPEN' order by destination, stage")
                .map((row, context) -> GateStore.gate(row))
                .list();
        if (closed.isEmpty()) {
            return MappingGates.ALL_OPEN;
        }
        var ahead = handle.createQuery("""
                        select k.conversion_id from canary k join mapping_gate g using (destination, stage)
                         where g.state <> 'OPEN'""").mapTo(Long.class).list();
        return new MappingGates(closed, Set.copyOf(ahead));
    }

    /**
     * Closes the gate of each mapping that is new or sends something else than before, in the transaction of its import.
     *
     * @param by who imports it
     */
    static void announce(Handle handle, Funnel funnel, String by) {
        endTrials(handle, funnel, by);
        var mappings = funnel.mappings();
        handle.createUpdate("""
                        delete from mapping_gate g
                         where g.state <> 'OPEN'
                           and not exists (select from unnest(:destinations, :stages) as a (destination, stage)
                                            where a.destination = g.destination and a.stage = g.stage)""")
                .bindArray(
                        "destinations",
                        String.class,
                        mappings.stream().map(ConversionMapping::destination).toList())
                .bindArray(
                        "stages",
                        String.class,
                        mappings.stream().map(ConversionMapping::stage).toList())
                .execute();
        var batch = handle.prepareBatch("""
                with told as (
                    select * from mapping_gate where destination = :destination and stage = :stage),
                forgotten as (
                    delete from canary
                     where destination = :destination and stage = :stage
                       and exists (select from told where fingerprint <> :fingerprint))
                insert into mapping_gate as g (destination, stage, mapping, fingerprint, state)
                values (:destination, :stage, :mapping, :fingerprint, 'CANARY')
                on conflict (destination, stage) do update
                   set mapping = excluded.mapping,
                       fingerprint = excluded.fingerprint,
                       state = case when g.fingerprint = excluded.fingerprint then g.state else 'CANARY' end,
                       since = case when g.fingerprint = excluded.fingerprint then g.since else clock_timestamp() end,
                       validated_at = case when g.fingerprint = excluded.fingerprint then g.validated_at end,
                       sentence = case when g.fingerprint = excluded.fingerprint then g.sentence end,
                       remedy = case when g.fingerprint = excluded.fingerprint then g.remedy end""");
        for (var mapping : mappings) {
            batch.bind("destination", mapping.destination())
                    .bind("stage", mapping.stage())
                    .bind("mapping", mapping.name())
                    .bind("fingerprint", MappingFingerprint.of(mapping))
                    .add();
        }
        if (!mappings.isEmpty()) {
            batch.execute();
        }
    }

    /** Of mappings that are gone or send something else from now on; nobody else ends one meanwhile. */
    private static void endTrials(Handle handle, Funnel funnel, String by) {
        record OnTrial(MappingGate gate, String fingerprint) {}
        var onTrial = handle.createQuery("""
                        select * from mapping_gate where state = 'CANARY' order by destination, stage for update""")
                .map((row, context) -> new OnTrial(GateStore.gate(row), row.getString("fingerprint")))
                .list();
        for (var each : onTrial) {
            var mapping = funnel.mappings().stream()
                    .filter(any -> any.destination().equals(each.gate().destination())
                            && any.stage().equals(each.gate().stage()))
                    .findFirst();
            if (mapping.isEmpty()) {
                TrialStore.end(handle, each.gate(), Ending.MAPPING_REMOVED, Optional.of(by), Optional.empty());
            } else if (!MappingFingerprint.of(mapping.get()).equals(each.fingerprint())) {
                TrialStore.end(handle, each.gate(), Ending.MAPPING_CHANGED, Optional.of(by), Optional.empty());
            }
        }
    }
}

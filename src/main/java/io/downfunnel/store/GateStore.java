package io.downfunnel.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

import io.downfunnel.domain.ConversionEvent;
import io.downfunnel.domain.ConversionState;
import io.downfunnel.domain.MappingGate;
import io.downfunnel.domain.Reason;
import io.downfunnel.domain.Run;

/**
 * The gates of mappings, and the trial of those that are new. All that counts is rows, so that any node may go on at any
 * time, also after one that died.
 */
@ApplicationScoped
public class GateStore {
    private final Jdbi jdbi;

    public GateStore(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /**
     * How the conversions fare that went ahead of their mapping. Those that can no longer tell anything (expired, excluded
     * before they were sent, in doubt) do not count at all.
     *
     * @param good counted, or refused as is to be expected of some; where no verdicts are given, accepted
     * @param bad refused for their data or the configuration
     * @param pending not at their end yet
     * @param sent of all these; the others are still to be sent
     * @param cause code of the most frequent refusal
     * @param causes how many were refused with it
     */
    public record Trial(int good, int bad, int pending, int sent, Optional<String> cause, int causes) {
        public int size() {
            return good + bad + pending;
        }
    }

    /** Of a destination, the open ones too. */
    public List<MappingGate> of(String destination) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "select * from mapping_gate where destination = :destination order by stage")
                .bind("destination", destination)
                .map((row, context) -> gate(row))
                .list());
    }

    /** Of all destinations. */
    public List<MappingGate> closed() {
        return jdbi.withHandle(handle -> Gating.gates(handle).closed());
    }

    public Optional<MappingGate> find(String destination, String stage) {
        return jdbi.withHandle(handle -> find(handle, destination, stage));
    }

    static Optional<MappingGate> find(Handle handle, String destination, String stage) {
        return handle.createQuery("select * from mapping_gate where destination = :destination and stage = :stage")
                .bind("destination", destination)
                .bind("stage", stage)
                .map((row, context) -> gate(row))
                .findOne();
    }

    static MappingGate gate(ResultSet row) throws SQLException {
        return new MappingGate(
                row.getString("destination"),
                row.getString("stage"),
                row.getString("mapping"),
                MappingGate.State.valueOf(row.getString("state")),
                Columns.instant(row, "since"),
                Columns.instantIfAny(row, "validated_at").isPresent(),
                Columns.textIfAny(row, "sentence"),
                Columns.textIfAny(row, "remedy").orElse(""));
    }

    // Conversions and the state they wait in

    /**
     * Sees to it that conversions wait in the state that their gate asks for: on hold before a closed one, ready behind an
     * open one. Can be done again at any time; what a dead node left half done is done by the next.
     *
     * @return how many are ready now that were on hold
     */
    public int arrange(Run run, String destination) {
        int opened = 0;
        for (var gate : of(destination)) {
            if (gate.open()) {
                opened += loosen(run, gate);
            } else {
                hold(run, gate);
            }
        }
        return opened;
    }

    private int loosen(Run run, MappingGate gate) {
        return inChunks(handle -> stillSo(handle, gate)
                ? new BulkMoves(handle, run)
                        .move(
                                ConversionState.HELD,
                                ConversionState.READY,
                                Reason.OPENED,
                                "The mapping “" + gate.mapping() + "” has been found good.",
                                OF_GATE + " and c.reason in ('NEW_MAPPING', 'CANARY_REFUSED', 'POISON_RATE')",
                                named(gate))
                : 0);
    }

    private void hold(Run run, MappingGate gate) {
        var reason = gate.reason().orElseThrow();
        var condition = OF_GATE + " and not exists (select from canary k where k.conversion_id = c.id)";
        inChunks(handle -> stillSo(handle, gate)
                ? new BulkMoves(handle, run)
                        .move(ConversionState.READY, ConversionState.HELD, reason, gate.words(), condition, named(gate))
                : 0);
        var otherwise = new HashMap<String, Object>(named(gate));
        otherwise.put("now", reason.name());
        inChunks(handle -> stillSo(handle, gate)
                ? new BulkMoves(handle, run)
                        .move(
                                ConversionState.HELD,
                                ConversionState.HELD,
                                reason,
                                gate.words(),
                                condition
                                        + " and c.reason in ('NEW_MAPPING', 'CANARY_REFUSED', 'POISON_RATE')"
                                        + " and c.reason <> :now",
                                otherwise)
                : 0);
    }

    static final String OF_GATE = "c.destination = :destination and c.stage = :stage";

    static Map<String, Object> named(MappingGate gate) {
        return Map.of("destination", gate.destination(), "stage", gate.stage());
    }

    /** Nobody changes the gate until the end of the transaction. */
    private static boolean stillSo(Handle handle, MappingGate gate) {
        return handle.createQuery("""
                        select count(*) > 0 from (
                            select 1 from mapping_gate
                             where destination = :destination and stage = :stage and since = :since
                               for share) as seen""")
                .bindMap(named(gate))
                .bind("since", gate.since())
                .mapTo(Boolean.class)
                .one();
    }

    private interface Chunk {
        int move(Handle handle);
    }

    private int inChunks(Chunk chunk) {
        int total = 0;
        int moved;
        do {
            moved = jdbi.inTransaction(chunk::move);
            total += moved;
        } while (moved == BulkMoves.CHUNK);
        return total;
    }

    // The trial

    static final String FATE = """
            case when c.state = 'VERIFIED' then 'GOOD'
                 when c.state = 'ACCEPTED' and c.due_at is null then 'GOOD'
                 when c.state = 'EXCLUDED' and c.batch_id is not null then 'GOOD'
                 when c.state = 'NEEDS_YOU' then 'BAD'
                 when c.state = 'HELD' and c.batch_id is not null then
                      case when (select t.failure_class from conversion_transition t where t.conversion_id = c.id
                                  order by t.id desc limit 1) = 'UNKNOWN_OUTCOME' then 'VOID' else 'BAD' end
                 when c.state = 'HELD' and c.reason is distinct from 'NEW_MAPPING' then 'VOID'
                 when c.state in ('EXCLUDED', 'EXPIRED', 'CANCELLED', 'ERASED') then 'VOID'
                 when c.state = 'DELAYED' and c.batch_id is null then 'VOID'
                 else 'PENDING' end""";

    /** How the trial of a mapping stands. */
    public Trial trial(MappingGate gate) {
        return jdbi.withHandle(handle -> trial(handle, gate));
    }

    private record Fate(String fate, Optional<String> reason, int count, int sent) {}

    static Trial trial(Handle handle, MappingGate gate) {
        var fates = handle.createQuery("""
                        select fate, reason, count(*) as conversions, count(batch_id) as sent
                          from (select c.reason, c.batch_id, FATE as fate
                                  from canary k join conversion c on c.id = k.conversion_id
                                 where k.destination = :destination and k.stage = :stage) as members
                         group by fate, reason
                         order by count(*) desc, reason""".replace("FATE", FATE))
                .bindMap(named(gate))
                .map((row, context) -> new Fate(
                        row.getString("fate"),
                        Columns.textIfAny(row, "reason"),
                        row.getInt("conversions"),
                        row.getInt("sent")))
                .list();
        var cause = fates.stream().filter(each -> each.fate().equals("BAD")).findFirst();
        return new Trial(
                sum(fates, "GOOD"),
                sum(fates, "BAD"),
                sum(fates, "PENDING"),
                sum(fates, "GOOD")
                        + sum(fates, "BAD")
                        + fates.stream()
                                .filter(each -> each.fate().equals("PENDING"))
                                .mapToInt(Fate::sent)
                                .sum(),
                cause.flatMap(Fate::reason),
                cause.map(Fate::count).orElse(0));
    }

    private static int sum(List<Fate> fates, String fate) {
        return fates.stream()
                .filter(each -> each.fate().equals(fate))
                .mapToInt(Fate::count)
                .sum();
    }

    /** A conversion that is to go ahead, with what would be sent of it. */
    public record Chosen(long id, ConversionEvent event) {}

    /**
     * Chooses conversions that go ahead, as many as are wanted and not more, however many nodes choose at once: the ones that
     * expire last, since an old click says little about the mapping. They stay on hold until {@link #sendAhead}.
     *
     * <p>Waits for a node that is at the gate, which takes it an instant. To pass on instead would mean that nobody chooses
     * when several come at once.
     *
     * @return those chosen now or earlier that still wait on hold; empty when the gate has changed
     */
    public List<Chosen> choose(MappingGate gate, int wanted) {
        return jdbi.inTransaction(handle -> {
            var mine = handle.createQuery("""
                            select 1 from mapping_gate
                             where destination = :destination and stage = :stage and since = :since
                               and state = 'CANARY'
                               for update""")
                    .bindMap(named(gate))
                    .bind("since", gate.since())
                    .mapTo(Integer.class)
                    .findOne();
            if (mine.isEmpty()) {
                return List.of();
            }
            dismiss(handle, gate);
            int more = wanted - trial(handle, gate).size();
            if (more > 0) {
                handle.createUpdate("""
                                insert into canary (conversion_id, destination, stage)
                                select c.id, c.destination, c.stage from conversion c
                                 where c.destination = :destination and c.stage = :stage and c.state = 'HELD'
                                   and c.reason = 'NEW_MAPPING' and c.batch_id is null
                                   and not exists (select from canary k where k.conversion_id = c.id)
                                 order by c.expires_at desc, c.id limit :more
                                   for update of c skip locked""").bindMap(named(gate)).bind("more", more).execute();
            }
            return waiting(handle, gate);
        });
    }

    /** Those that can tell nothing any more make room for others. */
    private static void dismiss(Handle handle, MappingGate gate) {
        handle.createUpdate("""
                        delete from canary k
                         using conversion c
                         where c.id = k.conversion_id and k.destination = :destination and k.stage = :stage
                           and (FATE) = 'VOID'""".replace("FATE", FATE)).bindMap(named(gate)).execute();
    }

    private static List<Chosen> waiting(Handle handle, MappingGate gate) {
        return handle.createQuery("""
                        select c.id, p.payload
                          from canary k
                          join conversion c on c.id = k.conversion_id
                          join conversion_payload p on p.conversion_id = c.id
                         where k.destination = :destination and k.stage = :stage and c.state = 'HELD'
                           and c.reason = 'NEW_MAPPING' and c.batch_id is null
                         order by c.id""")
                .bindMap(named(gate))
                .map((row, context) -> new Chosen(row.getLong("id"), Payload.decode(row.getString("payload"))))
                .list();
    }

    /** The platform has looked at real rows of the mapping and found nothing wrong. */
    public void validated(MappingGate gate) {
        jdbi.useHandle(handle -> handle.createUpdate("""
                        update mapping_gate set validated_at = clock_timestamp()
                         where destination = :destination and stage = :stage and since = :since""")
                .bindMap(named(gate))
                .bind("since", gate.since())
                .execute());
    }

    /** The chosen ones may be sent. */
    public int sendAhead(Run run, MappingGate gate) {
        return jdbi.inTransaction(handle -> new BulkMoves(handle, run)
                .move(
                        ConversionState.HELD,
                        ConversionState.READY,
                        Reason.CANARY,
                        "It goes ahead of the others of the mapping “" + gate.mapping()
                                + "”, which is new or was changed.",
                        "c.reason = 'NEW_MAPPING' and c.id = any (array(select k.conversion_id from canary k"
                                + " where k.destination = :destination and k.stage = :stage))",
                        named(gate)));
    }

    /** @return whether it was this call that opened it */
    public boolean open(MappingGate gate) {
        return jdbi.inTransaction(handle -> become(handle, gate, MappingGate.State.OPEN, Optional.empty()));
    }

    /** @return whether it was this call that closed it */
    public boolean refuse(MappingGate gate, String sentence, String remedy) {
        return jdbi.inTransaction(handle -> become(
                handle, gate, MappingGate.State.REFUSED, Optional.empty(), Optional.of(sentence), Optional.of(remedy)));
    }

    /** @param by the person who said so; empty: the platform's word did */
    static boolean become(Handle handle, MappingGate gate, MappingGate.State state, Optional<String> by) {
        return become(handle, gate, state, by, Optional.empty(), Optional.empty());
    }

    /**
     * Those that went ahead are forgotten with the state they went ahead in, also when it is entered once more; what came of
     * them stays on record.
     */
    private static boolean become(
            Handle handle,
            MappingGate gate,
            MappingGate.State state,
            Optional<String> by,
            Optional<String> sentence,
            Optional<String> remedy) {
        int mine = handle.createUpdate("""
                        update mapping_gate
                           set state = :state, since = clock_timestamp(), sentence = :sentence, remedy = :remedy,
                               validated_at = case when :state = 'CANARY' then null else validated_at end
                         where destination = :destination and stage = :stage and since = :since""")
                .bindMap(named(gate))
                .bind("since", gate.since())
                .bind("state", state.name())
                .bind("sentence", sentence.orElse(null))
                .bind("remedy", remedy.orElse(null))
                .execute();
        if (mine > 0) {
            if (gate.state() == MappingGate.State.CANARY) {
                TrialStore.end(handle, gate, ending(state, by), by, sentence);
            }
            handle.createUpdate("delete from canary where destination = :destination and stage = :stage")
                    .bindMap(named(gate))
                    .execute();
        }
        return mine > 0;
    }

    private static TrialStore.Ending ending(MappingGate.State now, Optional<String> by) {
        return switch (now) {
            case CANARY -> TrialStore.Ending.TRIED_AGAIN;
            case REFUSED, POISONED -> TrialStore.Ending.REFUSED;
            case OPEN -> by.isPresent() ? TrialStore.Ending.RELEASED : TrialStore.Ending.FOUND_GOOD;
        };
    }

    /** Closes the gate of a mapping whose conversions were refused too often; a mapping without a gate gets one. */
    public boolean poison(String destination, String stage, String mapping, String sentence, String remedy) {
        return jdbi.inTransaction(handle -> handle.createUpdate("""
                                insert into mapping_gate as g
                                       (destination, stage, mapping, fingerprint, state, sentence, remedy)
                                values (:destination, :stage, :mapping, '', 'POISONED', :sentence, :remedy)
                                on conflict (destination, stage) do update
                                   set state = 'POISONED', since = clock_timestamp(), sentence = excluded.sentence,
                                       remedy = excluded.remedy
                                 where g.state = 'OPEN'""")
                        .bind("destination", destination)
                        .bind("stage", stage)
                        .bind("mapping", mapping)
                        .bind("sentence", sentence)
                        .bind("remedy", remedy)
                        .execute()
                > 0);
    }
}

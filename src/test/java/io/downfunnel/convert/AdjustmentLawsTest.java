package io.downfunnel.convert;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

import io.downfunnel.domain.AdjustmentCase;
import io.downfunnel.domain.AdjustmentCase.Basis;
import io.downfunnel.domain.AdjustmentCase.Past;
import io.downfunnel.domain.AdjustmentCase.Sent;
import io.downfunnel.domain.AdjustmentDecision;
import io.downfunnel.domain.AdjustmentReason;
import io.downfunnel.domain.ClickId;
import io.downfunnel.domain.Consent;
import io.downfunnel.domain.ConsentRule;
import io.downfunnel.domain.ConversionEvent;
import io.downfunnel.domain.ConversionKey;
import io.downfunnel.domain.ConversionMapping;
import io.downfunnel.domain.ConversionMapping.Afterwards;
import io.downfunnel.domain.ConversionMapping.Change;
import io.downfunnel.domain.ConversionMapping.Count;
import io.downfunnel.domain.ConversionMapping.Identifier;
import io.downfunnel.domain.ConversionState;
import io.downfunnel.domain.CrmObject;
import io.downfunnel.domain.Match;
import io.downfunnel.domain.Money;
import io.downfunnel.domain.Sequel;
import io.downfunnel.domain.StageEvent;
import io.downfunnel.domain.StageEvent.Evidence;
import io.downfunnel.domain.ValueRule;

import static org.assertj.core.api.Assertions.assertThat;

/** Whatever sales people do to an amount, and whenever we look: what the platform is told adds up. */
class AdjustmentLawsTest {
    private static final Instant WON = Instant.parse("2026-06-01T09:00:00Z");
    private static final Duration QUIET = Duration.ofHours(24);

    private static final ConversionMapping MAPPING = new ConversionMapping(
            "Won",
            "closed-won",
            "google",
            "7",
            new ValueRule.CrmAmount(BigDecimal.ONE),
            List.of(Identifier.GCLID),
            new ConsentRule(
                    Optional.empty(), Optional.empty(), Set.of(), Set.of(), ConsentRule.WhenMissing.SEND_UNSPECIFIED),
            Count.ONCE,
            Duration.ZERO,
            Duration.ofDays(90),
            new Afterwards(Change.RESTATE, Change.RETRACT, Change.RETRACT));

    /** Our record of one conversion and the platform's, side by side. */
    private static final class World {
        final List<Past> past = new ArrayList<>();
        final List<Instant> told = new ArrayList<>();
        Instant now = WON;
        int amount = 1;
        Instant since = WON;
        int platform = 1;
        int changes;

        void edit(int to) {
            now = now.plusSeconds(1);
            if (to != amount) {
                changes++;
                amount = to;
                since = now;
            }
        }

        void look() {
            plan().ifPresent(plan -> {
                var row = row(plan.decision(), plan.decision().state(), false);
                plan.existing().ifPresentOrElse(old -> past.set(past.indexOf(old), row), () -> past.add(row));
            });
        }

        /** What is ready leaves; the platform takes it, refuses it, or keeps us in doubt until it is sent again. */
        void send(boolean taken) {
            for (int i = 0; i < past.size(); i++) {
                var one = past.get(i);
                if (one.open() && one.state() == ConversionState.READY) {
                    told.add(one.at());
                    if (taken) {
                        platform = one.after().orElseThrow().amount().intValueExact();
                    }
                    past.set(i, with(one, taken ? ConversionState.VERIFIED : ConversionState.NEEDS_YOU));
                }
            }
        }

        private Optional<AdjustmentDecision.Plan> plan() {
            return new AdjustmentPlanner(Optional.of(MAPPING), SomePlatforms.ADJUSTING, QUIET, 20).plan(of(), now);
        }

        private AdjustmentCase of() {
            var amountNow = Optional.of(new BigDecimal(amount));
            return new AdjustmentCase(
                    1,
                    "google",
                    ConversionState.VERIFIED,
                    Sent.of(new ConversionEvent(
                            ConversionKey.of("00D", "00Q", "google", "closed-won", 1),
                            "7",
                            WON,
                            Optional.of(Money.of(BigDecimal.ONE.setScale(2), "EUR")),
                            Optional.of(new ClickId(ClickId.Kind.GCLID, "TeSt")),
                            Optional.empty(),
                            Optional.empty(),
                            Consent.UNSPECIFIED)),
                    new Basis(Optional.of(BigDecimal.ONE), Optional.of("EUR")),
                    new StageEvent(
                            "00Q",
                            "closed-won",
                            1,
                            CrmObject.OPPORTUNITY,
                            "006",
                            WON,
                            Evidence.HISTORY,
                            Optional.empty(),
                            Optional.of(BigDecimal.ONE),
                            Optional.of("EUR"),
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty(),
                            new Sequel(amountNow, since, Optional.empty(), Optional.empty())),
                    Match.NOTHING,
                    false,
                    0,
                    past);
        }

        private Past row(AdjustmentDecision decision, ConversionState state, boolean sent) {
            return new Past(
                    past.size() + 1L,
                    decision.kind(),
                    decision.cause(),
                    decision.at(),
                    decision.basis(),
                    decision.after(),
                    state,
                    decision.reason().map(AdjustmentReason::name),
                    Optional.of(decision.explanation()),
                    decision.dueAt(),
                    sent,
                    false);
        }

        private static Past with(Past one, ConversionState state) {
            return new Past(
                    one.id(),
                    one.kind(),
                    one.cause(),
                    one.at(),
                    one.basis(),
                    one.after(),
                    state,
                    Optional.empty(),
                    one.explanation(),
                    one.dueAt(),
                    true,
                    one.released());
        }
    }

    private static World lived(List<Integer> steps, boolean taken) {
        var world = new World();
        for (int step : steps) {
            switch (step % 3) {
                case 0 -> world.edit(1 + step / 3);
                case 1 -> world.now = world.now.plus(Duration.ofHours(1 + step));
                default -> {
                    world.look();
                    world.send(taken);
                }
            }
            world.look();
        }
        return world;
    }

    private static World settled(List<Integer> steps) {
        var world = lived(steps, true);
        world.now = world.now.plus(QUIET);
        world.look();
        world.send(true);
        return world;
    }

    @Property(tries = 500)
    void in_the_end_the_platform_counts_what_the_crm_says(
            @ForAll @Size(max = 30) List<@IntRange(min = 0, max = 14) Integer> steps) {
        var world = settled(steps);

        assertThat(world.platform).isEqualTo(world.amount);
        assertThat(world.plan().filter(plan -> plan.decision().state() != ConversionState.EXCLUDED))
                .isEmpty();
    }

    @Property(tries = 500)
    void nothing_is_told_twice_and_no_more_than_changed(
            @ForAll @Size(max = 30) List<@IntRange(min = 0, max = 14) Integer> steps) {
        var world = settled(steps);

        assertThat(world.told.size()).isLessThanOrEqualTo(world.changes);
        var values = new ArrayList<>(List.of(1));
        world.past.stream()
                .filter(Past::sent)
                .forEach(one -> values.add(one.after().orElseThrow().amount().intValueExact()));
        for (int i = 1; i < values.size(); i++) {
            assertThat(values.get(i)).isNotEqualTo(values.get(i - 1));
        }
    }

    @Property(tries = 500)
    void times_strictly_increase(
            @ForAll @Size(max = 30) List<@IntRange(min = 0, max = 14) Integer> steps, @ForAll boolean taken) {
        var world = lived(steps, taken);

        var times = world.past.stream().map(Past::at).toList();
        for (int i = 0; i < times.size(); i++) {
            assertThat(times.get(i)).isAfter(i == 0 ? WON : times.get(i - 1));
        }
    }

    @Property(tries = 500)
    void looking_again_changes_nothing(
            @ForAll @Size(max = 30) List<@IntRange(min = 0, max = 14) Integer> steps, @ForAll boolean taken) {
        var world = lived(steps, taken);
        var before = List.copyOf(world.past);

        world.look();

        assertThat(world.past.stream().map(Past::state).toList())
                .isEqualTo(before.stream().map(Past::state).toList());
        assertThat(world.past.stream().map(Past::after).toList())
                .isEqualTo(before.stream().map(Past::after).toList());
    }

    @Property(tries = 300)
    void edits_within_the_quiet_period_become_one(
            @ForAll @Size(min = 1, max = 10) List<@IntRange(min = 2, max = 9) Integer> amounts) {
        var world = new World();
        for (int amount : amounts) {
            world.edit(amount);
            world.look();
            world.send(true);
        }
        world.now = world.now.plus(QUIET);
        world.look();
        world.send(true);

        assertThat(world.told).hasSize(1);
        assertThat(world.platform).isEqualTo(amounts.getLast());
    }
}

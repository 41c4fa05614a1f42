package io.downfunnel.deliver;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import org.jboss.logging.Logger;

import io.downfunnel.domain.DestinationBrake;
import io.downfunnel.domain.Money;
import io.downfunnel.domain.Run;
import io.downfunnel.platform.OpenAccount;
import io.downfunnel.store.BrakeStore;
import io.downfunnel.store.BrakeStore.Above;
import io.downfunnel.store.BrakeStore.Answers;
import io.downfunnel.store.BrakeStore.Day;
import io.downfunnel.store.BrakeStore.Today;
import io.downfunnel.store.GateStore;

/**
 * Sets the brakes of one destination during one run. What it sets is in force at once and everywhere, since claims and
 * intents look for it in the database; here is only when to look.
 */
final class BrakesStep {
    private static final Logger LOG = Logger.getLogger(BrakesStep.class);
    private static final Duration POISON_WITHIN = Duration.ofHours(24);
    private static final Duration BETWEEN_COUNTS = Duration.ofMinutes(1);
    private static final long FIRST_LOOK = 10;
    private static final String BY = "Downfunnel";

    private final GateStore gates;
    private final BrakeStore brakes;
    private final OpenAccount account;
    private final CanaryStep canary;
    private final UsualVolume volume;
    private final PoisonRule poison;
    private final ZoneId zone;
    private final Clock clock;
    private final Words words;
    private boolean sentAhead;
    private Instant counted = Instant.EPOCH;
    private Instant weighed = Instant.EPOCH;
    private long nextLook = FIRST_LOOK;

    BrakesStep(
            GateStore gates,
            BrakeStore brakes,
            OpenAccount account,
            BrakesConfig config,
            ZoneId zone,
            Clock clock,
            Words words) {
        this.gates = gates;
        this.brakes = brakes;
        this.account = account;
        this.canary = new CanaryStep(gates, account, new CanaryRule(config.canaryRows()), words);
        this.volume =
                new UsualVolume(config.volumeFactor(), config.volumeFloor(), config.volumeWeeks(), config.volumeDays());
        this.poison = new PoisonRule(config.poisonAnswers(), config.poisonPercent());
        this.zone = zone;
        this.clock = clock;
        this.words = words;
    }

    /** Why nothing at all may be sent there; empty when something may. */
    Optional<String> standing() {
        return brakes.standing(account.name()).stream().findFirst().map(DestinationBrake::words);
    }

    /**
     * Before new conversions are taken. Conversions are sent ahead once a run: where their answers are lost, others follow
     * with the next run and not at once.
     *
     * @return whether there are some to take that were on hold
     */
    boolean beforeNewOnes(Run run, ConnectionStep connection) {
        boolean more = sentAhead || standing().isPresent() ? canary.judge(run) : canary.advance(run, connection);
        sentAhead = true;
        holdWhatIsTooMuch(run);
        weighNowAndThen();
        return more;
    }

    /** Before those that were sent before are taken, and after verdicts: nothing new goes ahead. Otherwise as {@link #beforeNewOnes}. */
    boolean look(Run run) {
        boolean more = canary.judge(run);
        weighNowAndThen();
        return more;
    }

    private void weighNowAndThen() {
        if (!clock.instant().isBefore(weighed.plus(BETWEEN_COUNTS))) {
            poisonRate();
        }
    }

    /** While batches leave: looks when a good deal more has been refused than at the last look. */
    void watch(long refused) {
        if (refused >= nextLook) {
            nextLook = refused + Math.max(FIRST_LOOK, refused / 4);
            poisonRate();
        }
    }

    private void holdWhatIsTooMuch(Run run) {
        var now = clock.instant();
        if (now.isBefore(counted.plus(BETWEEN_COUNTS))) {
            return;
        }
        counted = now;
        var today = LocalDate.ofInstant(now, zone);
        var before = volume.sameWeekdays(today).stream()
                .map(day -> new Day(UsualVolume.midnight(day, zone), UsualVolume.midnight(day.plusDays(1), zone)))
                .toList();
        brakes.holdWhatIsTooMuch(
                        run,
                        account.name(),
                        UsualVolume.midnight(today, zone),
                        volume.floor(),
                        before,
                        new Rule(volume, today))
                .forEach(said -> LOG.warnf("%s: %s", account.name(), said));
    }

    private record Rule(UsualVolume volume, LocalDate day) implements BrakeStore.VolumeRule {
        @Override
        public long tooMany(Today today, List<Long> before) {
            return Math.max(0, today.total() - volume.limit(before));
        }

        @Override
        public String words(Today today, List<Long> before, Above above) {
            return volume.words(
                    today.mapping(),
                    day,
                    before,
                    today.total(),
                    above.conversions(),
                    above.value().stream().map(Money::toString).toList());
        }
    }

    /** The narrowest that holds: mappings that stand out, or the destination as a whole when none does. */
    private void poisonRate() {
        weighed = clock.instant();
        var answers = brakes.answers(account.name(), clock.instant().minus(POISON_WITHIN));
        var byStage = new TreeMap<String, Refusals>();
        grouped(answers)
                .forEach((stage, some) -> byStage.put(
                        stage,
                        Refusals.of(
                                some.getFirst().mapping(),
                                some.stream()
                                        .map(each -> new Refusals.Counted(each.code(), each.conversions()))
                                        .toList())));
        var poisoned = byStage.entrySet().stream()
                .filter(each -> poisoned(each.getValue()))
                .toList();
        if (!poisoned.isEmpty()) {
            poisoned.forEach(each -> close(each.getKey(), each.getValue()));
        } else if (poisoned(Refusals.all(byStage.values()))) {
            close(Refusals.all(byStage.values()));
        }
    }

    private static Map<String, List<Answers>> grouped(List<Answers> answers) {
        var groups = new TreeMap<String, List<Answers>>();
        answers.forEach(each ->
                groups.computeIfAbsent(each.stage(), none -> new ArrayList<>()).add(each));
        return groups;
    }

    private boolean poisoned(Refusals refusals) {
        return poison.poisoned(refusals.answered(), refusals.refused());
    }

    private void close(String stage, Refusals refusals) {
        var sentence = sentence("of “" + refusals.name() + "”", refusals);
        if (gates.poison(account.name(), stage, refusals.name(), sentence, remedy(refusals))) {
            LOG.warnf("%s: %s", account.name(), sentence);
        }
    }

    private void close(Refusals refusals) {
        var sentence = sentence("of several mappings", refusals);
        if (brakes.set(DestinationBrake.Kind.POISON_RATE, account.name(), sentence, remedy(refusals), BY)) {
            LOG.warnf("%s: %s", account.name(), sentence);
        }
    }

    private String sentence(String whose, Refusals refusals) {
        var cause = refusals.cause()
                .map(each -> "Mostly, %,d times: %s".formatted(each.getValue(), words.cause(each.getKey())))
                .orElse("");
        return "%s refused %,d of %,d conversions %s that were sent within 24 hours. %s The others are on hold."
                .formatted(words.platform(), refusals.refused(), refusals.answered(), whose, cause);
    }

    private String remedy(Refusals refusals) {
        return refusals.cause().map(each -> words.remedy(each.getKey())).orElse("");
    }
}

package io.downfunnel.sandbox.company;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.downfunnel.sandbox.company.Deal.Stage;
import io.downfunnel.sandbox.company.Deal.State;

/** Works on one deal: stages are skipped, repeated and reversed, amounts are edited, the won are lost again. */
final class DealDesk {

    private static final Duration STEP = Duration.ofDays(8);
    private static final Duration MAPPING_SET_UP_BEFORE_ANCHOR = Duration.ofDays(270);
    private static final List<BigDecimal> NONSENSE =
            List.of(new BigDecimal("-1.00"), new BigDecimal("0.00"), new BigDecimal("99999999999.00"));

    private final Company company;
    private final Dice dice;
    private final List<State> states = new ArrayList<>();
    private Instant now = Instant.EPOCH;
    private Optional<BigDecimal> amount = Optional.empty();
    private LocalDate closeDate = LocalDate.EPOCH;
    private double typicalAmount;

    DealDesk(Company company, Dice dice) {
        this.company = company;
        this.dice = dice;
    }

    Deal deal(Firm firm, Campaign campaign, Instant openedAt) {
        now = openedAt;
        typicalAmount = dice.amountAround(campaign.dealSize(), 0.7);
        amount = dice.chance(0.85) ? Optional.of(someAmount()) : Optional.empty();
        closeDate = closeDate(openedAt);
        states.add(new State(now, opening(), amount, closeDate));
        boolean won = dice.chance(campaign.winRate());
        Stage last = lastBeforeEnd(won);
        boolean stalls = dice.chance(0.12);
        climb(stalls ? last.ordinal() - dice.between(1, 2) : last.ordinal());
        if (!stalls) {
            end(won);
        }
        Optional<Instant> deletedAt =
                dice.chance(0.012) ? Optional.of(dice.around(STEP, 1)).map(now::plus) : Optional.empty();
        return new Deal(
                firm.name() + " - " + openedAt.atZone(ZoneOffset.UTC).getYear(),
                dice.chance(0.93) ? firm.currency() : "EUR",
                states,
                openedAt.isAfter(company.anchor().minus(MAPPING_SET_UP_BEFORE_ANCHOR)),
                deletedAt.filter(at -> at.isBefore(company.anchor())));
    }

    private Stage opening() {
        int roll = dice.between(1, 100);
        return roll <= 55 ? Stage.PROSPECTING : roll <= 85 ? Stage.DISCOVERY : Stage.QUALIFIED_OPPORTUNITY;
    }

    private Stage lastBeforeEnd(boolean won) {
        return won
                ? Stage.NEGOTIATION
                : Stage.values()[dice.between(Stage.DISCOVERY.ordinal(), Stage.NEGOTIATION.ordinal())];
    }

    private void climb(int last) {
        for (int stage = states.getFirst().stage().ordinal() + 1; stage <= last; stage++) {
            if (dice.chance(0.16)) {
                continue;
            }
            Stage reached = Stage.values()[stage];
            move(reached);
            if (dice.chance(0.06)) {
                move(Stage.values()[stage - 1]);
                move(reached);
            }
            if (dice.chance(0.25)) {
                editAmount();
            }
            if (dice.chance(0.12)) {
                editCloseDate();
            }
        }
    }

    private void end(boolean won) {
        if (!won) {
            move(Stage.CLOSED_LOST);
            if (dice.chance(0.03)) {
                move(Stage.DISCOVERY);
            }
            return;
        }
        if (amount.isEmpty() && dice.chance(0.8)) {
            editAmount();
        }
        if (dice.chance(0.012)) {
            amount = Optional.of(dice.oneOf(NONSENSE));
        }
        move(Stage.CLOSED_WON);
        if (dice.chance(0.14)) {
            editAmount();
        }
        if (dice.chance(0.07)) {
            move(Stage.NEGOTIATION);
            move(dice.chance(0.65) ? Stage.CLOSED_WON : Stage.CLOSED_LOST);
        }
    }

    private void move(Stage to) {
        if (to.closed()) {
            closeDate = dice.chance(0.7) ? day(now) : closeDate(now);
        }
        save(to, typicalStep());
    }

    /** Some click through several stages in a minute; and a flow that runs on saving writes in the same second. */
    private Duration typicalStep() {
        int roll = dice.between(1, 100);
        return roll <= 2 ? Duration.ZERO : roll <= 9 ? Duration.ofSeconds(dice.between(5, 90)) : dice.around(STEP, 0.9);
    }

    private void editAmount() {
        amount = Optional.of(someAmount());
        save(states.getLast().stage(), dice.around(Duration.ofDays(3), 1));
    }

    private void editCloseDate() {
        closeDate = closeDate(now);
        save(states.getLast().stage(), dice.around(Duration.ofDays(2), 1));
    }

    private void save(Stage stage, Duration later) {
        now = now.plus(later);
        if (now.isBefore(company.anchor())) {
            states.add(new State(now, stage, amount, closeDate));
        }
    }

    private BigDecimal someAmount() {
        double value = typicalAmount * (0.8 + 0.4 * dice.fraction());
        return dice.chance(0.5)
                ? BigDecimal.valueOf(Math.round(value / 100) * 100L).setScale(2)
                : BigDecimal.valueOf(value).setScale(2, RoundingMode.HALF_EVEN);
    }

    private LocalDate closeDate(Instant from) {
        if (dice.chance(0.006)) {
            return dice.chance(0.5) ? LocalDate.of(2202, 6, 30) : LocalDate.of(1926, 1, 1);
        }
        return day(from.plus(dice.around(Duration.ofDays(45), 0.6)));
    }

    private static LocalDate day(Instant instant) {
        return instant.atZone(ZoneOffset.UTC).toLocalDate();
    }
}

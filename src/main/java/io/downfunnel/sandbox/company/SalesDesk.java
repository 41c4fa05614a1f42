package io.downfunnel.sandbox.company;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import io.downfunnel.sandbox.company.Lead.Fate;
import io.downfunnel.sandbox.company.Lead.Status;
import io.downfunnel.sandbox.company.Lead.StatusMove;

/** Works on one lead: skips steps, goes back, changes its mind, and never does anything after the anchor. */
final class SalesDesk {

    private static final Duration STILL_WARM = Duration.ofHours(30);

    private final Instant anchor;
    private final Dice dice;
    private final boolean hurry;
    private final List<StatusMove> moves = new ArrayList<>();
    private Instant now;

    SalesDesk(Instant anchor, Dice dice, Instant arrival) {
        this.anchor = anchor;
        this.dice = dice;
        this.hurry = arrival.isAfter(anchor.minus(STILL_WARM)) && dice.chance(0.7);
        this.now = arrival;
    }

    LeadWork work(Campaign campaign, Instant createdAt) {
        moves.add(new StatusMove(createdAt, Status.NEW));
        if (dice.chance(0.012)) {
            wait(Duration.ofDays(1));
            return new LeadWork(moves, past(now) ? new Fate.Deleted(now) : new Fate.Stays());
        }
        if (!dice.chance(0.12)) {
            move(Duration.ofHours(6), Status.WORKING);
        }
        if (dice.chance(0.22)) {
            move(Duration.ofDays(4), Status.NURTURING);
        }
        return dice.chance(campaign.qualifyRate()) ? qualified(campaign) : turnedDown();
    }

    private LeadWork qualified(Campaign campaign) {
        if (dice.chance(0.04)) {
            move(Duration.ofDays(3), Status.DISQUALIFIED);
            move(Duration.ofDays(6), Status.WORKING);
        }
        boolean converts = dice.chance(campaign.dealRate());
        boolean atConversion = converts && dice.chance(0.25);
        if (!atConversion) {
            move(Duration.ofDays(3), Status.QUALIFIED);
        }
        if (dice.chance(0.05)) {
            move(Duration.ofDays(2), Status.WORKING);
            move(Duration.ofDays(4), Status.QUALIFIED);
        }
        if (!converts && !dice.chance(0.15)) {
            return new LeadWork(moves, new Fate.Stays());
        }
        wait(Duration.ofDays(2));
        if (!past(now)) {
            return new LeadWork(moves, new Fate.Stays());
        }
        if (moves.getLast().to() != Status.QUALIFIED) {
            moves.add(new StatusMove(now, Status.QUALIFIED));
        }
        return new LeadWork(moves, converts ? new Fate.OpenedDeal(now) : new Fate.BecameContact(now));
    }

    private LeadWork turnedDown() {
        if (dice.chance(0.7)) {
            move(Duration.ofDays(5), Status.DISQUALIFIED);
        }
        return new LeadWork(moves, new Fate.Stays());
    }

    private void move(Duration typical, Status to) {
        wait(typical);
        if (past(now) && moves.getLast().to() != to) {
            moves.add(new StatusMove(now, to));
        }
    }

    private void wait(Duration typical) {
        now = now.plus(dice.around(hurry ? Duration.ofMinutes(12) : typical, 0.9));
    }

    private boolean past(Instant instant) {
        return instant.isBefore(anchor);
    }
}

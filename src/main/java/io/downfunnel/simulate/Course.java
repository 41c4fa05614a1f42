package io.downfunnel.simulate;

import java.time.Instant;
import java.util.Optional;

import io.downfunnel.domain.ConversionKey;
import io.downfunnel.domain.Decision;
import io.downfunnel.domain.Money;
import io.downfunnel.domain.Reason;
import io.downfunnel.domain.StageEvent;

/**
 * What became of a conversion in a simulation.
 *
 * @param event as it was told when the last word about it fell
 * @param mapping its name
 * @param night in which the last word fell; of a sent one, when it is sent
 * @param reason why it is not sent, or waits; of a sent one, why it has no value
 * @param sentence the same in words
 */
record Course(
        ConversionKey key,
        StageEvent event,
        String mapping,
        String destination,
        String action,
        Instant night,
        End end,
        Optional<Reason> reason,
        String sentence,
        Decision decision) {

    enum End {
        SENT,
        WAITING,
        REFUSED
    }

    boolean sent() {
        return end == End.SENT;
    }

    Optional<Money> value() {
        return decision.value();
    }
}

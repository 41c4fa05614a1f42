package io.downfunnel.extract;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;

import io.downfunnel.domain.CrmObject;
import io.downfunnel.domain.Sequel;
import io.downfunnel.domain.StageEvent;
import io.downfunnel.domain.StageEvent.Evidence;
import io.downfunnel.domain.StageEvent.Withdrawal;

/** A record was seen to reach a stage; not counted yet. */
record Sighting(
        CrmObject object,
        String recordId,
        Instant at,
        Evidence evidence,
        Optional<String> historyId,
        Optional<BigDecimal> amount,
        Optional<String> currency,
        Optional<String> crmStage,
        Optional<String> problem,
        boolean deleted,
        Sequel sequel) {

    /** History rows of one second are told apart by their ids, which count up. */
    static final Comparator<Sighting> IN_TIME = Comparator.comparing(Sighting::at)
            .thenComparing(sighting -> sighting.historyId().orElse(""))
            .thenComparing(Sighting::recordId);

    StageEvent event(String lineage, String stage, int occurrence) {
        return new StageEvent(
                lineage,
                stage,
                occurrence,
                object,
                recordId,
                at,
                evidence,
                historyId,
                amount,
                currency,
                crmStage,
                problem,
                deleted ? Optional.of(Withdrawal.DELETED) : Optional.empty(),
                sequel);
    }

    /** The same moment, taken as that of a stage before it. */
    Sighting inferred() {
        return new Sighting(
                object,
                recordId,
                at,
                Evidence.INFERRED,
                historyId,
                amount,
                currency,
                crmStage,
                problem,
                deleted,
                sequel);
    }
}

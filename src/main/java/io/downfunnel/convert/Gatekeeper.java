package io.downfunnel.convert;

import java.util.Optional;

import io.downfunnel.domain.ConversionState;
import io.downfunnel.domain.Decision;
import io.downfunnel.domain.MappingGate;
import io.downfunnel.domain.MappingGates;
import io.downfunnel.domain.Plan;
import io.downfunnel.domain.PlanningCase.Existing;
import io.downfunnel.domain.Reason;

/**
 * Keeps a new decision about a conversion in line with what holds it back, or has let it go: the CRM's news change what it
 * says, not whether a person has looked at it.
 */
record Gatekeeper(MappingGates gates) {

    Plan pass(Plan plan) {
        return plan.decision().state() == ConversionState.READY ? plan.with(decided(plan.decision(), plan)) : plan;
    }

    private Decision decided(Decision decision, Plan plan) {
        var existing = plan.existing();
        var ahead = existing.filter(one -> gates.ahead().contains(one.id())).isPresent();
        if (ahead && existing.filter(one -> one.state() == ConversionState.HELD).isEmpty()) {
            return existing.map(one -> stillLetGo(decision, one)).orElse(decision);
        }
        return gates.before(plan.destination(), plan.of().event().stage())
                .map(gate -> held(decision, gate))
                .or(() -> existing.filter(one -> heldFor(one, Reason.VOLUME))
                        .map(one -> decision.heldBack(
                                Reason.VOLUME, one.explanation().orElse(""))))
                .orElseGet(() -> existing.map(one -> stillLetGo(decision, one)).orElse(decision));
    }

    private static Decision held(Decision decision, MappingGate gate) {
        return decision.heldBack(gate.reason().orElseThrow(), gate.words());
    }

    private static boolean heldFor(Existing existing, Reason reason) {
        return existing.state() == ConversionState.HELD && existing.reason().equals(Optional.of(reason.name()));
    }

    /** So that no brake asks about it again. */
    private static Decision stillLetGo(Decision decision, Existing existing) {
        return existing.state() != ConversionState.READY
                ? decision
                : existing.reason()
                        .flatMap(Gatekeeper::letGo)
                        .map(reason ->
                                decision.letGo(reason, existing.explanation().orElse("")))
                        .orElse(decision);
    }

    private static Optional<Reason> letGo(String code) {
        return java.util.stream.Stream.of(Reason.CANARY, Reason.OPENED, Reason.RELEASED)
                .filter(reason -> reason.name().equals(code))
                .findFirst();
    }
}

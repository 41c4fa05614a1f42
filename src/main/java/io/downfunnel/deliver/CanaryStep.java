package io.downfunnel.deliver;

import java.util.List;

import io.downfunnel.domain.MappingGate;
import io.downfunnel.domain.Run;
import io.downfunnel.platform.Descriptor.Capability;
import io.downfunnel.platform.OpenAccount;
import io.downfunnel.platform.Outcome;
import io.downfunnel.platform.PlatformException;
import io.downfunnel.store.GateStore;
import io.downfunnel.store.GateStore.Chosen;
import io.downfunnel.store.GateStore.Trial;

/** Tries out mappings that are new or were changed, a step further at every call. All it knows is in the database. */
record CanaryStep(GateStore gates, OpenAccount account, CanaryRule rule, Words words) {

    /**
     * Opens and closes what the answers so far decide about.
     *
     * @return whether conversions are ready now that were on hold
     */
    boolean judge(Run run) {
        int ready = gates.arrange(run, account.name());
        boolean changed = false;
        for (var gate : onTrial()) {
            var trial = gates.trial(gate);
            changed |= switch (rule.find(trial.good(), trial.bad(), trial.pending())) {
                case GOOD -> gates.open(gate);
                case REFUSED -> gates.refuse(gate, sentence(gate, trial), remedy(trial));
                case OPEN_QUESTION -> false;
            };
        }
        return (changed ? gates.arrange(run, account.name()) : 0) + ready > 0;
    }

    /** Judges, and sends further conversions ahead where that is needed to come to a finding. */
    boolean advance(Run run, ConnectionStep connection) {
        boolean more = judge(run);
        for (var gate : onTrial()) {
            var chosen = gates.choose(gate, rule.wanted());
            if (!chosen.isEmpty() && validated(gate, chosen, connection)) {
                more |= gates.sendAhead(run, gate) > 0;
            }
        }
        return more;
    }

    private List<MappingGate> onTrial() {
        return gates.of(account.name()).stream()
                .filter(gate -> gate.state() == MappingGate.State.CANARY)
                .toList();
    }

    /** Where the platform offers it, it looks at the real rows before one of them can count. */
    private boolean validated(MappingGate gate, List<Chosen> chosen, ConnectionStep connection) {
        if (gate.validated() || !account.descriptor().can(Capability.VALIDATES)) {
            return true;
        }
        var action = chosen.getFirst().event().action();
        // As often as it takes to leave an endpoint alone that loses calls: otherwise nobody would hear of it.
        for (int look = 1; look <= connection.patience() && connection.open(action); look++) {
            try {
                var receipt = account.account()
                        .validate(chosen.stream().map(Chosen::event).toList());
                connection.answered(action);
                return passed(gate, List.copyOf(receipt.outcomes().values()));
            } catch (PlatformException e) {
                // Nothing was sent, so nothing is in doubt: the trial goes on when the connection works again.
                connection.broke(e, action);
            }
        }
        return false;
    }

    private boolean passed(MappingGate gate, List<Outcome> outcomes) {
        var refusals = outcomes.stream()
                .filter(Outcome.Rejected.class::isInstance)
                .map(outcome -> ((Outcome.Rejected) outcome).failure())
                .toList();
        if (rule.find(0, refusals.size(), outcomes.size() - refusals.size()) != CanaryRule.Finding.REFUSED) {
            gates.validated(gate);
            return true;
        }
        var failure = refusals.getFirst();
        gates.refuse(
                gate,
                "%s looked at %d conversions of “%s” without taking them in, and refuses %d: %s None was sent; the mapping is on hold."
                        .formatted(
                                words.platform(), outcomes.size(), gate.mapping(), refusals.size(), words.of(failure)),
                words.remedy(failure));
        return false;
    }

    private String sentence(MappingGate gate, Trial trial) {
        var cause = trial.cause()
                .map(code -> "Mostly, %d times: %s".formatted(trial.causes(), words.cause(code)))
                .orElse("It gave no reason.");
        return "%s refused %d of the first %d conversions of “%s”. %s The others are on hold."
                .formatted(words.platform(), trial.bad(), trial.size(), gate.mapping(), cause);
    }

    private String remedy(Trial trial) {
        return trial.cause().map(words::remedy).orElse("");
    }
}

package io.downfunnel.command;

import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

import io.downfunnel.reconcile.TrailStep;

/** From the first entry to the last. */
@Command(
        name = "verify",
        description = {
            "Look through the audit trail. Exit code 0: it is what was written; 2: it is not, and the first entry that"
                    + " does not fit is named.",
            "The hash that is printed stands for all entries up to there: kept elsewhere, it shows whether somebody wrote"
                    + " the whole trail anew."
        },
        mixinStandardHelpOptions = true)
class AuditVerify implements Callable<Integer> {
    @Spec
    CommandSpec spec;

    private final TrailStep trail;

    AuditVerify(TrailStep trail) {
        this.trail = trail;
    }

    @Override
    public Integer call() {
        var seen = trail.run();
        var out = spec.commandLine().getOut();
        if (seen.broken().isEmpty()) {
            out.printf("The audit trail is what was written: %,d entries, hash %s.%n", seen.entries(), seen.hash());
            return ExitCode.FINE;
        }
        out.printf(
                "The audit trail is broken at entry %d: it was changed, or one is missing there. What is before it is what"
                        + " was written, hash %s.%n",
                seen.broken().get(), seen.hash());
        return ExitCode.NEEDS_YOU;
    }
}

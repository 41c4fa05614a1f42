package io.downfunnel.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Who did what. */
@Command(
        name = "audit",
        description = "The audit trail of what people did: look whether it is what was written.",
        mixinStandardHelpOptions = true,
        subcommands = AuditVerify.class)
class AuditCommand implements Standalone, Runnable {
    @Spec
    CommandSpec spec;

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }
}

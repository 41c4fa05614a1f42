package io.downfunnel.command;

import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

import io.downfunnel.store.FunnelStore;

/** The mappings in force, as they were imported. */
@Command(
        name = "export",
        description = "Print the stages and mappings in force, comments included.",
        mixinStandardHelpOptions = true)
class MappingsExport implements Callable<Integer> {
    @Spec
    CommandSpec spec;

    private final FunnelStore funnels;

    MappingsExport(FunnelStore funnels) {
        this.funnels = funnels;
    }

    @Override
    public Integer call() {
        var active = funnels.active();
        if (active.isEmpty()) {
            spec.commandLine()
                    .getErr()
                    .println("There are no stages and mappings yet. Begin with mappings import FILE.");
            return ExitCode.NEEDS_YOU;
        }
        spec.commandLine().getOut().print(active.get().document());
        spec.commandLine().getOut().flush();
        return ExitCode.FINE;
    }
}

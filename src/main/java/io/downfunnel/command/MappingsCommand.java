package io.downfunnel.command;

import picocli.CommandLine.Command;

/** Funnel stages and conversion mappings as one file. */
@Command(
        name = "mappings",
        description = "Export, compare and import funnel stages and conversion mappings.",
        mixinStandardHelpOptions = true,
        subcommands = {MappingsExport.class, MappingsDiff.class, MappingsImport.class})
class MappingsCommand implements Standalone, Runnable {
    @picocli.CommandLine.Spec
    picocli.CommandLine.Model.CommandSpec spec;

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }
}

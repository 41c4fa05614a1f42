package io.downfunnel.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Who may use the console; also for admins who locked themselves out. */
@Command(
        name = "users",
        description = "Who may use the console: list, add, remove; a link for a new password.",
        mixinStandardHelpOptions = true,
        subcommands = {UsersList.class, UsersAdd.class, UsersLink.class, UsersRemove.class})
class UsersCommand implements Standalone, Runnable {
    @Spec
    CommandSpec spec;

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }
}

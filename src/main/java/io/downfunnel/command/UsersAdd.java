package io.downfunnel.command;

import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import io.downfunnel.access.Accounts;
import io.downfunnel.access.Accounts.Added;
import io.downfunnel.domain.Role;

/** One more user. */
@Command(
        name = "add",
        description = "Add a user, and print the one-time link by which they choose their password.",
        mixinStandardHelpOptions = true)
class UsersAdd implements Callable<Integer> {
    @Parameters(paramLabel = "NAME", description = "What they sign in with.")
    String name;

    @Option(names = "--role", required = true, description = "${COMPLETION-CANDIDATES}, in any case.")
    Role role;

    @Spec
    CommandSpec spec;

    private final Accounts accounts;
    private final ConsoleAddress address;

    UsersAdd(Accounts accounts, ConsoleAddress address) {
        this.accounts = accounts;
        this.address = address;
    }

    @Override
    public Integer call() {
        return switch (accounts.add(name, role, DestinationsStop.user())) {
            case Added.Done(var user, var link) -> {
                UsersLink.tell(spec, user.name(), address.of(link));
                yield ExitCode.FINE;
            }
            case Added.Refused(var why) ->
                throw new ParameterException(spec.commandLine(), why + " Nothing was changed.");
        };
    }
}

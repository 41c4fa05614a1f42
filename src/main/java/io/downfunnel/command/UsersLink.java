package io.downfunnel.command;

import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import io.downfunnel.access.Accounts;
import io.downfunnel.store.UserStore.User;

/** For whoever forgot their password, or has none yet. */
@Command(
        name = "link",
        description =
                "Print a one-time link by which a user chooses a new password. The one before it ends; the old password"
                        + " works until then. Without NAME, while there is no user: the link by which somebody becomes the first.",
        mixinStandardHelpOptions = true)
class UsersLink implements Callable<Integer> {
    @Parameters(paramLabel = "NAME", arity = "0..1", description = "What they sign in with.")
    String name;

    @Spec
    CommandSpec spec;

    private final Accounts accounts;
    private final ConsoleAddress address;
    private final SetUp setUp;

    UsersLink(Accounts accounts, ConsoleAddress address, SetUp setUp) {
        this.accounts = accounts;
        this.address = address;
        this.setUp = setUp;
    }

    @Override
    public Integer call() {
        if (name == null && accounts.all().isEmpty()) {
            setUp.tell(spec.commandLine().getOut());
            return ExitCode.FINE;
        }
        if (name == null) {
            throw new ParameterException(spec.commandLine(), "Whose? 'users list' names them. Nothing was changed.");
        }
        var user = known(accounts, name, spec);
        if (user.company()) {
            throw new ParameterException(
                    spec.commandLine(),
                    user.name()
                            + " signs in with the company, and has no password here. 'users add NAME --role ROLE' adds"
                            + " somebody who has. Nothing was changed.");
        }
        accounts.link(user, DestinationsStop.user()).ifPresent(link -> tell(spec, user.name(), address.of(link)));
        return ExitCode.FINE;
    }

    static User known(Accounts accounts, String name, CommandSpec spec) {
        return accounts.find(name)
                .orElseThrow(() -> new ParameterException(
                        spec.commandLine(),
                        "There is no user " + name + "; 'users list' names them all. Nothing was changed."));
    }

    static void tell(CommandSpec spec, String name, String link) {
        spec.commandLine()
                .getOut()
                .println(name + " chooses a password here; it works once, within a day:\n\n  " + link + "\n");
    }
}

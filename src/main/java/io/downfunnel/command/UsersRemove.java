package io.downfunnel.command;

import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import io.downfunnel.access.Accounts;

/** Somebody leaves. */
@Command(
        name = "remove",
        description =
                "Remove a user, who is signed out everywhere at once. What they did stays recorded with their name.",
        mixinStandardHelpOptions = true)
class UsersRemove implements Callable<Integer> {
    @Parameters(paramLabel = "NAME", description = "What they sign in with.")
    String name;

    @Spec
    CommandSpec spec;

    private final Accounts accounts;

    UsersRemove(Accounts accounts) {
        this.accounts = accounts;
    }

    @Override
    public Integer call() {
        var user = UsersLink.known(accounts, name, spec);
        return switch (accounts.remove(user, DestinationsStop.user())) {
            case DONE -> {
                spec.commandLine().getOut().println(user.name() + " was removed, and is signed out everywhere.");
                yield ExitCode.FINE;
            }
            case GONE -> {
                spec.commandLine().getOut().println(user.name() + " was removed meanwhile by somebody else.");
                yield ExitCode.FINE;
            }
            case LAST_ADMIN -> {
                spec.commandLine()
                        .getErr()
                        .println(
                                user.name() + " is the last admin who can sign in. Nothing was changed: add another one"
                                        + " with 'users add NAME --role admin' first, and let them choose their password.");
                yield ExitCode.BROKE;
            }
        };
    }
}

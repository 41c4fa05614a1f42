package io.downfunnel.command;

import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

import io.downfunnel.access.Accounts;
import io.downfunnel.store.UserStore.User;

/** All users with their roles. */
@Command(
        name = "list",
        description = "All users, their roles, and when they signed in last.",
        mixinStandardHelpOptions = true)
class UsersList implements Callable<Integer> {
    @Spec
    CommandSpec spec;

    private final Accounts accounts;

    UsersList(Accounts accounts) {
        this.accounts = accounts;
    }

    @Override
    public Integer call() {
        var out = spec.commandLine().getOut();
        var all = accounts.all();
        if (all.isEmpty()) {
            out.println("There is no user yet. 'users link' prints the link by which somebody becomes the first one.");
        }
        all.forEach(user -> out.printf("%-8s  %s, %s%n", user.role().text(), user.name(), seen(user)));
        return ExitCode.FINE;
    }

    private static String seen(User user) {
        return user.signedInAt()
                .map(at -> "signed in last at " + at)
                .map(seen -> user.company() ? seen + ", with the company" : seen)
                .orElse(
                        user.company()
                                ? "not let in by the company at present"
                                : user.ready() ? "never signed in" : "has not chosen a password yet");
    }
}

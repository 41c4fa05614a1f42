package io.downfunnel.command;

import java.io.PrintWriter;

import jakarta.inject.Singleton;

import io.downfunnel.access.Accounts;

/** Tells whoever looks at the terminal how the first user comes in. At each start, until there is one. */
@Singleton
class SetUp {
    private final Accounts accounts;
    private final ConsoleAddress address;

    SetUp(Accounts accounts, ConsoleAddress address) {
        this.accounts = accounts;
        this.address = address;
    }

    void tell(PrintWriter out) {
        accounts.linkForTheFirst(DestinationsStop.user())
                .ifPresent(link ->
                        out.println("\nThe console has no user yet. Open this link to become the first one, an admin;"
                                + " it works once, within a day:\n\n  " + address.of(link) + "\n"));
    }
}

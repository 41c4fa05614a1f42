package io.downfunnel.store.embedded;

import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** PostgreSQL refuses to run as root, so root starts it in a user namespace where it is nobody in particular. */
record Privileges(List<String> prefix) {

    static Privileges ofThisProcess() {
        if (!"root".equals(System.getProperty("user.name"))) {
            return new Privileges(List.of());
        }
        if (works("unshare", "--user", "true")) {
            return new Privileges(List.of("unshare", "--user"));
        }
        throw new EmbeddedDatabaseException(
                "PostgreSQL does not run as root, and this system does not let root start it"
                        + " in a user namespace (unshare --user). Start Downfunnel as an ordinary user, or set"
                        + " downfunnel.database.url to a PostgreSQL server of your own.");
    }

    private static boolean works(String... command) {
        try {
            return Program.run(List.of(command)).fine();
        } catch (UncheckedIOException e) {
            return false;
        }
    }

    List<String> command(List<String> command) {
        var whole = new ArrayList<>(prefix);
        whole.addAll(command);
        return whole;
    }
}

package io.downfunnel.store.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/**
 * As whom PostgreSQL runs. It refuses to be root, so root starts it in a user namespace where it is nobody in particular;
 * where that is not allowed, as in many containers, as the user {@code nobody}, who then owns the files.
 *
 * @param prefix goes before every program of PostgreSQL
 * @param user who owns the cluster
 */
record Privileges(List<String> prefix, String user) {
    private static final String NOBODY = "nobody";

    static Privileges ofThisProcess() {
        var user = System.getProperty("user.name");
        if (!user.equals("root")) {
            return new Privileges(List.of(), user);
        }
        if (works("unshare", "--user", "true")) {
            return new Privileges(List.of("unshare", "--user"), user);
        }
        var asNobody = List.of("setpriv", "--reuid=" + NOBODY, "--regid=65534", "--clear-groups");
        if (works("setpriv", "--reuid=" + NOBODY, "--regid=65534", "--clear-groups", "true")) {
            return new Privileges(asNobody, NOBODY);
        }
        throw new EmbeddedDatabaseException(
                "PostgreSQL does not run as root, and this system lets root start it neither"
                        + " in a user namespace (unshare) nor as another user (setpriv). Start Downfunnel as an ordinary user, or"
                        + " set downfunnel.database.url to a PostgreSQL server of your own.");
    }

    private static boolean works(String... command) {
        try {
            return Program.run(List.of(command)).fine();
        } catch (EmbeddedDatabaseException e) {
            return false;
        }
    }

    List<String> command(List<String> command) {
        var whole = new ArrayList<>(prefix);
        whole.addAll(command);
        return whole;
    }

    /** Gives the server what it writes to; a no-op where it runs as the user that we are. */
    void giveToServer(Home home, Path file) throws IOException {
        if (!user.equals(NOBODY)) {
            return;
        }
        var nobody = file.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(NOBODY);
        Files.setOwner(file, nobody);
        // Others may pass through our folder to what is theirs, and still not look around in it.
        Files.setPosixFilePermissions(home.directory(), PosixFilePermissions.fromString("rwx--x--x"));
        for (var folder = home.directory().getParent(); folder != null; folder = folder.getParent()) {
            if (!Files.getPosixFilePermissions(folder, LinkOption.NOFOLLOW_LINKS)
                    .contains(PosixFilePermission.OTHERS_EXECUTE)) {
                throw new EmbeddedDatabaseException("Downfunnel runs as root, PostgreSQL must run as " + NOBODY
                        + " here, and that user may not enter " + folder + ". Set downfunnel.database.directory to a"
                        + " folder outside of it, or start Downfunnel as an ordinary user.");
            }
        }
    }
}

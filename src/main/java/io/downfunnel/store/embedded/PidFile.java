package io.downfunnel.store.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What a server wrote down about itself in {@code postmaster.pid}.
 *
 * @see <a href="https://www.postgresql.org/docs/18/storage-file-layout.html">Database file layout</a>
 */
record PidFile(Path file, long pid, int port) {
    /** Above every process number of every system: nobody has it. */
    private static final int NOBODY = Integer.MAX_VALUE - 1;

    static Optional<PidFile> of(Path cluster) {
        var file = cluster.resolve("postmaster.pid");
        return Home.read(file).map(text -> parse(file, text.lines().toList()));
    }

    private static PidFile parse(Path file, List<String> lines) {
        return new PidFile(file, number(lines, 0), (int) number(lines, 3));
    }

    /** A server that was killed while it wrote leaves a short file. */
    private static long number(List<String> lines, int index) {
        var text = index < lines.size() ? lines.get(index).strip() : "";
        return text.matches("\\d{1,10}") ? Long.parseLong(text) : 0;
    }

    /**
     * The number in the file belongs to a stranger by now, and PostgreSQL would take the stranger for a server. Only the
     * number is replaced: the rest of the file lets PostgreSQL see whether processes of the dead server are still busy.
     */
    void disown() {
        var text = Home.read(file).orElse("");
        var rest = text.contains("\n") ? text.substring(text.indexOf('\n')) : "";
        try {
            // In place: the file stays its owner's, who need not be us.
            Files.writeString(file, NOBODY + rest);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

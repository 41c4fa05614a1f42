package io.downfunnel.sandbox;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Consumer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * A file of JSON lines to which a simulator writes before it answers. What {@link #append} wrote is with the operating
 * system and outlives the process; a line the process died over was never confirmed to anyone and is dropped.
 */
public final class Journal implements AutoCloseable {

    private final Path path;
    // Not a FileChannel: an interrupted thread would close that for everybody.
    private final RandomAccessFile file;

    public Journal(Path path) {
        this.path = path;
        try {
            file = new RandomAccessFile(path.toFile(), "rw");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Hands every line written so far to the reader, in order; afterwards the journal goes on behind the last whole line. */
    public synchronized void replay(Consumer<JsonNode> reader) {
        try {
            file.setLength(endOfLastLine());
            try (BufferedReader lines = Files.newBufferedReader(path)) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    reader.accept(read(line));
                }
            }
            file.seek(file.length());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public synchronized void append(JsonNode entry) {
        byte[] json = Json.bytes(entry);
        byte[] line = Arrays.copyOf(json, json.length + 1);
        line[json.length] = '\n';
        try {
            file.write(line);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Empties the journal. */
    public synchronized void clear() {
        try {
            file.setLength(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public synchronized void close() {
        try {
            file.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private long endOfLastLine() throws IOException {
        for (long end = file.length(); end > 0; end--) {
            file.seek(end - 1);
            if (file.read() == '\n') {
                return end;
            }
        }
        return 0;
    }

    private static JsonNode read(String line) {
        try {
            return Json.read(line.getBytes(UTF_8));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(
                    "The sandbox's books are damaged; delete its directory to start afresh. Line: " + line, e);
        }
    }
}

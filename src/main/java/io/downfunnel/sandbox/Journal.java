package io.downfunnel.sandbox;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Consumer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

/**
 * A file of JSON lines to which a simulator writes before it answers. What {@link #append} wrote is with the operating
 * system and outlives the process; a line the process died over was never confirmed to anyone and is dropped.
 */
public final class Journal implements AutoCloseable {

    private final FileChannel channel;

    public Journal(Path file) {
        try {
            channel = FileChannel.open(file, CREATE, READ, WRITE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Hands every line written so far to the reader, in order; afterwards the journal goes on behind the last whole line. */
    public synchronized void replay(Consumer<JsonNode> reader) {
        try {
            long whole = endOfLastLine();
            channel.truncate(whole);
            channel.position(0);
            var lines = new BufferedReader(Channels.newReader(channel, UTF_8));
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                reader.accept(read(line));
            }
            channel.position(whole);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public synchronized void append(JsonNode entry) {
        byte[] json = Json.bytes(entry);
        ByteBuffer line = ByteBuffer.wrap(Arrays.copyOf(json, json.length + 1));
        line.array()[json.length] = '\n';
        try {
            while (line.hasRemaining()) {
                channel.write(line);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Empties the journal. */
    public synchronized void clear() {
        try {
            channel.truncate(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public synchronized void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private long endOfLastLine() throws IOException {
        var one = ByteBuffer.allocate(1);
        for (long end = channel.size(); end > 0; end--) {
            channel.read(one.clear(), end - 1);
            if (one.get(0) == '\n') {
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

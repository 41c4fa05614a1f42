package io.downfunnel.system.attack;

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;

/** Reads what a client says to PostgreSQL message by message, and recognises the order to commit. */
final class PostgresRequests {
    private static final int LONGEST_WORD = 64;
    /** Requests for encryption have numbers where the others have a version. */
    private static final Set<Integer> BEFORE_THE_START = Set.of(80_877_103, 80_877_104);

    private final DataInputStream in;
    private final Set<String> commits = new HashSet<>();
    private boolean started;

    PostgresRequests(DataInputStream in) {
        this.in = in;
    }

    /** @param bytes of the whole message */
    record Message(byte[] bytes, boolean commits) {}

    /** @throws java.io.EOFException when the client has hung up */
    Message next() throws IOException {
        return started ? message() : opening();
    }

    /** The very first messages have no type. */
    private Message opening() throws IOException {
        int length = in.readInt();
        var bytes = ByteBuffer.allocate(length).putInt(length);
        in.readFully(bytes.array(), 4, length - 4);
        started = !BEFORE_THE_START.contains(bytes.getInt(4));
        return new Message(bytes.array(), false);
    }

    private Message message() throws IOException {
        byte type = in.readByte();
        int length = in.readInt();
        var bytes = ByteBuffer.allocate(1 + length).put(type).putInt(length);
        in.readFully(bytes.array(), 5, length - 4);
        return new Message(bytes.array(), commits((char) type, bytes.array()));
    }

    /** A statement can be prepared under a name, and then only its name is told. */
    private boolean commits(char type, byte[] message) {
        return switch (type) {
            case 'Q' -> isCommit(word(message, 5));
            case 'P' -> {
                var name = word(message, 5);
                boolean commit = isCommit(word(message, 6 + name.length()));
                if (commit) {
                    commits.add(name);
                } else {
                    commits.remove(name);
                }
                yield false;
            }
            case 'B' -> {
                var portal = word(message, 5);
                yield commits.contains(word(message, 6 + portal.length()));
            }
            default -> false;
        };
    }

    private static boolean isCommit(String sql) {
        return sql.strip().equalsIgnoreCase("commit");
    }

    private static String word(byte[] message, int from) {
        int end = from;
        while (end < message.length && end - from < LONGEST_WORD && message[end] != 0) {
            end++;
        }
        return new String(message, from, end - from, StandardCharsets.UTF_8);
    }
}

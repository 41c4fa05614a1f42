package io.downfunnel.system.attack.agent;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;

/**
 * The named points of a node that is under attack, and what happens at one of them. Called from product code that the
 * agent has changed while it was loaded; the product itself knows nothing of it.
 *
 * <p>{@code attack.hits}: file for the names of points and of what happened at them. {@code attack.at}: name and number, as
 * in {@code after commit DeliveryStore.intend@3}. {@code attack.action}: {@code halt} or {@code memory}. {@code attack.skew}:
 * by how much the node's clock is wrong.
 */
public final class CrashPoints {
    private static final Pattern WRITES = Pattern.compile("(?i)\\b(insert|update|delete)\\b");
    private static final Pattern LAMBDA = Pattern.compile("lambda\\$([^$]+)\\$.*");
    private static final Duration STARVES_FOR = Duration.ofSeconds(4);
    private static final int BITE = 1024 * 1024;

    private static final Map<String, AtomicInteger> HITS = new ConcurrentHashMap<>();
    private static final Map<String, Boolean> WRITING = new ConcurrentHashMap<>();
    private static final Path FILE = Path.of(System.getProperty("attack.hits", "attack-hits.txt"));
    private static final String AT = System.getProperty("attack.at", "");
    private static final String POINT = AT.contains("@") ? AT.substring(0, AT.lastIndexOf('@')) : "";
    private static final int NUMBER = POINT.isEmpty() ? 0 : Integer.parseInt(AT.substring(AT.lastIndexOf('@') + 1));
    private static final String ACTION = System.getProperty("attack.action", "halt");

    private CrashPoints() {}

    public static void commit(String when) {
        hit(when + " commit " + store());
    }

    /** A statement that is its own transaction, if it writes. */
    public static void statement(String when, PreparedStatement statement) {
        try {
            Connection connection = statement.getConnection();
            if (connection == null || !connection.getAutoCommit()) {
                return;
            }
        } catch (SQLException e) {
            return;
        }
        var store = store();
        if (WRITING.computeIfAbsent(
                store, first -> WRITES.matcher(statement.toString()).find())) {
            hit(when + " commit " + store);
        }
    }

    public static void call(String when, String what) {
        hit(when + " call " + what);
    }

    public static Clock skewed(Clock clock) {
        var skew = System.getProperty("attack.skew", "");
        return skew.isEmpty() ? clock : Clock.offset(clock, Duration.parse(skew));
    }

    private static String store() {
        return StackWalker.getInstance()
                .walk(frames -> frames.filter(frame -> frame.getClassName().startsWith("io.downfunnel.store."))
                        .reduce((inner, outer) -> outer)
                        .map(frame -> simple(frame.getClassName()) + "." + method(frame.getMethodName()))
                        .orElse("elsewhere"));
    }

    private static String simple(String type) {
        return type.substring(type.lastIndexOf('.') + 1).replaceFirst("_(Subclass|ClientProxy)$", "");
    }

    private static String method(String name) {
        var lambda = LAMBDA.matcher(name);
        return lambda.matches() ? lambda.group(1) : name;
    }

    private static void hit(String point) {
        int number = HITS.computeIfAbsent(point, CrashPoints::first).incrementAndGet();
        if (number == NUMBER && point.equals(POINT)) {
            write("! " + ACTION + " " + AT);
            if (ACTION.equals("memory")) {
                starve();
            } else {
                Runtime.getRuntime().halt(137);
            }
        }
    }

    private static AtomicInteger first(String point) {
        write(point);
        return new AtomicInteger();
    }

    private static synchronized void write(String line) {
        try {
            Files.writeString(FILE, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Takes all memory. A machine that is told to ends at once; in any other, whoever needs some in the next seconds gets
     * none, and then it fails here.
     */
    private static void starve() {
        List<byte[]> eaten = new ArrayList<>();
        var end = System.nanoTime() + STARVES_FOR.toNanos();
        while (System.nanoTime() < end) {
            eat(eaten);
            LockSupport.parkNanos(Duration.ofMillis(1).toNanos());
        }
        int size = eaten.size();
        eaten.clear();
        throw new OutOfMemoryError("after " + size + " bites");
    }

    private static void eat(List<byte[]> eaten) {
        for (int bite = BITE; bite >= 64; bite /= 2) {
            try {
                while (true) {
                    eaten.add(new byte[bite]);
                }
            } catch (OutOfMemoryError e) {
                // That was the point: now smaller bites.
            }
        }
    }
}

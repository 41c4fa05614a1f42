package io.downfunnel.sandbox.salesforce;

import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The organisation: its tables, what the integration user may not see, and transactions that have begun but not been
 * committed. A transaction stamps its rows when it begins and shows them when it commits; that is how rows come to appear
 * behind the reader's back.
 */
final class Org {

    private record Pending(Instant begun, Instant commitAt, Runnable changes) {}

    private final Map<ObjectType, Table> tables = new LinkedHashMap<>();
    // Read by whoever reads the tables, once for each row: none of these may wait for anybody.
    private final Set<Field> hidden = ConcurrentHashMap.newKeySet();
    private final Set<String> untracked = ConcurrentHashMap.newKeySet();
    private final List<Pending> pending = new CopyOnWriteArrayList<>();
    private final List<Instant> longTransactions = new CopyOnWriteArrayList<>();
    private final ReadWriteLock lock = new ReentrantReadWriteLock();

    Org() {
        Schema.STANDARD.types().forEach(type -> tables.put(type, new Table(type)));
    }

    Table table(ObjectType type) {
        return tables.get(type);
    }

    Table table(String name) {
        return table(Schema.STANDARD.type(name));
    }

    /** Commits every transaction that is due; called before anything looks at the tables. */
    void settle(Instant now) {
        if (!due(now).isEmpty()) {
            write(() -> {
                // Somebody else may have committed them while we waited for our turn.
                List<Pending> due = due(now);
                pending.removeAll(due);
                due.forEach(one -> one.changes().run());
            });
        }
    }

    private List<Pending> due(Instant now) {
        return pending.stream()
                .filter(one -> !one.commitAt().isAfter(now))
                .sorted(Comparator.comparing(Pending::commitAt))
                .toList();
    }

    /** Changes the tables while nobody reads them: a transaction is seen whole or not at all. */
    void write(Runnable transaction) {
        lock.writeLock().lock();
        try {
            transaction.run();
        } finally {
            lock.writeLock().unlock();
        }
    }

    /** Reads the tables while nobody changes them. */
    <T> T read(Supplier<T> reading) {
        lock.readLock().lock();
        try {
            return reading.get();
        } finally {
            lock.readLock().unlock();
        }
    }

    void commitLater(Instant begun, Instant commitAt, Runnable changes) {
        pending.add(new Pending(begun, commitAt, changes));
    }

    void openLongTransaction(Instant begun) {
        longTransactions.add(begun);
    }

    void closeLongTransactions() {
        longTransactions.clear();
    }

    /** When the oldest transaction that still runs began; to be asked by whoever {@link #read reads}. */
    Optional<Instant> oldestTransaction() {
        return Stream.concat(pending.stream().map(Pending::begun), longTransactions.stream())
                .min(Comparator.naturalOrder());
    }

    void hide(Field field) {
        hidden.add(field);
    }

    void show(Field field) {
        hidden.remove(field);
    }

    /** Field-level security: for this user a hidden field does not exist. */
    boolean visible(Field field) {
        return !hidden.contains(field);
    }

    /** As if the field's history had never been tracked: what is there of it, nobody sees. */
    void untrack(ObjectType type, Field field) {
        untracked.add(type.name() + "History." + field.name());
    }

    void track(ObjectType type, Field field) {
        untracked.remove(type.name() + "History." + field.name());
    }

    /** Whether a row is there to be seen: any is that is not of a history that nobody keeps. */
    boolean kept(ObjectType type, Row row) {
        return untracked.isEmpty()
                || type.find("Field")
                        .map(field -> type.name() + "." + row.value(field))
                        .filter(untracked::contains)
                        .isEmpty();
    }

    List<Field> visibleFields(ObjectType type) {
        return type.fields().stream().filter(this::visible).toList();
    }
}

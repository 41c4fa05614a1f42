package io.downfunnel.sandbox.salesforce;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
    private final Set<Field> hidden = new HashSet<>();
    private final Set<String> untracked = new HashSet<>();
    private final List<Pending> pending = new ArrayList<>();
    private final List<Instant> longTransactions = new ArrayList<>();
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
    synchronized void settle(Instant now) {
        List<Pending> due = pending.stream()
                .filter(one -> !one.commitAt().isAfter(now))
                .sorted(Comparator.comparing(Pending::commitAt))
                .toList();
        pending.removeAll(due);
        due.forEach(one -> write(one.changes()));
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

    synchronized void commitLater(Instant begun, Instant commitAt, Runnable changes) {
        pending.add(new Pending(begun, commitAt, changes));
    }

    synchronized void openLongTransaction(Instant begun) {
        longTransactions.add(begun);
    }

    synchronized void closeLongTransactions() {
        longTransactions.clear();
    }

    /** When the oldest transaction that still runs began. */
    synchronized Optional<Instant> oldestTransaction() {
        return Stream.concat(pending.stream().map(Pending::begun), longTransactions.stream())
                .min(Comparator.naturalOrder());
    }

    synchronized void hide(Field field) {
        hidden.add(field);
    }

    synchronized void show(Field field) {
        hidden.remove(field);
    }

    /** Field-level security: for this user a hidden field does not exist. */
    synchronized boolean visible(Field field) {
        return !hidden.contains(field);
    }

    /** As if the field's history had never been tracked: what is there of it, nobody sees. */
    synchronized void untrack(ObjectType type, Field field) {
        untracked.add(type.name() + "History." + field.name());
    }

    synchronized void track(ObjectType type, Field field) {
        untracked.remove(type.name() + "History." + field.name());
    }

    /** Whether a row is there to be seen: any is that is not of a history that nobody keeps. */
    synchronized boolean kept(ObjectType type, Row row) {
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

package io.downfunnel.deliver;

import java.time.Clock;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import io.downfunnel.platform.OpenAccount;
import io.downfunnel.platform.PlatformException;
import io.downfunnel.store.ConnectionStore;
import io.downfunnel.store.ConnectionStore.Health;

/** Whether a destination may be sent to, during one run, by what its requests met. Several threads report to it. */
final class ConnectionStep {
    private final ConnectionStore store;
    private final OpenAccount account;
    private final Brake brake;
    private final Words words;
    private final Clock clock;
    private final Set<String> stoppedActions;
    private final Set<String> mended = new HashSet<>();
    private boolean fine;
    private boolean proven;
    private int failuresBefore;
    private int brokenInARow;
    private Optional<Instant> closedUntil = Optional.empty();
    private Optional<String> whyClosed = Optional.empty();

    ConnectionStep(ConnectionStore store, OpenAccount account, Brake brake, Words words, Clock clock) {
        this.store = store;
        this.account = account;
        this.brake = brake;
        this.words = words;
        this.clock = clock;
        var now = clock.instant();
        this.stoppedActions = new HashSet<>(store.stoppedActions(account.name(), now));
        var status = store.find(account.name());
        this.fine = status.map(known -> known.health() == Health.FINE).orElse(false);
        this.failuresBefore = status.map(ConnectionStore.Status::failures).orElse(0);
        status.filter(known -> !known.open(now)).ifPresent(this::stayClosed);
    }

    private void stayClosed(ConnectionStore.Status status) {
        closedUntil = status.nextTryAt();
        whyClosed = Optional.of(status.failure().map(words::of).orElse("It does not answer.") + " So it is since "
                + status.since() + "; next try at " + status.nextTryAt().orElseThrow() + ".");
    }

    synchronized boolean open() {
        return closedUntil.isEmpty();
    }

    synchronized boolean open(String action) {
        return closedUntil.isEmpty() && !stoppedActions.contains(action);
    }

    /** Has it answered in this run? Until then one request goes ahead of the others. */
    synchronized boolean trusted() {
        return proven;
    }

    synchronized List<String> stoppedActions() {
        return List.copyOf(stoppedActions);
    }

    synchronized Optional<String> whyClosed() {
        return whyClosed;
    }

    /** Nothing is broken, but no more goes for now. */
    synchronized void closeUntil(Instant until, String why) {
        closedUntil = Optional.of(until);
        whyClosed = Optional.of(why + " Next try at " + until + ".");
    }

    /** The platform answered. */
    synchronized void answered() {
        brokenInARow = 0;
        proven = true;
        if (!fine) {
            store.fine(account.name(), clock.instant());
            fine = true;
            failuresBefore = 0;
        }
    }

    /** The platform answered, and takes events of this conversion action. */
    synchronized void answered(String action) {
        answered();
        var name = account.name() + "/" + action;
        if (mended.add(action) && store.find(name).isPresent()) {
            store.fine(name, clock.instant());
        }
    }

    /** The conversation broke. */
    synchronized void broke(PlatformException e, String action) {
        if (e.scope() == PlatformException.Scope.ACTION) {
            stopAction(e, action);
            return;
        }
        brokenInARow++;
        var now = clock.instant();
        var stop = brake.after(e.failure(), e.notBefore(), brokenInARow, failuresBefore, now);
        if (stop.isPresent() && closedUntil.isEmpty()) {
            var until = stop.get().until();
            fine = false;
            store.broken(
                    account.name(),
                    stop.get().forAPerson() ? Health.STOPPED : Health.FAILING,
                    e.failure(),
                    words.remedy(e.failure()),
                    until,
                    now);
            closeUntil(until, words.of(e.failure()));
        }
    }

    private void stopAction(PlatformException e, String action) {
        var now = clock.instant();
        stoppedActions.add(action);
        store.broken(
                account.name() + "/" + action,
                Health.STOPPED,
                e.failure(),
                words.remedy(e.failure()),
                now.plus(brake.stoppedRetry()),
                now);
    }
}

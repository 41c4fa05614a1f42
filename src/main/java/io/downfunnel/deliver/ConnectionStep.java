package io.downfunnel.deliver;

import java.time.Clock;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

import io.downfunnel.domain.Circuit;
import io.downfunnel.platform.PlatformException;
import io.downfunnel.store.CircuitStore;
import io.downfunnel.store.CircuitStore.Endpoint;
import io.downfunnel.store.ConnectionStore;
import io.downfunnel.store.ConnectionStore.Health;

/**
 * Whether an endpoint of a destination may be used, during one run, by what its requests met. Several threads report to
 * it. What only a person can mend stops the whole account; what gets lost, only the endpoint.
 */
final class ConnectionStep {

    /** Where it is written down how connections fare. */
    record Books(ConnectionStore connections, CircuitStore circuits) {}

    private final Books books;
    private final String connection;
    /** Of what goes another way than uploads, only trouble is written down. */
    private final boolean aside;

    private final Endpoint endpoint;
    private final String node;
    private final Breaker breaker;
    private final DeliverConfig config;
    private final Words words;
    private final Clock clock;
    private final Set<String> stoppedActions;
    private final Set<String> mended = new HashSet<>();
    private Circuit circuit;
    private boolean fine;
    private boolean proven;
    private boolean trying;
    private Optional<String> whyClosed = Optional.empty();

    /** @param connection the account's name, or that of what goes another way than its uploads */
    ConnectionStep(
            Books books,
            String connection,
            Endpoint endpoint,
            String node,
            Breaker breaker,
            DeliverConfig config,
            Words words,
            Clock clock) {
        this.books = books;
        this.connection = connection;
        this.aside = connection.contains("/");
        this.endpoint = endpoint;
        this.node = node;
        this.breaker = breaker;
        this.config = config;
        this.words = words;
        this.clock = clock;
        var now = clock.instant();
        this.stoppedActions = new HashSet<>(books.connections().stoppedActions(connection, now));
        var status = books.connections().find(connection);
        this.fine = status.map(known -> known.health() == Health.FINE).orElse(false);
        status.filter(known -> !known.open(now)).ifPresent(this::stayClosed);
        look();
    }

    private void stayClosed(ConnectionStore.Status status) {
        whyClosed = Optional.of(status.failure().map(words::of).orElse("It does not answer.") + " So it is since "
                + status.since() + "; next try at " + status.nextTryAt().orElseThrow() + ".");
    }

    /** Other nodes may have left the endpoint alone in the meantime. */
    synchronized void look() {
        var now = clock.instant();
        circuit = books.circuits().find(connection, endpoint, now);
        if (circuit.isClosed() || trying || whyClosed.isPresent()) {
            return;
        }
        var until = circuit.openUntil().orElseThrow();
        if (now.isBefore(until)) {
            close(until);
        } else if (books.circuits().tryOut(connection, endpoint, node, config.lease(), now)) {
            trying = true;
        } else {
            whyClosed = Optional.of("Another node is trying it out.");
        }
    }

    private void close(Instant until) {
        closeUntil(until, circuit.failure().map(words::of).orElse("It does not answer."));
    }

    synchronized boolean open() {
        return whyClosed.isEmpty();
    }

    synchronized boolean open(String action) {
        return whyClosed.isEmpty() && !stoppedActions.contains(action);
    }

    /** Has it answered in this run? Until then one request goes ahead of the others. */
    synchronized boolean trusted() {
        return proven;
    }

    /** It was left alone, and the next request finds out whether it works again. */
    synchronized boolean trying() {
        return trying;
    }

    synchronized List<String> stoppedActions() {
        return List.copyOf(stoppedActions);
    }

    synchronized Optional<String> whyClosed() {
        return whyClosed;
    }

    /** Nothing is broken, but no more goes for now. */
    synchronized void closeUntil(Instant until, String why) {
        whyClosed = Optional.of(why + " Next try at " + until + ".");
    }

    /** No more is sent in this run. */
    synchronized void leave() {
        if (trying) {
            books.circuits().leave(connection, endpoint, node);
            trying = false;
        }
    }

    /** The platform answered. */
    synchronized void answered() {
        proven = true;
        // While no call got lost there is nothing to remember, and nothing to write.
        if (trying || circuit.marked()) {
            change(before -> breaker.answered(before, trying, clock.instant()));
            trying = false;
        }
        if (!fine) {
            if (!aside || books.connections().find(connection).isPresent()) {
                books.connections().fine(connection, clock.instant());
            }
            fine = true;
        }
    }

    /** The platform answered, and takes events of this conversion action. */
    synchronized void answered(String action) {
        answered();
        var name = connection + "/" + action;
        if (mended.add(action) && books.connections().find(name).isPresent()) {
            books.connections().fine(name, clock.instant());
        }
    }

    /** The conversation broke. */
    synchronized void broke(PlatformException e, String action) {
        if (e.scope() == PlatformException.Scope.ACTION) {
            heard();
            stop(connection + "/" + action, e);
            stoppedActions.add(action);
            return;
        }
        var failure = e.failure();
        var remedy = words.remedy(failure);
        var now = clock.instant();
        switch (failure.failureClass()) {
            case AUTHENTICATION, CONFIGURATION -> {
                heard();
                fine = false;
                closeUntil(stop(connection, e), words.of(failure));
            }
            case THROTTLED -> change(before -> breaker.asked(before, failure, remedy, e.notBefore(), now));
            case TRANSIENT, UNKNOWN_OUTCOME, UNCLASSIFIED ->
                change(before -> breaker.lost(before, trying, failure, remedy, now));
            case PERMANENT, DELAY, EXPECTED, DUPLICATE, OCCUPIED -> heard();
        }
        trying = false;
        circuit.openUntil().filter(until -> whyClosed.isEmpty()).ifPresent(this::close);
    }

    /** Whatever it said, it was there to say it. */
    private void heard() {
        if (trying || circuit.marked()) {
            change(before -> breaker.answered(before, trying, clock.instant()));
            trying = false;
        }
    }

    private void change(UnaryOperator<Circuit> rule) {
        circuit = books.circuits().change(connection, endpoint, clock.instant(), rule);
    }

    private Instant stop(String connection, PlatformException e) {
        var now = clock.instant();
        var until = now.plus(config.stoppedRetry());
        books.connections().broken(connection, Health.STOPPED, e.failure(), words.remedy(e.failure()), until, now);
        return until;
    }

    /** How many lost calls in a row it takes to leave the endpoint alone. */
    int patience() {
        return config.brokenInARow();
    }

    /** How many events the next request may carry at most. */
    synchronized int atMost(int usual) {
        return trying ? Math.min(usual, config.breakerCanary()) : usual;
    }
}

package io.downfunnel.extract.salesforce;

import java.time.Clock;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The one token that all workers share. Whoever finds it dead asks for another; those who find the same one dead
 * meanwhile wait and get that. Salesforce does not say how long a token lives, so only a fault tells (salesforce.md
 * §3.4).
 */
public final class Session implements AutoCloseable {
    private final ReentrantLock lock = new ReentrantLock();
    private final Http http;
    private final TokenEndpoint endpoint;
    private Token current;

    public Session(SalesforceSettings settings, Clock clock) {
        this.http = new Http(settings);
        this.endpoint = new TokenEndpoint(http, settings, clock);
    }

    Http http() {
        return http;
    }

    Token token() {
        return otherThan(null);
    }

    Token otherThan(Token dead) {
        lock.lock();
        try {
            if (current == null || current.equals(dead)) {
                current = endpoint.ask();
            }
            return current;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        http.close();
    }
}

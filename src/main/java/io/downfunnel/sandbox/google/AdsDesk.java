package io.downfunnel.sandbox.google;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.downfunnel.sandbox.Call;
import io.downfunnel.sandbox.ClickLedger;
import io.downfunnel.sandbox.Journal;
import io.downfunnel.sandbox.Json;
import io.downfunnel.sandbox.SandboxClock;

/** What the Ads API can do with what Google has: the tokens, the accounts, the books. Safe for many threads. */
public final class AdsDesk {

    /** A conversion shows up in reports about three hours after it came in. google.md §3.6. */
    private static final Duration REPORTING = Duration.ofHours(3);

    private final Object turn;
    private final SandboxClock clock;
    private final Journal journal;
    private final TokenEndpoint tokens;
    private final AdsAccounts accounts;
    private final ClickLedger clicks;
    private final GoogleBooks books;

    AdsDesk(
            Object turn,
            SandboxClock clock,
            Journal journal,
            TokenEndpoint tokens,
            AdsAccounts accounts,
            ClickLedger clicks,
            GoogleBooks books) {
        this.turn = turn;
        this.clock = clock;
        this.journal = journal;
        this.tokens = tokens;
        this.accounts = accounts;
        this.clicks = clicks;
        this.books = books;
    }

    public Instant now() {
        return clock.instant();
    }

    public Standing standing(Call call) {
        return tokens.standing(call);
    }

    public AdsAccounts accounts() {
        return accounts;
    }

    public ClickLedger clicks() {
        return clicks;
    }

    /** Takes operations out of the allowance of the last 24 hours, or says how long to wait for so many. */
    public Optional<Duration> operate(Call call, int operations) {
        synchronized (turn) {
            Instant now = clock.instant();
            Optional<Duration> wait = books.operations().wait(operations, now);
            ObjectNode entry = Json.object()
                    .put("entry", "operations")
                    .put("at", now.toString())
                    .put("method", call.path())
                    .put("operations", wait.isPresent() ? 0 : operations)
                    .put("fault", call.fault().orElse(""));
            journal.append(entry);
            books.apply(entry);
            return wait;
        }
    }

    /** Every conversion that counts and is in the reports by now. */
    public List<CountedConversion> counted() {
        synchronized (turn) {
            Instant upTo = clock.instant().minus(clock.shortened(REPORTING));
            return books.counted(upTo);
        }
    }
}

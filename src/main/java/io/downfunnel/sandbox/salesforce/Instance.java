package io.downfunnel.sandbox.salesforce;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

import io.downfunnel.sandbox.Answer;
import io.downfunnel.sandbox.SandboxAccounts;
import io.downfunnel.sandbox.company.Company;
import io.downfunnel.sandbox.salesforce.soql.SoqlException;

/** What SOAP and REST have in common: one organisation with its data, sessions, cursors and allowance. */
final class Instance {

    static final int MIN_BATCH = 200;
    static final int MAX_BATCH = 2_000;

    private final Company company;
    private final Clock clock;
    private final SandboxAccounts.Salesforce account;
    private final Sessions sessions;
    private final Cursors cursors;
    private final ApiUsage usage;
    private final CallBook book = new CallBook();
    private final AtomicReference<Org> org = new AtomicReference<>();
    private final AtomicReference<Function<String, Answer>> lastPage =
            new AtomicReference<>(operation -> Answer.empty(503));

    Instance(Company company, Clock clock, SandboxAccounts.Salesforce account) {
        this.company = company;
        this.clock = clock;
        this.account = account;
        this.sessions = new Sessions(clock, account.organizationId());
        this.cursors = new Cursors(clock);
        this.usage = new ApiUsage(clock);
        found();
    }

    /** Everything as it was when the company was founded. */
    void found() {
        org.set(Founding.of(company));
        sessions.endAll();
        cursors.forgetAll();
        usage.clear();
        book.clear();
    }

    Org org() {
        org.get().settle(clock.instant());
        return org.get();
    }

    /** The organisation at an instant of the past, while its journal is being replayed. */
    Org org(Instant at) {
        org.get().settle(at);
        return org.get();
    }

    Sessions sessions() {
        return sessions;
    }

    Cursors cursors() {
        return cursors;
    }

    ApiUsage usage() {
        return usage;
    }

    CallBook book() {
        return book;
    }

    /** What a query over SOAP was answered last, as the answer to this operation. */
    Answer lastPage(String operation) {
        return lastPage.get().apply(operation);
    }

    void gave(Function<String, Answer> page) {
        lastPage.set(page);
    }

    SandboxAccounts.Salesforce account() {
        return account;
    }

    Clock clock() {
        return clock;
    }

    Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.SECONDS);
    }

    /** Lets a call in: its session must live and its allowance not be used up. */
    void admit(Optional<String> token) {
        sessions.use(token.orElseThrow(Refusal::noSuchSession));
        usage.count();
    }

    Cursors.Page query(String soql, boolean deletedToo, Optional<String> batchSize) {
        int batch = batch(batchSize).orElse(MAX_BATCH);
        try {
            Org now = org();
            return cursors.first(now.read(() -> new QueryRunner(now).run(soql, deletedToo)), batch);
        } catch (SoqlException e) {
            throw Refusal.of(e);
        }
    }

    Cursors.Page more(String locator, Optional<String> batchSize) {
        return cursors.more(locator, batch(batchSize));
    }

    ObjectType type(String name) {
        return Schema.STANDARD.find(name).orElseThrow(() -> Refusal.noSuchObject(name));
    }

    /** Salesforce calls the size advice and does not say what it does with others; we refuse, so that nobody relies on it. */
    private static Optional<Integer> batch(Optional<String> written) {
        return written.map(text -> {
            if (!text.matches("\\d{1,6}") || Integer.parseInt(text) < MIN_BATCH || Integer.parseInt(text) > MAX_BATCH) {
                throw new Refusal("INVALID_BATCH_SIZE", "batchSize must be between 200 and 2000, but is " + text);
            }
            return Integer.parseInt(text);
        });
    }
}

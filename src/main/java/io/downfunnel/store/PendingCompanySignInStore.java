package io.downfunnel.store;

import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

import jakarta.inject.Singleton;

import org.jdbi.v3.core.Jdbi;

/** People who are on their way to their company's sign-in and back, maybe to another node. */
@Singleton
public class PendingCompanySignInStore {
    /** How long somebody may take there. */
    public static final Duration PATIENCE = Duration.ofMinutes(10);

    /** The latest of one address; behind it there may be an office, or somebody who wants to fill the table. */
    private static final int MOST = 200;

    private final Jdbi jdbi;

    public PendingCompanySignInStore(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /**
     * @param redirectUri where the provider was told to send the person back to
     * @param next the page they wanted to see
     */
    public record Pending(String redirectUri, String next) {}

    /** @param state and {@code browser} and {@code address} are hashes: what is stored opens nothing */
    public void add(byte[] state, byte[] browser, byte[] address, Pending pending) {
        jdbi.useTransaction(sql -> {
            sql.createUpdate("""
                            delete from pending_company_sign_in
                             where created_at < clock_timestamp() - make_interval(secs => :patience)
                                or state_hash in (select state_hash from pending_company_sign_in where address_hash = :address
                                                   order by created_at desc offset :most)""")
                    .bind("patience", PATIENCE.toSeconds())
                    .bind("address", address)
                    .bind("most", MOST - 1)
                    .execute();
            sql.createUpdate("""
                            insert into pending_company_sign_in (state_hash, browser_hash, address_hash, redirect_uri, next)
                            values (:state, :browser, :address, :redirectUri, :next)""")
                    .bind("state", state)
                    .bind("browser", browser)
                    .bind("address", address)
                    .bind("redirectUri", pending.redirectUri())
                    .bind("next", pending.next())
                    .execute();
        });
    }

    /** Once, in time, and only for the browser that set out; whatever comes of it, it is used up. */
    public Optional<Pending> take(byte[] state, byte[] browser) {
        return jdbi.withHandle(sql -> sql.createQuery("""
                                delete from pending_company_sign_in where state_hash = :state
                                returning *, created_at < clock_timestamp() - make_interval(secs => :patience) as late""")
                .bind("state", state)
                .bind("patience", PATIENCE.toSeconds())
                .map((row, context) -> !row.getBoolean("late") && Arrays.equals(row.getBytes("browser_hash"), browser)
                        ? Optional.of(new Pending(row.getString("redirect_uri"), row.getString("next")))
                        : Optional.<Pending>empty())
                .findOne()
                .flatMap(taken -> taken));
    }
}

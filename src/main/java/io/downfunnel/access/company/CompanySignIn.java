package io.downfunnel.access.company;

import java.net.URI;
import java.time.Clock;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.Set;

import jakarta.inject.Singleton;

import org.jboss.logging.Logger;

import io.downfunnel.access.Secret;
import io.downfunnel.access.Sessions;
import io.downfunnel.domain.TrailEntry;
import io.downfunnel.domain.TrailEntry.What;
import io.downfunnel.store.CompanyUserStore;
import io.downfunnel.store.CompanyUserStore.Arrived;
import io.downfunnel.store.PendingCompanySignInStore;
import io.downfunnel.store.PendingCompanySignInStore.Pending;
import io.downfunnel.store.TrailStore;

/**
 * The way to the company's sign-in and back: authorization code, state, nonce and proof key. What it ends in is a session of
 * our own, like everybody else's.
 */
@Singleton
public class CompanySignIn {
    private static final Logger LOG = Logger.getLogger(CompanySignIn.class);
    private static final String DENIED = "access_denied";

    /** Not the person's doing, so it costs no attempt. */
    private static final Set<Refusal> NOBODYS_FAULT = Set.of(Refusal.DENIED, Refusal.UNREACHABLE);

    /** Others get a number. */
    private static final String NAMELESS = "Somebody of the company";

    /** A longer one would not fit into an address. */
    private static final int LONGEST_HINT = 4_000;

    /** As many characters as a word of ours has at least. */
    private static final int WORD = 40;

    private final OidcConfig config;
    private final PendingCompanySignInStore pending;
    private final CompanyUserStore users;
    private final Sessions sessions;
    private final TrailStore trail;
    private final Clock clock;
    private Optional<Provider> provider = Optional.empty();

    public CompanySignIn(
            OidcConfig config,
            PendingCompanySignInStore pending,
            CompanyUserStore users,
            Sessions sessions,
            TrailStore trail,
            Clock clock) {
        this.config = config;
        this.pending = pending;
        this.users = users;
        this.sessions = sessions;
        this.trail = trail;
        this.clock = clock;
    }

    /** Whether people can sign in this way at all. */
    public boolean on() {
        return config.issuer().filter(issuer -> !issuer.isBlank()).isPresent();
    }

    /** What stands on the button. */
    public String button() {
        return config.button();
    }

    /** Whether people can sign in with passwords kept here. Without a company there is no other way. */
    public boolean passwordsToo() {
        return !on() || config.localPasswords();
    }

    /** @throws ProviderException when the settings do not do */
    private synchronized Provider provider() {
        if (provider.isEmpty()) {
            provider = Optional.of(new Provider(Company.of(config), clock));
        }
        return provider.get();
    }

    /**
     * @param redirect where the provider shall send the person back to
     * @param next the page they wanted to see
     * @param browser what the browser kept from an earlier departure, so that two at once do not forget each other
     * @param address where the request comes from
     */
    public Departure depart(URI redirect, String next, Optional<Secret> browser, String address) {
        try {
            var to = provider().metadata().authorization();
            var state = Secret.random();
            var kept = browser.filter(word -> word.word().length() >= WORD).orElseGet(Secret::random);
            pending.add(
                    state.hash(),
                    kept.hash(),
                    new Secret("address " + address).hash(),
                    new Pending(redirect.toString(), next));
            return new Departure.Ready(Query.added(to, asked(redirect, state, kept)), kept);
        } catch (ProviderException e) {
            return new Departure.NotPossible(told(e));
        }
    }

    private LinkedHashMap<String, String> asked(URI redirect, Secret state, Secret kept) {
        var company = provider().company();
        var asked = new LinkedHashMap<String, String>();
        asked.put("response_type", "code");
        asked.put("client_id", company.clientId());
        asked.put("redirect_uri", redirect.toString());
        asked.put("scope", company.scopes());
        asked.put("state", state.word());
        asked.put("nonce", nonce(kept, state).word());
        asked.put("code_challenge", challenge(verifier(kept, state)));
        asked.put("code_challenge_method", "S256");
        return asked;
    }

    /** Both follow from what only this browser has, so that they need not be kept anywhere. */
    private static Secret nonce(Secret kept, Secret state) {
        return kept.derived("nonce of " + state.word());
    }

    private static Secret verifier(Secret kept, Secret state) {
        return kept.derived("proof key of " + state.word());
    }

    /** By the method S256 (RFC 7636 §4.2). */
    private static String challenge(Secret verifier) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(verifier.hash());
    }

    /**
     * With what the provider sent along in the address.
     *
     * @param issuer who says so (RFC 9207); many do not
     */
    public record Brought(
            Optional<String> code, Optional<String> error, Optional<String> state, Optional<String> issuer) {
        @Override
        public String toString() {
            return "an answer of the provider";
        }
    }

    /**
     * @param browser what the browser kept since it set out
     * @param before the session that the browser has; it ends, and is never taken over
     */
    public Arrival arrive(Brought brought, Optional<Secret> browser, Optional<Secret> before, String address) {
        if (sessions.attempt(address).isPresent()) {
            return new Arrival.NotLetIn(Refusal.TOO_SOON);
        }
        var arrival = arrive(brought, browser, before);
        switch (arrival) {
            case Arrival.Welcome in -> sessions.forget(address);
            case Arrival.NotLetIn(var why) when NOBODYS_FAULT.contains(why) -> sessions.forget(address);
            case Arrival.NotLetIn out -> {}
        }
        return arrival;
    }

    private Arrival arrive(Brought brought, Optional<Secret> browser, Optional<Secret> before) {
        try {
            // Whoever comes with the word has used it up, also without what the browser kept.
            var state = brought.state().map(Secret::new).orElseThrow(CompanySignIn::stranger);
            var kept = browser.orElse(new Secret(""));
            var traveller = pending.take(state.hash(), kept.hash()).orElseThrow(CompanySignIn::stranger);
            var person = provider()
                    .person(code(brought), traveller.redirectUri(), verifier(kept, state), nonce(kept, state));
            return letIn(person, before, traveller.next());
        } catch (ProviderException e) {
            return refused(told(e), "");
        }
    }

    private static ProviderException stranger() {
        return new ProviderException(
                Refusal.STRANGER,
                "an answer came that fits no sign-in begun here, or another browser's, or comes late");
    }

    private String code(Brought brought) {
        if (brought.error().isPresent()) {
            var error = ErrorCode.plain(brought.error().get());
            throw new ProviderException(
                    error.equals(DENIED) ? Refusal.DENIED : Refusal.TURNED_DOWN, "the provider answers " + error);
        }
        // Another provider's answer must not be taken for ours.
        if (brought.issuer()
                .filter(issuer -> !issuer.equals(provider().metadata().issuer()))
                .isPresent()) {
            throw new ProviderException(Refusal.NOT_GENUINE, "another issuer than ours says that it answers");
        }
        return brought.code()
                .orElseThrow(() -> new ProviderException(Refusal.TURNED_DOWN, "the provider answers without a code"));
    }

    private Arrival letIn(Provider.Person person, Optional<Secret> before, String next) {
        var company = provider().company();
        if (person.claims().tellsElsewhere(company.roles().claim())) {
            LOG.warn(
                    "Somebody has so many groups that the provider leaves them out of its answer: give roles by app roles, or"
                            + " let the provider tell only the groups assigned to this application");
        }
        var identity = new Secret(company.issuer() + "\n" + person.subject()).hash();
        var name = person.claims().name().orElse(NAMELESS);
        return switch (users.arrive(identity, name, company.roles().of(person.claims()))) {
            case Arrived.Known(var user) -> {
                var hint = Optional.of(person.idToken()).filter(token -> token.length() <= LONGEST_HINT);
                yield new Arrival.Welcome(user, sessions.open(user, before, hint), next);
            }
            case Arrived.KeptOut(var known) -> refused(Refusal.KEPT_OUT, known);
            case Arrived.WithoutRole() -> refused(Refusal.NO_ROLE, "");
        };
    }

    /** @param name empty: nobody is known by a name here */
    private Arrival refused(Refusal why, String name) {
        if (!NOBODYS_FAULT.contains(why)) {
            trail.append(new TrailEntry(
                    name.isEmpty() ? TrailEntry.SOMEBODY : name,
                    What.SIGN_IN_REFUSED,
                    name,
                    "with the company: " + why.code().replace('-', ' ')));
        }
        return new Arrival.NotLetIn(why);
    }

    private static Refusal told(ProviderException e) {
        if (e.isNew()) {
            LOG.logf(
                    e.refusal() == Refusal.DENIED ? Logger.Level.INFO : Logger.Level.WARN,
                    "A sign-in with the company came to nothing: %s",
                    e.getMessage());
        }
        return e.refusal();
    }

    /**
     * Where somebody signs out at the company, too; empty where it offers that not, or does not answer.
     *
     * @param hint what was kept at the sign-in, so that it need not ask who leaves
     * @param back where it may send the person then
     */
    public Optional<URI> leave(Optional<String> hint, URI back) {
        if (!on()) {
            return Optional.empty();
        }
        try {
            var company = provider().company();
            return provider().metadata().endSession().map(end -> {
                var asked = new LinkedHashMap<String, String>();
                hint.ifPresent(token -> asked.put("id_token_hint", token));
                asked.put("client_id", company.clientId());
                asked.put("post_logout_redirect_uri", back.toString());
                return Query.added(end, asked);
            });
        } catch (ProviderException e) {
            told(e);
            return Optional.empty();
        }
    }
}

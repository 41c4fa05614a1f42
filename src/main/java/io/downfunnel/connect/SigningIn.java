package io.downfunnel.connect;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import jakarta.inject.Singleton;

import org.jboss.logging.Logger;

import io.downfunnel.domain.Failure;
import io.downfunnel.domain.FailureTable;
import io.downfunnel.platform.Endpoint;
import io.downfunnel.platform.PlatformException;
import io.downfunnel.platform.Platforms;
import io.downfunnel.platform.Settings;
import io.downfunnel.platform.SettingsException;
import io.downfunnel.platform.SignIn;
import io.downfunnel.platform.SignIn.Scope;
import io.downfunnel.platform.http.Granted;
import io.downfunnel.platform.http.TokenEndpoint;
import io.downfunnel.platform.http.Wire;
import io.downfunnel.store.ConnectionStore;
import io.downfunnel.store.PendingSignInStore;
import io.downfunnel.store.PendingSignInStore.Pending;
import io.downfunnel.store.SignInStore;
import io.downfunnel.store.sealed.Sealing;

/** The way to a vendor's consent page and back: authorisation code, state, and a proof key where the vendor takes one. */
@Singleton
public class SigningIn {
    private static final Logger LOG = Logger.getLogger(SigningIn.class);
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration CALL = Duration.ofSeconds(30);
    private static final String DENIED = "access_denied";

    private final Platforms platforms;
    private final SignInStore signIns;
    private final PendingSignInStore pending;
    private final ConnectionStore connections;
    private final Sealing sealing;
    private final Clock clock;

    public SigningIn(
            Platforms platforms,
            SignInStore signIns,
            PendingSignInStore pending,
            ConnectionStore connections,
            Sealing sealing,
            Clock clock) {
        this.platforms = platforms;
        this.signIns = signIns;
        this.pending = pending;
        this.connections = connections;
        this.sealing = sealing;
        this.clock = clock;
    }

    /**
     * @param to the vendor's consent page
     * @param browser what the browser has to keep until it comes back
     */
    public record Departure(URI to, String browser) {
        @Override
        public String toString() {
            return "to " + to.getHost();
        }
    }

    /**
     * What stands in the way, and what to do about it; empty when nothing does.
     *
     * @param redirect where the vendor would send people back to
     */
    public Optional<String> obstacle(String platform, URI redirect) {
        var signIn = platforms.signIn(platform).orElseThrow();
        var settings = platforms.settings(platform);
        for (var key : new String[] {signIn.clientId(), signIn.clientSecret()}) {
            if (settings.find(key).isEmpty()) {
                return Optional.of("The setting downfunnel." + platform + "." + key
                        + " is missing: it is what this installation is known by there. Enter it under Settings. "
                        + signIn.register());
            }
        }
        if (signIn.httpsOnly() && !"https".equals(redirect.getScheme())) {
            return Optional.of("It sends people back to encrypted addresses only, and this console is open at "
                    + redirect.resolve("/")
                    + ". Put it behind something that speaks https, and name that address in"
                    + " downfunnel.console.base-url.");
        }
        return sealing.trouble();
    }

    /**
     * @param browser what the browser kept from an earlier departure, so that two at once do not forget each other
     * @throws SettingsException when the address of the consent page cannot be used
     */
    public Departure depart(String platform, URI redirect, Optional<String> browser) {
        var signIn = platforms.signIn(platform).orElseThrow();
        var settings = platforms.settings(platform);
        var state = Chance.word();
        var kept = browser.filter(word -> word.length() >= 40).orElseGet(Chance::word);
        var verifier = Optional.of(Chance.word()).filter(any -> signIn.proofKey());
        pending.add(Chance.hash(state), Chance.hash(kept), new Pending(platform, verifier, redirect.toString()));
        var asked = new LinkedHashMap<String, String>();
        asked.put("response_type", "code");
        asked.put("client_id", settings.get(signIn.clientId()));
        asked.put("redirect_uri", redirect.toString());
        asked.put("scope", signIn.scopes().stream().map(Scope::name).collect(Collectors.joining(" ")));
        asked.put("state", state);
        verifier.ifPresent(word -> {
            asked.put("code_challenge", Chance.challenge(word));
            asked.put("code_challenge_method", "S256");
        });
        asked.putAll(signIn.extras());
        return new Departure(
                URI.create(Endpoint.of(settings, signIn.authorizeUrl()).url() + "?" + query(asked)), kept);
    }

    /**
     * @param code empty when the vendor sent none
     * @param error empty when the vendor sent none
     * @param browser what the browser kept since it set out
     * @param by who signs in here
     */
    public Arrival arrive(
            String platform,
            Optional<String> code,
            Optional<String> error,
            Optional<String> state,
            Optional<String> browser,
            String by) {
        // Whoever comes with the word has used it up, also without what the browser kept.
        var traveller = state.flatMap(word -> pending.take(Chance.hash(word), Chance.hash(browser.orElse(""))))
                .filter(known -> known.connection().equals(platform));
        if (traveller.isEmpty()) {
            return new Arrival.Stranger();
        }
        if (error.isPresent() || code.isEmpty()) {
            // LinkedIn's words for the same are user_cancelled_login and user_cancelled_authorize.
            return error.filter(word -> word.equals(DENIED) || word.startsWith("user_cancelled"))
                    .<Arrival>map(word -> new Arrival.Denied())
                    .orElseGet(() -> new Arrival.Refused(error.orElse("invalid_request")));
        }
        return exchange(platform, traveller.get(), code.get(), by);
    }

    private Arrival exchange(String platform, Pending traveller, String code, String by) {
        var signIn = platforms.signIn(platform).orElseThrow();
        try {
            return connected(platform, signIn, ask(platform, signIn, traveller, code), by);
        } catch (PlatformException e) {
            LOG.warnf("%s was not connected: %s", platform, e.getMessage());
            return new Arrival.Refused(e.failure().code());
        }
    }

    private Granted ask(String platform, SignIn signIn, Pending traveller, String code) {
        var settings = platforms.settings(platform);
        var endpoint = TokenEndpoint.at(Endpoint.of(settings, signIn.tokenUrl()), new Wire(clock, CONNECT, CALL));
        try {
            return endpoint.grant(
                    form(settings, signIn, traveller, code), (error, ignored) -> refused(platform, error));
        } finally {
            Wire.close(endpoint.api());
        }
    }

    private static Map<String, String> form(Settings settings, SignIn signIn, Pending traveller, String code) {
        var form = new LinkedHashMap<String, String>();
        form.put("grant_type", "authorization_code");
        form.put("code", code);
        form.put("redirect_uri", traveller.redirectUri());
        form.put("client_id", settings.get(signIn.clientId()));
        form.put("client_secret", settings.get(signIn.clientSecret()));
        traveller.verifier().ifPresent(verifier -> form.put("code_verifier", verifier));
        return form;
    }

    /** The description may quote what we sent, so it is left out. */
    private Failure refused(String platform, String error) {
        return platforms.failures(platform).map(table -> row(table, error)).orElseThrow();
    }

    private static Failure row(FailureTable table, String error) {
        return table.of(error).failure(table.vendor() + "'s token endpoint answers " + error);
    }

    private Arrival connected(String platform, SignIn signIn, Granted granted, String by) {
        var scopes = scopes(signIn, granted.access().scope());
        signIns.connect(platform, Lives.of(granted, clock.instant()), scopes, by);
        connections.tryNow(platform, clock.instant());
        LOG.infof("%s was connected by %s with %s", platform, by, scopes);
        return new Arrival.Connected(scopes, signIn.missing(scopes));
    }

    /** Where the vendor does not say what it granted, it is what was asked for (RFC 6749 §5.1). */
    private static Set<String> scopes(SignIn signIn, String said) {
        return said.isBlank()
                ? signIn.scopes().stream().map(Scope::name).collect(Collectors.toSet())
                : Set.copyOf(Arrays.asList(said.strip().split("[\\s,]+")));
    }

    /** Forgets what was granted; the vendor is not told. */
    public void disconnect(String platform, String by) {
        if (signIns.disconnect(platform, by)) {
            LOG.infof("%s was disconnected by %s", platform, by);
        }
    }

    private static String query(Map<String, String> parameters) {
        return parameters.entrySet().stream()
                .map(each -> each.getKey() + "="
                        + URLEncoder.encode(each.getValue(), StandardCharsets.UTF_8)
                                .replace("+", "%20"))
                .collect(Collectors.joining("&"));
    }
}

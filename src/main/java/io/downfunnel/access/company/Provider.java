package io.downfunnel.access.company;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import java.util.stream.Stream;

import org.jose4j.jwk.JsonWebKey;
import org.jose4j.lang.JoseException;

import io.downfunnel.access.Secret;

/** The company's provider: what it offers, its keys, and what it gives for a code. Asked when somebody wants in, never at start. */
final class Provider {
    /** What it says about itself changes once in years, its keys every few weeks; a key that was taken back is gone after this. */
    private static final Duration FRESH = Duration.ofHours(1);

    /** After it did not answer, nobody else has to wait for the same. */
    private static final Duration REST = Duration.ofSeconds(10);

    /** However slow it is, it does not take all threads that pages need. */
    private static final Semaphore AT_ONCE = new Semaphore(16);

    private final Company company;
    private final Clock clock;
    private final ProviderWire wire = new ProviderWire();

    private Optional<Known<Metadata>> metadata = Optional.empty();
    private Optional<Known<List<JsonWebKey>>> keys = Optional.empty();
    private Optional<Known<ProviderException>> silent = Optional.empty();

    Provider(Company company, Clock clock) {
        this.company = company;
        this.clock = clock;
    }

    Company company() {
        return company;
    }

    private record Known<T>(T what, Instant at) {}

    private <T> Optional<T> young(Optional<Known<T>> known, Duration age) {
        return known.filter(each -> each.at().plus(age).isAfter(clock.instant()))
                .map(Known::what);
    }

    /** @throws ProviderException when it does not answer, or not with what we need */
    Metadata metadata() {
        return oneOfFew(this::freshMetadata);
    }

    private synchronized Metadata freshMetadata() {
        var known = young(metadata, FRESH);
        if (known.isPresent()) {
            return known.get();
        }
        young(silent, REST).ifPresent(failure -> {
            throw failure;
        });
        try {
            var read = Metadata.read(fetched(company.discovery()), company);
            metadata = Optional.of(new Known<>(read, clock.instant()));
            return read;
        } catch (ProviderException e) {
            silent = Optional.of(new Known<>(e, clock.instant()));
            throw e;
        }
    }

    private Claims fetched(URI url) {
        var answer = wire.get(url, Optional.empty());
        return answer.said()
                .filter(said -> answer.status() == 200)
                .orElseThrow(() -> new ProviderException(
                        answer.status() / 100 == 5 ? Refusal.UNREACHABLE : Refusal.NOT_SET_UP,
                        url + " answers with HTTP " + answer.status() + " and not with what OpenID Connect asks for"));
    }

    private synchronized List<JsonWebKey> keys(Metadata metadata, boolean anew) {
        var known = young(keys, anew ? REST : FRESH);
        if (known.isPresent()) {
            return known.get();
        }
        var read = fetched(metadata.keys()).all().get("keys") instanceof List<?> many
                ? many.stream().flatMap(Provider::key).toList()
                : List.<JsonWebKey>of();
        keys = Optional.of(new Known<>(read, clock.instant()));
        return read;
    }

    /** Kinds of keys that we do not know are passed over. */
    @SuppressWarnings("unchecked")
    private static Stream<JsonWebKey> key(Object json) {
        try {
            return json instanceof Map<?, ?> key
                    ? Stream.of(JsonWebKey.Factory.newJwk((Map<String, Object>) key))
                    : Stream.empty();
        } catch (JoseException e) {
            return Stream.empty();
        }
    }

    /**
     * Who somebody is.
     *
     * @param claims of the ID token and, where that says too little, of the user info
     * @param idToken as it came
     */
    record Person(String subject, Claims claims, String idToken) {
        @Override
        public String toString() {
            return "somebody of the company";
        }
    }

    /**
     * What a code stands for (OpenID Connect Core 1.0 §3.1.3).
     *
     * @throws ProviderException when it is not given, or not to be believed
     */
    Person person(String code, String redirectUri, Secret verifier, Secret nonce) {
        return oneOfFew(() -> {
            var offered = freshMetadata();
            var granted = exchange(offered, code, redirectUri, verifier);
            var idToken = granted.text("id_token")
                    .orElseThrow(() -> new ProviderException(
                            Refusal.NOT_SET_UP,
                            "the provider gave no ID token; is openid among the scopes of the client?"));
            var claims = verified(offered, idToken, nonce);
            var subject = claims.text("sub").orElseThrow();
            return new Person(subject, claims.and(more(offered, granted, claims, subject)), idToken);
        });
    }

    private Claims exchange(Metadata offered, String code, String redirectUri, Secret verifier) {
        var form = new LinkedHashMap<String, String>();
        form.put("grant_type", "authorization_code");
        form.put("code", code);
        form.put("redirect_uri", redirectUri);
        form.put("code_verifier", verifier.word());
        var answer = ask(offered, form, offered.secretInForm());
        if (company.clientSecret().isPresent() && error(answer).equals("invalid_client")) {
            // What a provider can do is not always what it lets this client do. The code is not looked at before the
            // secret.
            answer = ask(offered, form, !offered.secretInForm());
        }
        if (answer.status() == 200 && answer.said().isPresent()) {
            return answer.said().get();
        }
        throw refused(answer);
    }

    private ProviderWire.Answer ask(Metadata offered, Map<String, String> grant, boolean secretInForm) {
        var inHeader = company.clientSecret().filter(any -> !secretInForm);
        var form = new LinkedHashMap<>(grant);
        if (inHeader.isEmpty()) {
            form.put("client_id", company.clientId());
            company.clientSecret().ifPresent(secret -> form.put("client_secret", secret));
        }
        return wire.post(offered.token(), form, inHeader.map(this::basic));
    }

    /** Empty where it names none. */
    private static String error(ProviderWire.Answer answer) {
        return answer.said()
                .flatMap(said -> said.text("error"))
                .map(ErrorCode::plain)
                .orElse("");
    }

    /** Both parts encoded as in a form (RFC 6749 §2.3.1). */
    private String basic(String secret) {
        var both = URLEncoder.encode(company.clientId(), StandardCharsets.UTF_8)
                + ":"
                + URLEncoder.encode(secret, StandardCharsets.UTF_8);
        return "Basic " + Base64.getEncoder().encodeToString(both.getBytes(StandardCharsets.UTF_8));
    }

    /** Its description may quote what we sent, so it is left out. */
    private static ProviderException refused(ProviderWire.Answer answer) {
        var error = error(answer);
        var said = "the token endpoint answers with HTTP " + answer.status() + (error.isEmpty() ? "" : ", " + error);
        return switch (error) {
            case "invalid_client", "unauthorized_client", "invalid_scope", "unsupported_grant_type" ->
                new ProviderException(
                        Refusal.NOT_SET_UP,
                        said + ": look at downfunnel.oidc.client-id and client-secret, which may have ended");
            case "" ->
                new ProviderException(answer.status() / 100 == 5 ? Refusal.UNREACHABLE : Refusal.TURNED_DOWN, said);
            default -> new ProviderException(Refusal.TURNED_DOWN, said);
        };
    }

    private Claims verified(Metadata offered, String token, Secret nonce) {
        var idToken = new IdToken(offered.issuer(), company.clientId(), nonce, clock.instant());
        try {
            return idToken.read(token, keys(offered, false));
        } catch (IdToken.UnknownKey e) {
            return verifiedWithNewKeys(offered, idToken, token);
        }
    }

    private Claims verifiedWithNewKeys(Metadata offered, IdToken idToken, String token) {
        try {
            return idToken.read(token, keys(offered, true));
        } catch (IdToken.UnknownKey e) {
            throw new ProviderException(
                    Refusal.NOT_GENUINE,
                    "the ID token is not signed with a key that the provider names, or in no way we take");
        }
    }

    /** Many providers keep ID tokens short and tell groups and names there. */
    private Claims more(Metadata offered, Claims granted, Claims claims, String subject) {
        var enough = claims.name().isPresent()
                && (!company.roles().asks() || claims.has(company.roles().claim()));
        var access = granted.text("access_token");
        if (enough || offered.userInfo().isEmpty() || access.isEmpty()) {
            return Claims.NONE;
        }
        var answer = wire.get(offered.userInfo().get(), access);
        // Without an answer nobody is taken for somebody who has no role.
        var said = answer.said()
                .filter(any -> answer.status() == 200)
                .orElseThrow(() -> new ProviderException(
                        answer.status() / 100 == 5 ? Refusal.UNREACHABLE : Refusal.TURNED_DOWN,
                        "the user info answers with HTTP " + answer.status() + " and not with a JSON object"));
        if (!said.text("sub").equals(Optional.of(subject))) {
            // The token was swapped for another one's (OpenID Connect Core 1.0 §5.3.2).
            throw new ProviderException(Refusal.NOT_GENUINE, "the user info is about somebody else than the ID token");
        }
        return said;
    }

    private static <T> T oneOfFew(Supplier<T> work) {
        if (!AT_ONCE.tryAcquire()) {
            throw new ProviderException(Refusal.UNREACHABLE, "too many people wait for the provider already");
        }
        try {
            return work.get();
        } finally {
            AT_ONCE.release();
        }
    }
}

package io.downfunnel.access.company;

import java.net.URI;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How the company's provider is spoken to, as the settings say it.
 *
 * @param issuer without a slash at its end
 * @param clientSecret empty: we are a public client
 * @param scopes as they are asked for
 */
record Company(String issuer, String clientId, Optional<String> clientSecret, String scopes, RoleRule roles) {
    /** It knows many more people than those of the company. */
    private static final String OPEN_TO_ALL = "https://accounts.google.com";

    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    /** @throws ProviderException when something is missing or cannot be used */
    static Company of(OidcConfig config) {
        var issuer = config.issuer().orElse("").strip().replaceAll("/+$", "");
        if (!mayBeAsked(issuer, true)) {
            throw new ProviderException(
                    Refusal.NOT_SET_UP,
                    "downfunnel.oidc.issuer is no address that begins with https:// and can be used as it stands");
        }
        var clientId = config.clientId()
                .filter(id -> !id.isBlank())
                .orElseThrow(() -> new ProviderException(
                        Refusal.NOT_SET_UP,
                        "downfunnel.oidc.client-id is missing: it is what the provider knows this installation by"));
        var roles = RoleRule.of(config);
        if (!roles.asks() && roles.otherwise().isEmpty()) {
            throw new ProviderException(
                    Refusal.NOT_SET_UP,
                    "nobody would be let in: set downfunnel.oidc.admin-values, marketer-values, viewer-values or"
                            + " everyone-else");
        }
        if (issuer.equals(OPEN_TO_ALL) && roles.otherwise().isPresent()) {
            throw new ProviderException(
                    Refusal.NOT_SET_UP,
                    "downfunnel.oidc.everyone-else would let everybody in who has a Google account: leave it out, and let"
                            + " downfunnel.oidc.role-claim be hd with the domain of your company as a value");
        }
        return new Company(
                issuer, clientId, config.clientSecret().filter(secret -> !secret.isBlank()), scopes(config), roles);
    }

    /** Without the first, it would be plain OAuth, and nobody would say who came. */
    private static String scopes(OidcConfig config) {
        return Stream.concat(Stream.of("openid"), config.scopes().stream().map(String::strip))
                .filter(scope -> !scope.isEmpty())
                .distinct()
                .collect(Collectors.joining(" "));
    }

    /** Where the provider says what it offers (OpenID Connect Discovery 1.0 §4). */
    URI discovery() {
        return URI.create(issuer + "/.well-known/openid-configuration");
    }

    /** Secrets and people go there, so it is encrypted. A provider on this very machine, for tests, may do without. */
    Optional<URI> endpoint(String address) {
        return mayBeAsked(address, issuer.startsWith("http://")) ? Optional.of(URI.create(address)) : Optional.empty();
    }

    private static boolean mayBeAsked(String address, boolean plainHere) {
        try {
            var url = URI.create(address);
            return url.getHost() != null
                    && url.getRawFragment() == null
                    && url.getRawUserInfo() == null
                    && ("https".equals(url.getScheme())
                            || plainHere && "http".equals(url.getScheme()) && LOOPBACK.contains(url.getHost()));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    @Override
    public String toString() {
        return issuer;
    }
}

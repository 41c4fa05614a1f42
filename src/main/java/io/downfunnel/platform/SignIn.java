package io.downfunnel.platform;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How a person lets us into an account with a browser (RFC 6749 §4.1), as data: who asks needs to know no vendor.
 *
 * @param authorizeUrl key of the setting with the address that the person is sent to
 * @param tokenUrl key of the setting with the address where a code becomes tokens
 * @param clientId key of the setting with our name there
 * @param clientSecret key of the setting with our password there
 * @param refreshToken key of the setting that a refresh token would stand in, if nobody signed in
 * @param instead keys of settings any of which opens the account by another way
 * @param scopes all that we ask for, in one consent
 * @param extras what the vendor wants to be asked with besides
 * @param proofKey whether it takes a proof key (PKCE, RFC 7636)
 * @param httpsOnly whether it sends people back to encrypted addresses only, our own machine included
 * @param register what has to be entered where at the vendor before the first sign-in; a sentence
 */
public record SignIn(
        String authorizeUrl,
        String tokenUrl,
        String clientId,
        String clientSecret,
        String refreshToken,
        Set<String> instead,
        List<Scope> scopes,
        Map<String, String> extras,
        boolean proofKey,
        boolean httpsOnly,
        String register) {

    /**
     * @param name as the vendor writes it
     * @param without what does not work without it; completes "Without it, "
     */
    public record Scope(String name, String without) {}

    public SignIn {
        instead = Set.copyOf(instead);
        scopes = List.copyOf(scopes);
        extras = Map.copyOf(extras);
    }

    /** Those that were not granted. */
    public List<Scope> missing(Set<String> granted) {
        return scopes.stream().filter(scope -> !granted.contains(scope.name())).toList();
    }
}

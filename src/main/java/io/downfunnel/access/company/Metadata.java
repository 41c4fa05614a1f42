package io.downfunnel.access.company;

import java.net.URI;
import java.util.Optional;

/**
 * What the provider says about itself (OpenID Connect Discovery 1.0 §3).
 *
 * @param issuer character by character as it stands in its tokens
 * @param userInfo empty where it offers none
 * @param endSession where people sign out there (OpenID Connect RP-Initiated Logout 1.0); empty where it offers that not
 * @param secretInForm whether it takes the client secret in the form, else it takes it in a header
 */
record Metadata(
        String issuer,
        URI authorization,
        URI token,
        URI keys,
        Optional<URI> userInfo,
        Optional<URI> endSession,
        boolean secretInForm) {

    /** @throws ProviderException when it is somebody else's, or something is missing in it */
    static Metadata read(Claims said, Company company) {
        var issuer = said.text("issuer").orElse("");
        if (!issuer.replaceAll("/+$", "").equals(company.issuer())) {
            throw new ProviderException(
                    Refusal.NOT_SET_UP,
                    "the provider calls itself another issuer than downfunnel.oidc.issuer says: "
                            + issuer.replaceAll("[^\\x21-\\x7e]", "?"));
        }
        return new Metadata(
                issuer,
                needed(said, "authorization_endpoint", company),
                needed(said, "token_endpoint", company),
                needed(said, "jwks_uri", company),
                said.text("userinfo_endpoint").flatMap(company::endpoint),
                said.text("end_session_endpoint").flatMap(company::endpoint),
                secretInForm(said));
    }

    private static URI needed(Claims said, String name, Company company) {
        return said.text(name)
                .flatMap(company::endpoint)
                .orElseThrow(() -> new ProviderException(
                        Refusal.NOT_SET_UP, "the provider names no " + name + " that can be asked over https"));
    }

    /** A header is what every provider takes; but not all of them decode it in the same way, and a form cannot be misread. */
    private static boolean secretInForm(Claims said) {
        return said.values("token_endpoint_auth_methods_supported").contains("client_secret_post");
    }
}

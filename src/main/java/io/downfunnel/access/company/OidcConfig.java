package io.downfunnel.access.company;

import java.util.List;
import java.util.Optional;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

import io.downfunnel.domain.Role;

/**
 * Signing in to the console with the company, by OpenID Connect: Microsoft Entra ID, Okta, Google Workspace, Keycloak and
 * others. Off until there is an issuer. How to set it up stands in operating.md.
 */
@ConfigMapping(prefix = "downfunnel.oidc")
interface OidcConfig {
    /**
     * The address of the provider, below which its {@code /.well-known/openid-configuration} is, such as
     * {@code https://login.microsoftonline.com/TENANT/v2.0}, {@code https://example.okta.com},
     * {@code https://accounts.google.com} or {@code https://keycloak.example.com/realms/REALM}. It has to speak https.
     */
    Optional<String> issuer();

    /** By what the provider knows this installation. */
    Optional<String> clientId();

    /** What proves it. Unset: the provider takes us for a public client, and the proof key has to do. */
    Optional<String> clientSecret();

    /** What stands on the button. */
    @WithDefault("Sign in with your company")
    String button();

    /** What the provider is asked for. Okta tells groups only if {@code groups} is among it. */
    @WithDefault("openid,profile,email")
    List<String> scopes();

    /**
     * Which claim of the ID token, or else of the user info, says what somebody may do here: {@code roles} (app roles of Entra
     * ID), {@code groups} (Okta), {@code realm_access.roles} (Keycloak; a dot leads into it), {@code hd} (Google Workspace:
     * the domain).
     */
    @WithDefault("roles")
    String roleClaim();

    /** Whoever has one of these values is an admin. Of several roles the highest counts. */
    Optional<List<String>> adminValues();

    /** Whoever has one of these values is a marketer. */
    Optional<List<String>> marketerValues();

    /** Whoever has one of these values is a viewer. */
    Optional<List<String>> viewerValues();

    /** The role of everybody else whom the provider lets through: viewer, marketer or admin. Unset: they are not let in. */
    Optional<Role> everyoneElse();

    /**
     * Whether people may sign in with passwords kept here, too. With false the form for it is gone; one-time links, which
     * {@code users link} makes at the terminal, go on working.
     */
    @WithDefault("true")
    boolean localPasswords();
}

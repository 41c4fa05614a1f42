package io.downfunnel.console;

import java.util.Map;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;

import io.downfunnel.access.company.OpenIdProvider;

/** An installation whose people sign in with their company, and in no other way. */
public final class CompanyProvider implements QuarkusTestResourceLifecycleManager {
    private OpenIdProvider provider;

    @Override
    public Map<String, String> start() {
        provider = OpenIdProvider.start();
        return Map.of(
                "test.provider",
                provider.issuer(),
                "downfunnel.oidc.issuer",
                provider.issuer(),
                "downfunnel.oidc.client-id",
                OpenIdProvider.CLIENT,
                "downfunnel.oidc.client-secret",
                OpenIdProvider.SECRET,
                "downfunnel.oidc.button",
                "Sign in with Example & Sons",
                "downfunnel.oidc.admin-values",
                "Downfunnel.Admin",
                "downfunnel.oidc.viewer-values",
                "Downfunnel.Viewer",
                "downfunnel.oidc.local-passwords",
                "false");
    }

    @Override
    public void stop() {
        provider.close();
    }
}

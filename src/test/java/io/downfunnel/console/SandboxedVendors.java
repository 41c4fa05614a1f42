package io.downfunnel.console;

import java.util.HashMap;
import java.util.Map;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;

import io.downfunnel.sandbox.Sandbox;
import io.downfunnel.sandbox.Visitor;

/** An installation at a sandbox that knows its OAuth clients and nobody's tokens: somebody has to sign in first. */
public final class SandboxedVendors implements QuarkusTestResourceLifecycleManager {
    private Sandbox sandbox;

    @Override
    public Map<String, String> start() {
        sandbox = Visitor.freshSandbox();
        var url = sandbox.url();
        var google = sandbox.accounts().google();
        var linkedin = sandbox.accounts().linkedin();
        var settings = new HashMap<String, String>();
        settings.put("test.sandbox", url);
        settings.put("test.linkedin-token", linkedin.directToken());
        settings.put("test.linkedin-refresh-token", linkedin.refreshToken());
        settings.put("downfunnel.google.data-manager.url", url);
        settings.put("downfunnel.google.token-url", url + "/token");
        settings.put("downfunnel.google.authorize-url", url + "/o/oauth2/v2/auth");
        settings.put("downfunnel.google.customer-id", google.customerId());
        settings.put("downfunnel.google.client-id", google.clientId());
        settings.put("downfunnel.google.client-secret", google.clientSecret());
        settings.put("downfunnel.linkedin.url", url);
        settings.put("downfunnel.linkedin.token-url", url + "/oauth/v2/accessToken");
        settings.put("downfunnel.linkedin.authorize-url", url + "/oauth/v2/authorization");
        settings.put("downfunnel.linkedin.account-id", linkedin.accountId());
        settings.put("downfunnel.linkedin.client-id", linkedin.clientId());
        settings.put("downfunnel.linkedin.client-secret", linkedin.clientSecret());
        return settings;
    }

    @Override
    public void stop() {
        sandbox.close();
    }
}

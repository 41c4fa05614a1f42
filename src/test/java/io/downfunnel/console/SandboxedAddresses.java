package io.downfunnel.console;

import java.util.HashMap;
import java.util.Map;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;

import io.downfunnel.sandbox.Sandbox;
import io.downfunnel.sandbox.Visitor;

/**
 * An installation at a sandbox that knows where the vendors are and next to nothing else: what it needs, somebody has to
 * enter. Two settings of LinkedIn stand in a file.
 */
public final class SandboxedAddresses implements QuarkusTestResourceLifecycleManager {
    private Sandbox sandbox;

    @Override
    public Map<String, String> start() {
        sandbox = Visitor.freshSandbox();
        var url = sandbox.url();
        var accounts = sandbox.accounts();
        var settings = new HashMap<String, String>();
        settings.put("test.sandbox", url);
        settings.put("test.google.customer-id", accounts.google().customerId());
        settings.put("test.google.client-id", accounts.google().clientId());
        settings.put("test.google.client-secret", accounts.google().clientSecret());
        settings.put("test.google.refresh-token", accounts.google().refreshToken());
        settings.put("test.salesforce.client-id", accounts.salesforce().clientId());
        settings.put("test.salesforce.client-secret", accounts.salesforce().clientSecret());
        settings.put("downfunnel.google.data-manager.url", url);
        settings.put("downfunnel.google.ads.endpoint", sandbox.adsEndpoint());
        settings.put("downfunnel.google.token-url", url + "/token");
        settings.put("downfunnel.google.authorize-url", url + "/o/oauth2/v2/auth");
        settings.put("downfunnel.linkedin.url", url);
        settings.put("downfunnel.linkedin.token-url", url + "/oauth/v2/accessToken");
        settings.put("downfunnel.linkedin.account-id", accounts.linkedin().accountId());
        settings.put("downfunnel.linkedin.client-secret", accounts.linkedin().clientSecret());
        return settings;
    }

    @Override
    public void stop() {
        sandbox.close();
    }
}

package io.downfunnel.sandbox.microsoft;

import java.util.Map;

import io.downfunnel.sandbox.SandboxWorld;
import io.downfunnel.sandbox.Simulator;
import io.downfunnel.sandbox.SimulatorFactory;

public final class MicrosoftSimulatorFactory implements SimulatorFactory {

    @Override
    public Simulator create(SandboxWorld world) {
        return new MicrosoftSimulator(world);
    }

    @Override
    public Map<String, String> settings(String url) {
        return Map.ofEntries(
                // The company does not advertise there.
                Map.entry("downfunnel.microsoft.enabled", "false"),
                Map.entry("downfunnel.microsoft.url", url),
                Map.entry("downfunnel.microsoft.reporting-url", url),
                Map.entry("downfunnel.microsoft.customer-url", url),
                Map.entry("downfunnel.microsoft.token-url", url + MicrosoftTokens.PATH),
                Map.entry("downfunnel.microsoft.developer-token", Advertiser.DEVELOPER_TOKEN),
                Map.entry("downfunnel.microsoft.client-id", Advertiser.CLIENT_ID),
                Map.entry("downfunnel.microsoft.client-secret", Advertiser.CLIENT_SECRET),
                Map.entry("downfunnel.microsoft.refresh-token", Advertiser.REFRESH_TOKEN),
                Map.entry("downfunnel.microsoft.customer-id", Advertiser.CUSTOMER),
                Map.entry("downfunnel.microsoft.account-id", Advertiser.ACCOUNT));
    }
}

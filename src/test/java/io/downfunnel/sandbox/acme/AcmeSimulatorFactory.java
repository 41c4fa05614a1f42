package io.downfunnel.sandbox.acme;

import java.util.Map;

import io.downfunnel.sandbox.SandboxWorld;
import io.downfunnel.sandbox.Simulator;
import io.downfunnel.sandbox.SimulatorFactory;

public final class AcmeSimulatorFactory implements SimulatorFactory {

    @Override
    public Simulator create(SandboxWorld world) {
        return new AcmeSimulator(world);
    }

    @Override
    public Map<String, String> settings(String url) {
        return Map.of(
                "downfunnel.acme.enabled",
                "false",
                "downfunnel.acme.url",
                url,
                "downfunnel.acme.token",
                AcmeSimulator.TOKEN);
    }
}

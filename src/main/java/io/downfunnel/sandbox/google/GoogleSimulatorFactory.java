package io.downfunnel.sandbox.google;

import io.downfunnel.sandbox.SandboxWorld;
import io.downfunnel.sandbox.Simulator;
import io.downfunnel.sandbox.SimulatorFactory;

public final class GoogleSimulatorFactory implements SimulatorFactory {

    @Override
    public Simulator create(SandboxWorld world) {
        return new GoogleSimulator(world);
    }
}

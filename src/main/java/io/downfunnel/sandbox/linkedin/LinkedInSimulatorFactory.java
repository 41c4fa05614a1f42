package io.downfunnel.sandbox.linkedin;

import io.downfunnel.sandbox.SandboxWorld;
import io.downfunnel.sandbox.Simulator;
import io.downfunnel.sandbox.SimulatorFactory;

public final class LinkedInSimulatorFactory implements SimulatorFactory {

    @Override
    public Simulator create(SandboxWorld world) {
        return new LinkedInSimulator(world);
    }
}

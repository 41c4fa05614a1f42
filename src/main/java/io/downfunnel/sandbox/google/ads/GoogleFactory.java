package io.downfunnel.sandbox.google.ads;

import io.downfunnel.sandbox.SandboxWorld;
import io.downfunnel.sandbox.Simulator;
import io.downfunnel.sandbox.SimulatorFactory;
import io.downfunnel.sandbox.company.Company;
import io.downfunnel.sandbox.google.GoogleSimulator;

/** Google with both of its APIs, over the same books. */
public final class GoogleFactory implements SimulatorFactory {

    @Override
    public Simulator create(SandboxWorld world) {
        Company company = Company.of(world);
        return new GoogleSimulator(
                world, desk -> new AdsApi(desk, company, world.accounts().google()));
    }
}

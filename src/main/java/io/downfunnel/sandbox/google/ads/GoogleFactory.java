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
        var company = new Company(
                world.settings().seed(),
                world.anchor(),
                world.settings().leads(),
                world.accounts().google().customerId(),
                world.accounts().linkedin().accountId());
        return new GoogleSimulator(
                world, desk -> new AdsApi(desk, company, world.accounts().google()));
    }
}

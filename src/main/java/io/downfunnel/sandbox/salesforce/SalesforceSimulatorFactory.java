package io.downfunnel.sandbox.salesforce;

import io.downfunnel.sandbox.SandboxWorld;
import io.downfunnel.sandbox.Simulator;
import io.downfunnel.sandbox.SimulatorFactory;
import io.downfunnel.sandbox.company.Company;

/** Founds the company and tells the ad platforms which clicks its leads came from. */
public final class SalesforceSimulatorFactory implements SimulatorFactory {

    @Override
    public Simulator create(SandboxWorld world) {
        Company company = Company.of(world);
        company.clicks().forEach(world.clicks()::add);
        return new SalesforceSimulator(world, company);
    }
}

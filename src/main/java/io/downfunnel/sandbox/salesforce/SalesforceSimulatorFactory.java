package io.downfunnel.sandbox.salesforce;

import java.time.Duration;

import io.downfunnel.sandbox.SandboxWorld;
import io.downfunnel.sandbox.Simulator;
import io.downfunnel.sandbox.SimulatorFactory;
import io.downfunnel.sandbox.company.Company;

/** Founds the company and tells the ad platforms which clicks its leads came from. */
public final class SalesforceSimulatorFactory implements SimulatorFactory {
    /** Nobody worked in the last minutes, so that one extraction reads all there is although it keeps its distance. */
    private static final Duration QUIET = Duration.ofMinutes(10);

    @Override
    public Simulator create(SandboxWorld world) {
        var company = new Company(
                world.settings().seed(),
                world.anchor().minus(QUIET),
                world.settings().leads(),
                world.accounts().google().customerId(),
                world.accounts().linkedin().accountId());
        company.clicks().forEach(world.clicks()::add);
        return new SalesforceSimulator(world, company);
    }
}

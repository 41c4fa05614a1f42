package io.downfunnel.sandbox;

/**
 * Makes a {@link Simulator} when the sandbox starts. Found through {@link java.util.ServiceLoader}: a line in
 * {@code META-INF/services/io.downfunnel.sandbox.SimulatorFactory} adds a vendor.
 */
public interface SimulatorFactory {

    /** A simulator that has replayed its journal and is ready to answer. */
    Simulator create(SandboxWorld world);
}

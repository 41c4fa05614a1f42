package io.downfunnel.sandbox;

import java.util.Map;

/**
 * Makes a {@link Simulator} when the sandbox starts. Found through {@link java.util.ServiceLoader}: a line in
 * {@code META-INF/services/io.downfunnel.sandbox.SimulatorFactory} adds a vendor.
 */
public interface SimulatorFactory {

    /** A simulator that has replayed its journal and is ready to answer. */
    Simulator create(SandboxWorld world);

    /**
     * The product's settings that open an account of this vendor's in the sandbox, by their full keys. They hold whatever
     * the user says, except for one that ends in {@code .enabled}, which is a default.
     *
     * @param url of the sandbox
     */
    default Map<String, String> settings(String url) {
        return Map.of();
    }
}

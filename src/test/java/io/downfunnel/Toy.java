package io.downfunnel;

import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;

/**
 * Acme, which docs/adding-a-platform.md adds: built with the tests, held to the same contract as the platforms that ship,
 * and not one of them. Its service lines lie apart, so that only who asks here finds it.
 */
public final class Toy {
    static final Path SERVICES = Path.of("src/test/resources/toy");

    private Toy() {}

    /** Finds what ships, and the toy. */
    public static ClassLoader services() {
        try {
            return new URLClassLoader(new URL[] {SERVICES.toUri().toURL()}, Toy.class.getClassLoader());
        } catch (MalformedURLException e) {
            throw new IllegalStateException(e);
        }
    }
}

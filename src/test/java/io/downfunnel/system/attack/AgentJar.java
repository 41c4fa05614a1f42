package io.downfunnel.system.attack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

import net.bytebuddy.ByteBuddy;

import io.downfunnel.system.attack.agent.CrashAgent;

/** The agent as a jar, made anew from the classes of the tests. */
final class AgentJar {
    private static final Path JAR = Path.of("target", "attack-agent.jar").toAbsolutePath();

    private AgentJar() {}

    static synchronized Path made() {
        var classes = placeOf(CrashAgent.class);
        var manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().putValue("Premain-Class", CrashAgent.class.getName());
        manifest.getMainAttributes()
                .put(
                        Attributes.Name.CLASS_PATH,
                        placeOf(ByteBuddy.class).toUri().toString());
        var folder = classes.resolve(CrashAgent.class.getPackageName().replace('.', '/'));
        try (var jar = new JarOutputStream(Files.newOutputStream(JAR), manifest);
                var files = Files.list(folder)) {
            for (var file : files.toList()) {
                jar.putNextEntry(
                        new JarEntry(classes.relativize(file).toString().replace('\\', '/')));
                Files.copy(file, jar);
                jar.closeEntry();
            }
            return JAR;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path placeOf(Class<?> type) {
        try {
            return Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}

package io.downfunnel.schedule;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Optional;
import java.util.stream.Collectors;

import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;

import io.downfunnel.domain.Funnel;
import io.downfunnel.store.FunnelStore;
import io.downfunnel.store.FunnelStore.Import;

/** Imports the mapping file when nothing was ever imported. */
@ApplicationScoped
class FirstMappings {
    private static final Logger LOG = Logger.getLogger(FirstMappings.class);
    private static final String SHIPPED = "/defaults/mappings.yaml";

    private final FunnelStore funnels;
    private final MappingsConfig config;
    private final SandboxConfig sandbox;

    FirstMappings(FunnelStore funnels, MappingsConfig config, SandboxConfig sandbox) {
        this.funnels = funnels;
        this.config = config;
        this.sandbox = sandbox;
    }

    /**
     * The mappings in force.
     *
     * @throws NoMappings when there are none; it says why, and what to do
     */
    Funnel.Version inForce() {
        return funnels.active().orElseGet(this::imported);
    }

    private Funnel.Version imported() {
        var document = document()
                .orElseThrow(() -> new NoMappings("There are no funnel stages and mappings yet, and no file "
                        + config.file() + " to begin with. Nothing is extracted or sent until there are:"
                        + " write one and run 'mappings import FILE'."));
        return switch (funnels.put(document, io.downfunnel.mappings.Known.NOTHING, "first start", "")) {
            case Import.Activated(var version, var notes) -> {
                notes.forEach(LOG::info);
                yield version;
            }
            case Import.Unchanged(var version) -> version;
            case Import.Refused(var reasons) ->
                throw new NoMappings("The mappings in " + config.file()
                        + " are refused, so nothing is extracted or sent. Mend the file and run this again:\n"
                        + reasons.problems().stream()
                                .map(problem -> "  " + problem)
                                .collect(Collectors.joining("\n")));
        };
    }

    /** The user's file; for the sandbox also the one we ship, so that a jar alone can be tried anywhere. */
    private Optional<String> document() {
        try {
            var file = config.file();
            if (Files.exists(file)) {
                return Optional.of(Files.readString(file));
            }
            return sandbox.enabled() ? shipped() : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Optional<String> shipped() throws IOException {
        try (InputStream stream = FirstMappings.class.getResourceAsStream(SHIPPED)) {
            return stream == null
                    ? Optional.empty()
                    : Optional.of(new String(stream.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    /** A sync has nothing to go by. */
    static final class NoMappings extends RuntimeException {
        private static final long serialVersionUID = 1;

        NoMappings(String message) {
            super(message);
        }
    }
}

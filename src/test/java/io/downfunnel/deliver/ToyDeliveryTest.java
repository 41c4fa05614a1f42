package io.downfunnel.deliver;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.regex.Pattern;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.downfunnel.DownfunnelTestResource;
import io.downfunnel.Toy;
import io.downfunnel.domain.ClickId;
import io.downfunnel.domain.ConversionMapping;
import io.downfunnel.mappings.Known;
import io.downfunnel.mappings.MappingFile;
import io.downfunnel.mappings.Reading;
import io.downfunnel.platform.AdPlatform;
import io.downfunnel.platform.Platforms;
import io.downfunnel.sandbox.Sandbox;
import io.downfunnel.sandbox.SandboxSettings;
import io.downfunnel.sandbox.Visitor;
import io.downfunnel.store.ConversionRows;
import io.downfunnel.store.TestDatabase;

import static io.downfunnel.domain.ConversionState.ACCEPTED;
import static org.assertj.core.api.Assertions.assertThat;

/** A platform that was added as docs/adding-a-platform.md says can be used as it says. */
@QuarkusTest
@QuarkusTestResource(DownfunnelTestResource.class)
class ToyDeliveryTest {
    private static final Pattern MAPPING = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL);

    @TempDir
    Path folder;

    private TestDatabase database;
    private Sandbox sandbox;

    @BeforeEach
    void open() {
        database = TestDatabase.open();
        sandbox = Sandbox.start(SandboxSettings.in(folder).withLeads(0), Toy.services());
    }

    @AfterEach
    void close() {
        sandbox.close();
        database.close();
    }

    @Test
    void what_the_pages_mapping_makes_is_delivered() throws IOException {
        var mapping = mapping();
        var rows = new ConversionRows(database);
        rows.readyOf(mapping.destination(), mapping.action(), ClickId.Kind.GCLID, 3);
        try (var platforms = platforms()) {
            new Delivery(database, Map.of()).deliver(platforms.accounts().get(mapping.destination()));
        }

        assertThat(rows.states()).containsOnly(Map.entry(ACCEPTED, 3L));
        assertThat(Visitor.to(sandbox).totals("acme").path("eventsReceived").asInt())
                .isEqualTo(3);
    }

    /** Switched on as the page says; the sandbox gives the rest. */
    private Platforms platforms() {
        var settings = Sandbox.settings(sandbox.url(), Toy.services());
        settings.put("downfunnel.acme.enabled", "true");
        return new Platforms(
                ServiceLoader.load(AdPlatform.class, Toy.services()),
                key -> Optional.ofNullable(settings.get(key)).filter(value -> key.startsWith("downfunnel.acme.")),
                Clock.systemUTC());
    }

    private static ConversionMapping mapping() throws IOException {
        var snippet = MAPPING.matcher(Files.readString(Path.of("docs/adding-a-platform.md")));
        assertThat(snippet.find()).isTrue();
        var read = MappingFile.read("""
                stages:
                  - { name: closed-won, object: Opportunity, when: { field: StageName, becomes: [Closed Won] } }
                mappings:
                """ + snippet.group(1), known());
        assertThat(read).isInstanceOf(Reading.Read.class);
        return List.copyOf(((Reading.Read) read).funnel().mappings()).getFirst();
    }

    private static Known known() {
        var takes = Set.of(ConversionMapping.Identifier.GCLID, ConversionMapping.Identifier.EMAIL);
        return new Known(Map.of(), Map.of("acme", new Known.Account(takes, Optional.empty(), Set.of())));
    }
}

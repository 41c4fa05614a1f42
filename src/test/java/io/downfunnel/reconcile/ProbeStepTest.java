package io.downfunnel.reconcile;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.Supplier;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.downfunnel.domain.Node;
import io.downfunnel.platform.CheckItem;
import io.downfunnel.store.ProbeStore;
import io.downfunnel.store.TestDatabase;

import static org.assertj.core.api.Assertions.assertThat;

class ProbeStepTest {
    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private final ProbeStore probes = new ProbeStore(database.jdbi());
    private final ProbeStep probe = new ProbeStep(probes, new Node("one"));

    @Test
    void every_connection_is_looked_at_and_the_latest_result_is_kept() {
        var looks = new LinkedHashMap<String, Supplier<List<CheckItem>>>();
        looks.put(
                "google",
                () -> List.of(CheckItem.ok("Access", "It answers."), CheckItem.warning("Rules", "Old.", "Look.")));
        looks.put(
                "linkedin",
                () -> List.of(CheckItem.ok("Token", "Good."), CheckItem.failed("Version", "Gone.", "Raise it.")));

        var done = probe.run(looks);

        assertThat(done.looked()).isEqualTo(2);
        assertThat(done.failing()).containsExactly("linkedin");
        assertThat(probes.all())
                .extracting(ProbeStore.Probe::found)
                .containsExactly("It answers, and none of the 2 lines of its checklist is red.", "Version: Gone.");
        assertThat(probes.all().getLast().remedy()).isEqualTo("Raise it.");

        looks.put("linkedin", () -> List.of(CheckItem.ok("Version", "Answers.")));
        assertThat(probe.run(looks).failing()).isEmpty();
        assertThat(probes.all()).allMatch(ProbeStore.Probe::fine).hasSize(2);
    }
}

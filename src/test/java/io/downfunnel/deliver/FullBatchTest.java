package io.downfunnel.deliver;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.downfunnel.DownfunnelTestResource;
import io.downfunnel.domain.ClickId;
import io.downfunnel.platform.Platforms;
import io.downfunnel.sandbox.Sandbox;
import io.downfunnel.sandbox.SandboxSettings;
import io.downfunnel.sandbox.Visitor;
import io.downfunnel.store.ConversionRows;
import io.downfunnel.store.TestDatabase;

import static io.downfunnel.domain.ConversionState.ACCEPTED;
import static io.downfunnel.domain.ConversionState.NEEDS_YOU;
import static org.assertj.core.api.Assertions.assertThat;

/** LinkedIn takes 5,000 events in one request, all or none. */
@QuarkusTest
@QuarkusTestResource(DownfunnelTestResource.class)
class FullBatchTest {
    private static final int FULL = 5_000;

    @TempDir
    Path folder;

    @Test
    void three_bad_rows_of_a_full_batch_are_named_and_all_others_go_in_once() {
        try (var database = TestDatabase.open();
                var sandbox = Sandbox.start(SandboxSettings.in(folder).withLeads(0));
                var platforms = Platforms.installed(
                        key -> Optional.ofNullable(settings(sandbox).get(key)), Clock.systemUTC())) {
            var rows = new ConversionRows(database);
            var ids = rows.readyOf("linkedin", "30111220", ClickId.Kind.LI_FAT_ID, FULL);
            var bad = List.of(ids.get(7), ids.get(2_500), ids.getLast());
            var visitor = Visitor.to(sandbox);
            bad.forEach(
                    id -> visitor.control("linkedin/refuse-event", "{\"eventId\":\"" + rows.text(id, "key") + "\"}"));

            new Delivery(database, Map.of()).deliver(platforms.accounts().get("linkedin"));

            assertThat(rows.states()).containsOnly(Map.entry(ACCEPTED, FULL - 3L), Map.entry(NEEDS_YOU, 3L));
            assertThat(bad).allSatisfy(id -> assertThat(rows.state(id)).isEqualTo(NEEDS_YOU));
            var totals = visitor.totals("linkedin");
            assertThat(totals.path("conversions").asLong()).isEqualTo(FULL - 3L);
            assertThat(totals.path("countedMoreThanOnce").asLong()).isZero();
            assertThat(rows.count("select max(size) from upload_batch")).isEqualTo(FULL);
        }
    }

    private static Map<String, String> settings(Sandbox sandbox) {
        return Map.of(
                "downfunnel.linkedin.url", sandbox.url(),
                "downfunnel.linkedin.token-url", sandbox.url() + "/oauth/v2/accessToken",
                "downfunnel.linkedin.token", sandbox.accounts().linkedin().directToken());
    }
}

package io.downfunnel.store;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.downfunnel.convert.ConvertStep;
import io.downfunnel.convert.SomePlatforms;
import io.downfunnel.domain.Progress;
import io.downfunnel.domain.Run;
import io.downfunnel.extract.DetectStep;
import io.downfunnel.mappings.Known;
import io.downfunnel.match.MatchStep;

import static org.assertj.core.api.Assertions.assertThat;

class TwoNodesTest {
    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
    private static final Instant MONDAY = Instant.parse("2026-05-04T09:00:00Z");

    @Test
    void two_nodes_share_the_work_and_do_nothing_twice() throws Exception {
        var crm = new CrmRows(database.jdbi());
        new FunnelStore(database.jdbi()).put(Funnels.DOCUMENT, Known.NOTHING, "test", "");
        for (int number = 1000; number < 1300; number++) {
            crm.lead("00Q" + number, MONDAY.plusSeconds(number))
                    .with("gclid", "TeSt" + number)
                    .with("opportunity", "006" + number)
                    .save();
            crm.opportunity("006" + number, MONDAY.plusSeconds(7200), "Closed Won", "10", Optional.empty(), false);
            crm.stage("008" + number, "006" + number, MONDAY.plusSeconds(7200), "Closed Won", "10");
        }

        var made = IntStream.rangeClosed(1, 2).mapToObj(this::node).toList();
        long conversions = 0;
        try (var nodes = Executors.newFixedThreadPool(2)) {
            for (var node : nodes.invokeAll(made)) {
                conversions += node.get();
            }
        }
        conversions += node(3).call();

        assertThat(conversions).isEqualTo(900);
        assertThat(numbers("select count(*) from conversion")).containsExactly(900L);
        assertThat(numbers("select count(*) from conversion_transition")).containsExactly(900L);
        assertThat(numbers("select count(*) from stage_event")).containsExactly(1500L);
        assertThat(numbers("select count(*) from stage_event_due")).containsExactly(0L);
        assertThat(numbers("select count(*) from changed_record")).containsExactly(0L);
    }

    private Callable<Long> node(int number) {
        var funnels = new FunnelStore(database.jdbi());
        var run = new Run(number, "node-" + number, Progress.unwatched());
        return () -> {
            new DetectStep(funnels, new StageEventStore(database.jdbi())).run(run);
            new MatchStep(funnels, new MatchStore(database.jdbi())).run(run);
            return new ConvertStep(
                            funnels,
                            new ConversionStore(database.jdbi()),
                            new DueStore(database.jdbi()),
                            Map.of("google", SomePlatforms.GOOGLE, "linkedin", SomePlatforms.LINKEDIN),
                            Clock.fixed(NOW, ZoneOffset.UTC))
                    .run(run)
                    .conversions();
        };
    }

    private static List<Long> numbers(String query) {
        return database.jdbi()
                .withHandle(
                        handle -> handle.createQuery(query).mapTo(Long.class).list());
    }
}

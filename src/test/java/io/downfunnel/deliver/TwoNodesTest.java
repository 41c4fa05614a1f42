package io.downfunnel.deliver;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.downfunnel.domain.ConversionKey;
import io.downfunnel.store.ConversionRows;
import io.downfunnel.store.TestDatabase;

import static io.downfunnel.domain.ConversionState.ACCEPTED;
import static org.assertj.core.api.Assertions.assertThat;

class TwoNodesTest {
    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private static final int CONVERSIONS = 4_000;

    @Test
    void two_nodes_with_eight_requests_at_once_each_send_every_conversion_once() {
        var rows = new ConversionRows(database);
        rows.ready("google", CONVERSIONS);
        var platform = new FakeAccount();
        var account = platform.likeGoogle(1);
        var nodes = new LinkedHashMap<String, Callable<Map<String, Delivered>>>();
        for (var node : new String[] {"node-1", "node-2"}) {
            nodes.put(
                    node,
                    () -> new Delivery(database, Map.of("downfunnel.deliver.claim-size", "100"))
                            .deliver(account, node));
        }

        var done = Together.run(nodes);

        var sent = new HashMap<ConversionKey, Integer>();
        platform.received.forEach(batch -> batch.forEach(event -> sent.merge(event.key(), 1, Integer::sum)));
        assertThat(sent)
                .hasSize(CONVERSIONS)
                .allSatisfy((key, times) -> assertThat(times).isEqualTo(1));
        assertThat(rows.states()).containsOnly(Map.entry(ACCEPTED, (long) CONVERSIONS));
        assertThat(done.values().stream()
                        .mapToLong(one -> one.get("google").accepted())
                        .sum())
                .isEqualTo(CONVERSIONS);
        assertThat(done.values())
                .allSatisfy(one -> assertThat(one.get("google").accepted()).isPositive());
        assertThat(rows.count("select max(epoch) from conversion")).isEqualTo(1);
    }
}

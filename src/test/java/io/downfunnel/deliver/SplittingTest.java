package io.downfunnel.deliver;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.downfunnel.domain.ConversionKey;
import io.downfunnel.domain.ConversionState;
import io.downfunnel.store.ConversionRows;
import io.downfunnel.store.TestDatabase;

import static io.downfunnel.domain.ConversionState.NEEDS_YOU;
import static io.downfunnel.domain.ConversionState.VERIFIED;
import static org.assertj.core.api.Assertions.assertThat;

/** A group of which only some count: which ones is found out by splitting it, with the same bytes. */
class SplittingTest {
    private static final int GROUP = 500;
    private static final int HALVINGS = 9;

    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private static ConversionRows rows;
    private final FakeAccount platform = new FakeAccount();
    private final Delivery delivery = new Delivery(database, Map.of());

    @BeforeAll
    static void prepare() {
        rows = new ConversionRows(database);
    }

    @BeforeEach
    void clear() {
        rows.clear();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 5, 20, 250, 499, 500})
    void exactly_the_bad_ones_of_a_group_are_found_with_few_requests(int k) {
        var ids = rows.ready("google", GROUP);
        var bad = some(ids, k);
        var google = new CountingGoogle(keysOf(bad));
        platform.answer = google::upload;
        platform.verdict = google::verdict;

        untilNobodyWaits();

        assertThat(ids).allSatisfy(id -> assertThat(rows.state(id)).isEqualTo(bad.contains(id) ? NEEDS_YOU : VERIFIED));
        assertThat(google.counted()).hasSize(GROUP - k);
        assertThat(platform.received).hasSizeLessThanOrEqualTo(1 + Math.min(2 * k * HALVINGS, GROUP));
        assertThat(platform.received.stream()
                        .flatMap(List::stream)
                        .collect(Collectors.groupingBy(event -> event.key(), Collectors.toSet())))
                .allSatisfy((key, bytes) -> assertThat(bytes).hasSize(1));
        assertThat(rows.count("select max(hashes) from (select count(distinct hash) as hashes from upload_batch_item"
                        + " group by conversion_id) as sent"))
                .isEqualTo(1);
    }

    private void untilNobodyWaits() {
        for (int round = 0; round < 3 * HALVINGS && !settled(); round++) {
            delivery.deliver(platform.likeGoogle(GROUP));
            delivery.later(Duration.ofMinutes(31));
            delivery.verdicts(platform.likeGoogle(GROUP));
        }
    }

    private static boolean settled() {
        var states = new HashSet<ConversionState>(rows.states().keySet());
        states.removeAll(Set.of(VERIFIED, NEEDS_YOU));
        return states.isEmpty();
    }

    private static Set<Long> some(List<Long> ids, int k) {
        var dice = new Random(k);
        var bad = new HashSet<Long>();
        var order = IntStream.range(0, ids.size()).boxed().collect(Collectors.toCollection(java.util.ArrayList::new));
        java.util.Collections.shuffle(order, dice);
        order.stream().limit(k).forEach(i -> bad.add(ids.get(i)));
        return bad;
    }

    private static Set<ConversionKey> keysOf(Set<Long> ids) {
        return ids.stream().map(id -> new ConversionKey(rows.text(id, "key"))).collect(Collectors.toSet());
    }
}

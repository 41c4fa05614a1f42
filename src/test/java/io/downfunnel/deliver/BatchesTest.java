package io.downfunnel.deliver;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

import io.downfunnel.platform.Descriptor;

import static org.assertj.core.api.Assertions.assertThat;

class BatchesTest {
    private static final Descriptor LIKE_GOOGLE =
            new FakeAccount().likeGoogle(1).descriptor().with(new Descriptor.Pace(10, 300, 100_000), 1);
    private static final Duration AN_HOUR = Duration.ofHours(1);

    @Test
    void an_ordinary_night_is_sent_one_event_a_request() {
        assertThat(Batches.size(18_000, LIKE_GOOGLE, 100_000, AN_HOUR)).isEqualTo(1);
    }

    @Test
    void a_backlog_that_would_take_too_long_is_sent_in_groups() {
        assertThat(Batches.size(18_001, LIKE_GOOGLE, 100_000, AN_HOUR)).isEqualTo(2);
        assertThat(Batches.size(180_000, LIKE_GOOGLE, 100_000, AN_HOUR)).isEqualTo(10);
    }

    @Test
    void few_requests_left_today_make_larger_groups() {
        assertThat(Batches.size(1_000, LIKE_GOOGLE, 10, AN_HOUR)).isEqualTo(100);
    }

    @Property
    void no_request_is_larger_than_the_platform_takes(
            @ForAll @LongRange(min = 0, max = 1_000_000_000) long backlog,
            @ForAll @LongRange(min = 1, max = 100_000) long left) {
        assertThat(Batches.size(backlog, LIKE_GOOGLE, left, AN_HOUR)).isBetween(1, LIKE_GOOGLE.largestBatch());
    }

    @Property
    void everything_is_in_one_batch_only_and_no_batch_is_mixed(
            @ForAll @IntRange(min = 0, max = 300) int count, @ForAll @IntRange(min = 1, max = 50) int size) {
        var items = IntStream.range(0, count).boxed().toList();

        var batches = Batches.of(items, BatchesTest::kind, size);

        assertThat(batches.stream().flatMap(List::stream).sorted().toList()).isEqualTo(items);
        assertThat(batches).allSatisfy(batch -> {
            assertThat(batch).hasSizeBetween(1, size).isSorted();
            assertThat(batch.stream().map(BatchesTest::kind).distinct()).hasSize(1);
        });
    }

    private static Batches.Kind kind(int item) {
        return new Batches.Kind("" + item % 3, item % 7 == 0 ? Optional.of(1L) : Optional.empty());
    }

    @Property
    void the_halves_of_all_batches_have_different_numbers(@ForAll @IntRange(min = 2, max = 200) int size) {
        var numbers = new HashSet<Long>();
        for (long batch = 1; batch <= 50; batch++) {
            for (int position = 0; position < size; position++) {
                numbers.add(Batches.half(batch, position, size));
            }
        }

        assertThat(numbers).hasSize(100);
        assertThat(Batches.half(7, (size + 1) / 2 - 1, size)).isEqualTo(14);
        assertThat(Batches.half(7, (size + 1) / 2, size)).isEqualTo(15);
    }
}

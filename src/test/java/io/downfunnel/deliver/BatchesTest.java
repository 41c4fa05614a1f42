package io.downfunnel.deliver;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class BatchesTest {
    @Test
    void a_cohort_stays_whole_however_small_the_others_are() {
        var batches = Batches.of(
                List.of(1, 2, 3, 4, 5),
                item -> new Batches.Kind("one", item < 4 ? Optional.of(7L) : Optional.empty()),
                1,
                2_000);

        assertThat(batches).containsExactly(List.of(1, 2, 3), List.of(4), List.of(5));
    }

    @Property
    void everything_is_in_one_batch_only_and_no_batch_is_mixed(
            @ForAll @IntRange(min = 0, max = 300) int count, @ForAll @IntRange(min = 1, max = 50) int size) {
        var items = IntStream.range(0, count).boxed().toList();

        var batches = Batches.of(items, BatchesTest::kind, size, size);

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

package io.downfunnel.store;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class RememberedTest {
    private final AtomicLong now = new AtomicLong();
    private final AtomicInteger asked = new AtomicInteger();
    private Duration cost = Duration.ofMillis(1);
    private final Remembered<Integer> figure = new Remembered<>(this::dear, now::get);

    private int dear() {
        now.addAndGet(cost.toNanos());
        return asked.incrementAndGet();
    }

    @Test
    void what_is_cheap_is_asked_for_each_time() {
        assertThat(figure.get()).isEqualTo(1);
        assertThat(figure.get()).isEqualTo(2);
        assertThat(figure.get()).isEqualTo(3);
    }

    @Test
    void what_is_dear_is_known_for_twenty_times_what_it_costs() {
        cost = Duration.ofMillis(200);
        figure.get();

        now.addAndGet(Duration.ofSeconds(4).minusMillis(1).toNanos());
        assertThat(figure.get()).isEqualTo(1);
        now.addAndGet(Duration.ofMillis(2).toNanos());
        assertThat(figure.get()).isEqualTo(2);
    }

    @Test
    void what_has_become_cheap_is_asked_for_each_time_again() {
        cost = Duration.ofMillis(200);
        figure.get();
        now.addAndGet(Duration.ofSeconds(10).toNanos());
        cost = Duration.ofMillis(1);

        assertThat(figure.get()).isEqualTo(2);
        assertThat(figure.get()).isEqualTo(3);
    }

    @Test
    void while_one_asks_the_others_read_what_was_known_before() throws Exception {
        var begun = new CountDownLatch(1);
        var answered = new CountDownLatch(1);
        var times = new AtomicInteger();
        var slow = new Remembered<>(
                () -> {
                    if (times.incrementAndGet() == 2) {
                        begun.countDown();
                        try {
                            answered.await();
                        } catch (InterruptedException e) {
                            throw new IllegalStateException(e);
                        }
                    }
                    now.addAndGet(Duration.ofSeconds(1).toNanos());
                    return times.get();
                },
                now::get);
        assertThat(slow.get()).isEqualTo(1);
        now.addAndGet(Duration.ofMinutes(1).toNanos());
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var first = threads.submit(slow::get);
            begun.await();

            assertThat(slow.get()).isEqualTo(1);

            answered.countDown();
            assertThat(first.get()).isEqualTo(2);
        }
        assertThat(slow.get()).isEqualTo(2);
    }

    @Test
    void a_question_that_broke_is_asked_again() {
        var times = new AtomicInteger();
        var broken = new Remembered<>(
                () -> {
                    if (times.incrementAndGet() == 1) {
                        throw new IllegalStateException("no database");
                    }
                    return times.get();
                },
                now::get);

        org.assertj.core.api.Assertions.assertThatThrownBy(broken::get).hasMessage("no database");
        assertThat(broken.get()).isEqualTo(2);
    }
}

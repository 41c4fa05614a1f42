package io.downfunnel.store;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import jakarta.annotation.Priority;
import jakarta.interceptor.Interceptor;

import io.quarkus.quartz.runtime.QuartzSchedulerImpl;
import io.quarkus.runtime.StartupEvent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class StartInTurnTest {
    private final StartupEvent start = new StartupEvent();
    private TestDatabase database;

    @BeforeEach
    void open() {
        database = TestDatabase.open();
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void a_node_waits_until_the_one_before_it_has_written_the_timetable() throws Exception {
        var one = new StartInTurn(database.jdbi());
        var other = new StartInTurn(database.jdbi());
        one.await(start);
        var turn = CompletableFuture.runAsync(() -> other.await(start));

        assertThatThrownBy(() -> turn.get(300, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
        one.pass(start);
        turn.get(30, TimeUnit.SECONDS);
        other.pass(start);
    }

    @Test
    void a_slow_start_keeps_its_turn() throws Exception {
        var impatient = TestDatabase.from(
                database.jdbcUrl() + "?options=-c%20idle_in_transaction_session_timeout=200ms",
                database.username(),
                database.password());
        var node = new StartInTurn(impatient);
        node.await(start);
        Thread.sleep(600);

        assertThatCode(() -> node.pass(start)).doesNotThrowAnyException();
    }

    @Test
    void quartz_writes_it_between_the_two_moments() throws NoSuchMethodException {
        assertThat(moment(QuartzSchedulerImpl.class, "start"))
                .isEqualTo(Interceptor.Priority.PLATFORM_BEFORE)
                .isGreaterThan(moment(StartInTurn.class, "await"))
                .isLessThan(moment(StartInTurn.class, "pass"));
    }

    private static int moment(Class<?> type, String observer) throws NoSuchMethodException {
        return type.getDeclaredMethod(observer, StartupEvent.class)
                .getParameters()[0]
                .getAnnotation(Priority.class)
                .value();
    }
}

package io.downfunnel.deliver;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.downfunnel.domain.ConversionEvent;
import io.downfunnel.domain.ConversionState;
import io.downfunnel.platform.Descriptor;
import io.downfunnel.platform.Descriptor.Day;
import io.downfunnel.platform.Descriptor.Pace;
import io.downfunnel.platform.OpenAccount;
import io.downfunnel.store.CircuitStore.Endpoint;
import io.downfunnel.store.ConversionRows;
import io.downfunnel.store.QuotaStore;
import io.downfunnel.store.TestDatabase;

import static io.downfunnel.domain.ConversionState.ACCEPTED;
import static io.downfunnel.domain.ConversionState.READY;
import static io.downfunnel.domain.ConversionState.VERIFIED;
import static org.assertj.core.api.Assertions.assertThat;

/** When there are fewer requests than conversions, those go first that cannot wait. */
class QuotaTest {
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

    /** Two events a request at most, so that groups do not help much. */
    private OpenAccount allowed(int requestsADay) {
        var account = platform.likeGoogle(1);
        var usual = account.descriptor();
        var small = new Descriptor(
                usual.id(),
                usual.name(),
                usual.clickIds(),
                usual.identifiers(),
                2,
                1,
                new Pace(1, 60_000_000, requestsADay, Day.ANY),
                usual.minimumClickAge(),
                usual.oldestEvent(),
                usual.longestWindow(),
                usual.capabilities(),
                List.of());
        return new OpenAccount("google", small, platform, account.failures(), account.unknownOutcome());
    }

    private boolean uploadsUsable() {
        return delivery.stores.quotas().usable("google", Endpoint.UPLOAD, delivery.now);
    }

    private List<String> sentKeys() {
        return platform.received.stream()
                .flatMap(List::stream)
                .map(ConversionEvent::key)
                .map(key -> key.value())
                .toList();
    }

    private static List<String> keysOf(List<Long> ids) {
        return ids.stream().map(id -> rows.text(id, "key")).toList();
    }

    private static String ids(List<Long> some) {
        return some.stream().map(String::valueOf).collect(Collectors.joining(",", "(", ")"));
    }

    @Test
    void those_that_expire_first_go_first_also_those_that_wait_for_a_retry() {
        var ids = rows.ready("google", 20);
        var soon = List.of(ids.get(17), ids.get(5), ids.get(11));
        for (int i = 0; i < soon.size(); i++) {
            rows.execute("update conversion set expires_at = now() + interval '" + (3 + i) + " hours' where id = "
                    + soon.get(i));
        }
        rows.execute(
                "update conversion set attempt = 4, due_at = now() - interval '1 minute' where id = " + soon.get(1));

        delivery.deliver(allowed(3));

        assertThat(sentKeys()).hasSize(6).startsWith(keysOf(soon).toArray(String[]::new));
        assertThat(rows.states()).containsOnly(Map.entry(ACCEPTED, 6L), Map.entry(READY, 14L));
    }

    @Test
    void the_last_requests_of_a_day_are_kept_for_what_expires_soon_or_was_sent_before() {
        var ids = rows.ready("google", 40);
        var pressing = ids.subList(30, 34);
        rows.execute("update conversion set expires_at = now() + interval '20 hours' where id in "
                + ids(pressing.subList(0, 2)));
        rows.execute("update conversion set attempt = 1 where id in " + ids(pressing.subList(2, 4)));
        rows.execute("insert into upload_batch (destination, action, size, node, epoch)"
                + " select 'google', '1', 1, 'other', 1 from generate_series(1, 18)");

        var done = delivery.deliver(allowed(20));

        assertThat(sentKeys()).containsExactlyInAnyOrderElementsOf(keysOf(pressing));
        assertThat(done.get("google").waitsFor().orElseThrow())
                .contains("takes 20 requests a day")
                .contains("Next try");
        assertThat(uploadsUsable()).as("a sync does not wait for more").isFalse();
    }

    @Test
    void a_day_that_is_used_up_is_over_when_its_requests_are_old() {
        rows.ready("google", 10);
        delivery.deliver(allowed(3));
        delivery.deliver(allowed(3));
        assertThat(platform.received).hasSize(3);
        assertThat(uploadsUsable()).as("a sync does not wait for more").isFalse();
        delivery.later(Duration.ofHours(25));
        assertThat(uploadsUsable()).isTrue();

        delivery.deliver(allowed(3));

        assertThat(rows.states()).containsOnly(Map.entry(ACCEPTED, 10L));
    }

    @Test
    void no_more_requests_leave_than_the_day_has_left_even_if_each_must_travel_alone() {
        rows.ready("google", 10);
        rows.execute("update conversion set cohort = -id");

        delivery.deliver(allowed(3));

        assertThat(platform.received).hasSize(3);
        assertThat(rows.states()).containsOnly(Map.entry(ACCEPTED, 3L), Map.entry(READY, 7L));
        assertThat(rows.count("select count(*) from conversion where state = 'READY' and leased_by is not null"))
                .isZero();
    }

    @Test
    void verdicts_have_a_quota_of_their_own() {
        rows.ready("google", 6);
        delivery.deliver(allowed(3));
        delivery.later(Duration.ofMinutes(31));

        delivery.verdicts(allowed(3));

        assertThat(rows.states()).containsOnly(Map.entry(VERIFIED, 6L));
    }

    @Test
    void no_more_verdicts_are_asked_for_than_the_day_allows() {
        rows.ready("google", 6);
        delivery.deliver(platform.likeGoogle(1));
        delivery.later(Duration.ofMinutes(31));

        delivery.verdicts(allowed(4));

        assertThat(rows.states()).containsOnly(Map.entry(VERIFIED, 4L), Map.entry(ACCEPTED, 2L));
    }

    @Test
    void asking_for_verdicts_ends_now_and_then_so_that_what_is_ready_does_not_wait_behind_it() {
        var hasty = new Delivery(database, Map.of("downfunnel.deliver.polls-at-most", "PT0S"));
        rows.ready("google", 700);
        hasty.deliver(platform.likeGoogle(1));
        hasty.later(Duration.ofMinutes(31));

        hasty.verdicts(platform.likeGoogle(1));

        assertThat(rows.states()).containsOnly(Map.entry(VERIFIED, 500L), Map.entry(ACCEPTED, 200L));
    }

    @Test
    void what_was_used_and_planned_can_be_read() {
        rows.ready("google", 4);

        delivery.deliver(allowed(2));

        assertThat(delivery.stores.quotas().all()).singleElement().satisfies(use -> {
            assertThat(use.connection()).isEqualTo("google");
            assertThat(use.endpoint()).isEqualTo(Endpoint.UPLOAD);
            assertThat(use.allowed()).isEqualTo(2);
            assertThat(use.used()).isEqualTo(2);
        });
    }

    @Test
    void nodes_that_send_to_the_same_destination_share_its_pace() {
        rows.execute("insert into upload_batch (destination, action, size, node, epoch)"
                + " values ('google', '1', 1, 'node-2', 1), ('google', '1', 1, 'node-3', 1),"
                + " ('linkedin', '1', 1, 'node-4', 1)");

        assertThat(new QuotaStore(database.jdbi()).nodes("google", "node-1")).isEqualTo(3);
    }

    @Test
    void a_run_that_follows_up_leaves_new_ones_for_their_time() {
        var ids = rows.ready("google", 4);
        rows.execute("update conversion set attempt = 1 where id = " + ids.get(2));

        delivery.again(allowed(20));

        assertThat(sentKeys()).containsExactlyElementsOf(keysOf(List.of(ids.get(2))));
        assertThat(rows.state(ids.get(0))).isEqualTo(ConversionState.READY);
    }
}

package io.downfunnel.store;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.downfunnel.domain.CrmRecord;
import io.downfunnel.domain.CrmStream;
import io.downfunnel.store.ExtractionStore.Claim;
import io.downfunnel.store.ExtractionStore.LostClaimException;
import io.downfunnel.store.ExtractionStore.Position;
import io.downfunnel.store.ExtractionStore.Purpose;
import io.downfunnel.store.ExtractionStore.Window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ExtractionStoreTest {
    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private static final Instant MONDAY = Instant.parse("2026-01-05T10:00:00Z");
    private static final Instant TUESDAY = MONDAY.plus(Duration.ofDays(1));
    private static final Window WINDOW = new Window(MONDAY, TUESDAY);
    private static final CrmRecord ROW = new CrmRecord.OpportunityHistory(
            "H1", "O1", MONDAY.plusSeconds(60), Optional.of("Open"), Optional.empty(), Optional.empty());

    private final ExtractionStore store = new ExtractionStore(database.jdbi());
    private final ExtractionStore sleepy = new ExtractionStore(database.jdbi(), Duration.ofSeconds(-1));
    private short organization;

    @BeforeEach
    void emptied() {
        database.jdbi()
                .useHandle(handle -> handle.execute(
                        "truncate organization, extraction_stream, opportunity_history, changed_record cascade"));
        organization = store.recognise(
                        "salesforce", "00D000000000001EAA", "Acme", false, Optional.of("EUR"), Optional.empty())
                .id();
    }

    private Optional<Claim> claim(ExtractionStore by, String node) {
        return by.claim(organization, CrmStream.OPPORTUNITY_HISTORY, Purpose.CHANGES, node, MONDAY);
    }

    private Instant watermark() {
        return store.watermark(organization, CrmStream.OPPORTUNITY_HISTORY, Purpose.CHANGES)
                .orElseThrow();
    }

    private long rows() {
        return new CrmStore(database.jdbi()).count(organization, CrmStream.OPPORTUNITY_HISTORY);
    }

    @Test
    void a_stream_belongs_to_one_node_at_a_time() {
        var first = claim(store, "a").orElseThrow();
        assertThat(claim(store, "b")).isEmpty();

        store.release(first);
        assertThat(claim(store, "b")).isPresent();
    }

    @Test
    void a_new_stream_begins_where_it_is_told_to() {
        var claim = claim(store, "a").orElseThrow();

        assertThat(claim.watermark()).isEqualTo(MONDAY);
        assertThat(claim.window()).isEmpty();
        assertThat(claim.fields()).isEmpty();
    }

    @Test
    void a_node_that_overslept_its_lease_saves_nothing_any_more() {
        var late = claim(sleepy, "a").orElseThrow();
        store.open(late, WINDOW, Set.of("Id"));
        database.jdbi()
                .useHandle(
                        handle -> handle.execute("update extraction_stream set leased_until = now() - interval '1 s'"));
        var next = claim(store, "b").orElseThrow();

        assertThatThrownBy(() -> store.save(late, List.of(ROW))).isInstanceOf(LostClaimException.class);
        assertThatThrownBy(() -> store.finish(late, List.of(ROW))).isInstanceOf(LostClaimException.class);
        assertThatThrownBy(() -> store.open(late, WINDOW, Set.of())).isInstanceOf(LostClaimException.class);
        store.release(late);

        assertThat(rows()).isZero();
        assertThat(claim(store, "c")).isEmpty();
        assertThat(store.save(next, List.of(ROW))).isEqualTo(1);
    }

    @Test
    void a_window_goes_on_behind_its_last_saved_row() {
        var first = claim(sleepy, "a").orElseThrow();
        sleepy.open(first, WINDOW, Set.of("Id", "Amount"));
        sleepy.save(first, List.of(ROW));

        var second = claim(store, "b").orElseThrow();

        assertThat(second.window()).contains(WINDOW);
        assertThat(second.position()).contains(new Position(ROW.stamp(), "H1"));
        assertThat(second.watermark()).isEqualTo(MONDAY);
        assertThat(second.fields()).containsOnly("Id", "Amount");
    }

    @Test
    void the_watermark_moves_with_the_last_page() {
        var claim = claim(store, "a").orElseThrow();
        store.open(claim, WINDOW, Set.of("Id"));
        store.finish(claim, List.of(ROW));

        assertThat(watermark()).isEqualTo(TUESDAY);
        assertThat(rows()).isEqualTo(1);
        store.release(claim);
        assertThat(claim(store, "a").orElseThrow().window()).isEmpty();
    }

    @Test
    void the_watermark_stays_when_the_rows_cannot_be_saved() {
        var claim = claim(store, "a").orElseThrow();
        store.open(claim, WINDOW, Set.of("Id"));
        var alien = new CrmRecord.ContactRole("R", "O", "C", MONDAY, MONDAY, false, false, Optional.empty());

        assertThatThrownBy(() -> store.finish(claim, List.of(alien))).isInstanceOf(IllegalStateException.class);
        assertThat(watermark()).isEqualTo(MONDAY);
    }

    @Test
    void a_shortened_window_moves_the_watermark_to_its_new_end() {
        var claim = claim(store, "a").orElseThrow();
        store.open(claim, WINDOW, Set.of("Id"));
        store.shorten(claim, MONDAY.plusSeconds(3600));
        store.finish(claim, List.of());

        assertThat(watermark()).isEqualTo(MONDAY.plusSeconds(3600));
    }

    @Test
    void an_organisation_is_recognised_and_never_replaced() {
        var same = store.recognise(
                "salesforce",
                "00D000000000001EAA",
                "Acme Ltd",
                true,
                Optional.empty(),
                Optional.of("https://acme.my.salesforce.com"));
        var other = store.recognise(
                "salesforce",
                "00D000000000002EAA",
                "Other",
                true,
                Optional.empty(),
                Optional.of("https://evil.example"));

        assertThat(same.name()).isEqualTo("Acme Ltd");
        assertThat(other).isEqualTo(same);
        List<String> addresses = database.jdbi()
                .withHandle(handle -> handle.createQuery("select instance_url from organization")
                        .mapTo(String.class)
                        .list());
        assertThat(addresses).containsExactly("https://acme.my.salesforce.com");
    }

    @Test
    void calls_of_a_day_add_up() {
        var use = new ApiUseStore(database.jdbi());
        use.add("s", new ApiUseStore.ApiUse(3, Optional.of(10L), Optional.of(100L)));
        use.add("s", new ApiUseStore.ApiUse(2, Optional.empty(), Optional.empty()));

        assertThat(use.today("s")).isEqualTo(new ApiUseStore.ApiUse(5, Optional.of(10L), Optional.of(100L)));
        assertThat(use.today("t").calls()).isZero();
    }
}

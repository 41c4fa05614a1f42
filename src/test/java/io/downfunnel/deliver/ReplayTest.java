package io.downfunnel.deliver;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.downfunnel.domain.ClickId;
import io.downfunnel.domain.ConversionEvent;
import io.downfunnel.domain.ConversionKey;
import io.downfunnel.domain.Decision;
import io.downfunnel.domain.Failure;
import io.downfunnel.domain.FailureClass;
import io.downfunnel.domain.Plan;
import io.downfunnel.domain.PlanningCase;
import io.downfunnel.platform.Outcome;
import io.downfunnel.platform.PlatformException;
import io.downfunnel.platform.Receipt;
import io.downfunnel.store.AuditStore;
import io.downfunnel.store.AuditStore.Trait;
import io.downfunnel.store.ConversionRows;
import io.downfunnel.store.ConversionStore;
import io.downfunnel.store.FunnelStore;
import io.downfunnel.store.ReplayStore;
import io.downfunnel.store.ReplayStore.Extent;
import io.downfunnel.store.ReplayStore.Which;
import io.downfunnel.store.TestDatabase;

import static io.downfunnel.domain.ConversionState.CANCELLED;
import static io.downfunnel.domain.ConversionState.DELAYED;
import static io.downfunnel.domain.ConversionState.NEEDS_YOU;
import static io.downfunnel.domain.ConversionState.READY;
import static org.assertj.core.api.Assertions.assertThat;

class ReplayTest {
    private static final Failure BAD_CLICK = new Failure(FailureClass.PERMANENT, "BAD_CLICK", "No such click.");
    private static final Which ALL_BAD = Which.group("google", "BAD_CLICK");

    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private static ConversionRows rows;
    private final FakeAccount platform = new FakeAccount();
    private final Delivery delivery = new Delivery(database, Map.of());
    private final ReplayStore replays = new ReplayStore(database.jdbi());
    private final List<ConversionEvent> received = new ArrayList<>();

    @BeforeAll
    static void prepare() throws IOException {
        rows = new ConversionRows(database);
        rows.execute("insert into organization (connection, salesforce_id, name, multi_currency)"
                + " values ('salesforce', '00D000000000001AAA', 'Test', false)");
        var shipped = Files.readString(Path.of("config/mappings.yaml"));
        database.jdbi().useHandle(handle -> handle.execute("update funnel_version set document = ?", shipped));
        new FunnelStore(database.jdbi()).keepRows();
    }

    @BeforeEach
    void clear() {
        rows.clear();
        rows.execute("delete from stage_event");
    }

    @Test
    void what_was_refused_goes_out_with_what_the_crm_says_now() {
        var id = refused();

        assertThat(replay(ALL_BAD)).isEqualTo(1);
        assertThat(rows.state(id)).isEqualTo(DELAYED);
        decideAnew("Cj0KCQiA-mended");
        platform.answer = this::taken;
        delivery.deliver(platform.likeGoogle(1));

        assertThat(received)
                .extracting(event -> event.click().orElseThrow().value())
                .containsExactly("Cj0KCQiA-mended");
        assertThat(received.getFirst().key().value()).isEqualTo(rows.text(id, "key"));
        assertThat(rows.story(id)).endsWith("NEEDS_YOU", "DELAYED", "READY", "IN_FLIGHT", "ACCEPTED");
        assertThat(broken()).isEmpty();
    }

    @Test
    void until_it_is_decided_anew_nothing_is_sent() {
        var id = refused();
        replay(ALL_BAD);
        platform.answer = this::taken;

        delivery.deliver(platform.likeGoogle(1));

        assertThat(received).isEmpty();
        assertThat(rows.state(id)).isEqualTo(DELAYED);
    }

    @Test
    void refused_once_more_it_needs_somebody_once_more() {
        var id = refused();
        replay(ALL_BAD);
        decideAnew("Cj0KCQiA-still-wrong");

        platform.answer = this::refusing;
        delivery.deliver(platform.likeGoogle(1));

        assertThat(rows.state(id)).isEqualTo(NEEDS_YOU);
        assertThat(broken()).isEmpty();
    }

    @Test
    void what_may_have_arrived_unheard_is_left_as_it_is() {
        var id = rows.ready("google", 1).getFirst();
        rows.ofAnEvent(rows.text(id, "key"));
        platform.answer = batch -> {
            throw new PlatformException(new Failure(FailureClass.UNKNOWN_OUTCOME, "LOST", "No answer."));
        };
        delivery.deliver(platform.likeGoogle(1));
        delivery.later(Duration.ofHours(2));
        platform.answer = this::refusing;
        delivery.deliver(platform.likeGoogle(1));
        assertThat(rows.state(id)).isEqualTo(NEEDS_YOU);

        assertThat(replays.look(ALL_BAD, delivery.now)).isEqualTo(new Extent(0, 1, 0, 0));
        assertThat(replay(ALL_BAD)).isZero();
        assertThat(rows.state(id)).isEqualTo(NEEDS_YOU);
    }

    @Test
    void what_expired_in_the_meantime_is_left_to_expire() {
        var id = refused();
        delivery.later(Duration.ofDays(60));

        assertThat(replays.look(ALL_BAD, delivery.now)).isEqualTo(new Extent(0, 0, 1, 0));
        assertThat(replay(ALL_BAD)).isZero();
        assertThat(rows.state(id)).isEqualTo(NEEDS_YOU);
    }

    @Test
    void other_causes_and_other_destinations_stay() {
        var id = refused();

        assertThat(replay(Which.group("google", "OTHER"))).isZero();
        assertThat(replay(Which.group("linkedin", "BAD_CLICK"))).isZero();
        assertThat(rows.state(id)).isEqualTo(NEEDS_YOU);
    }

    @Test
    void what_is_given_up_is_never_sent() {
        var id = refused();

        var moved = replays.cancel(Delivery.run("node-1"), ALL_BAD, "anna", "Given up by anna: a test.", delivery.now);
        platform.answer = this::taken;
        delivery.deliver(platform.likeGoogle(1));

        assertThat(moved).isEqualTo(1);
        assertThat(rows.state(id)).isEqualTo(CANCELLED);
        assertThat(rows.text(id, "explanation")).isEqualTo("Given up by anna: a test.");
        assertThat(received).isEmpty();
        assertThat(broken()).isEmpty();
    }

    private long refused() {
        var id = rows.ready("google", 1).getFirst();
        rows.ofAnEvent(rows.text(id, "key"));
        platform.answer = this::refusing;
        delivery.deliver(platform.likeGoogle(1));
        assertThat(rows.state(id)).isEqualTo(NEEDS_YOU);
        return id;
    }

    private int replay(Which which) {
        return replays.replay(Delivery.run("node-1"), which, "anna", "Its cause is mended, says anna.", delivery.now);
    }

    /** As the next run does, with another click ID in the CRM. */
    private void decideAnew(String click) {
        var store = new ConversionStore(database.jdbi());
        store.wake(delivery.now);
        store.plan(
                10,
                new FunnelStore(database.jdbi()),
                Delivery.run("node-1"),
                delivery.now,
                (funnel, gates, of) -> List.of(ready(of, click)));
    }

    private static Plan ready(PlanningCase of, String click) {
        var existing = of.at("google").orElseThrow();
        assertThat(existing.open()).isTrue();
        var key = new ConversionKey(existing.key().value());
        var shown = ConversionRows.event(1, "555", io.downfunnel.domain.Consent.UNSPECIFIED);
        var event = new ConversionEvent(
                key,
                "555",
                shown.occurredAt(),
                shown.value(),
                Optional.of(new ClickId(ClickId.Kind.GCLID, click)),
                Optional.empty(),
                Optional.empty(),
                shown.consent());
        var decision = new Decision(
                READY,
                Optional.empty(),
                "",
                Optional.empty(),
                existing.expiresAt(),
                shown.value(),
                Optional.empty(),
                Optional.of(event));
        return new Plan(of, Optional.of(existing), key, "google", "won", "555", decision);
    }

    private Receipt taken(List<ConversionEvent> batch) {
        received.addAll(batch);
        return Receipt.forEach(batch, Optional.of("request"), event -> new Outcome.Accepted());
    }

    private Receipt refusing(List<ConversionEvent> batch) {
        return Receipt.forEach(batch, Optional.of("request"), event -> new Outcome.Rejected(BAD_CLICK));
    }

    private static List<String> broken() {
        var audits = new AuditStore(database.jdbi());
        audits.know(List.of(new Trait("google", true, true), new Trait("linkedin", false, false)));
        return audits.audit(Delivery.run("auditor"), any -> Optional.empty()).broken().stream()
                .map(finding -> finding.toString())
                .toList();
    }
}

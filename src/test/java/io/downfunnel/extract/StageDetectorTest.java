package io.downfunnel.extract;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

import io.downfunnel.domain.Condition;
import io.downfunnel.domain.CrmObject;
import io.downfunnel.domain.Funnel;
import io.downfunnel.domain.FunnelStage;
import io.downfunnel.domain.FunnelStage.Trigger;
import io.downfunnel.domain.Journey;
import io.downfunnel.domain.Journey.FieldChange;
import io.downfunnel.domain.Journey.LeadStory;
import io.downfunnel.domain.Journey.OpportunityStory;
import io.downfunnel.domain.Journey.Snapshot;
import io.downfunnel.domain.StageEvent;

import static org.assertj.core.api.Assertions.assertThat;

class StageDetectorTest {
    private static final Instant T0 = Instant.parse("2026-03-02T08:00:00Z");
    private static final FunnelStage LEAD = stage("lead", CrmObject.LEAD, new Trigger.Created());
    private static final FunnelStage REACHED = becomes("reached", CrmObject.LEAD, "Status", "Working", "Nurturing");
    private static final FunnelStage QUALIFIED = becomes("qualified", CrmObject.LEAD, "Status", "Qualified");
    private static final FunnelStage OPPORTUNITY = stage("opportunity", CrmObject.OPPORTUNITY, new Trigger.Created());
    private static final FunnelStage WON = becomes("won", CrmObject.OPPORTUNITY, "StageName", "Closed Won");
    private static final Funnel FUNNEL =
            new Funnel(List.of(LEAD, REACHED, QUALIFIED, OPPORTUNITY, WON), List.of(), List.of());

    @Test
    void a_lead_that_goes_step_by_step_reaches_each_stage_when_its_history_says() {
        var lead = lead("Qualified", change("1", 10, "New", "Working"), change("2", 20, "Working", "Qualified"));

        assertThat(told(journey(lead)))
                .containsExactly("lead 1 +0 CREATED", "reached 1 +10 HISTORY", "qualified 1 +20 HISTORY");
    }

    @Test
    void moving_within_the_values_of_a_stage_is_not_reaching_it_again() {
        var lead = lead("Nurturing", change("1", 10, "New", "Working"), change("2", 20, "Working", "Nurturing"));

        assertThat(told(journey(lead))).containsExactly("lead 1 +0 CREATED", "reached 1 +10 HISTORY");
    }

    @Test
    void a_stage_that_is_reached_again_occurs_a_second_time() {
        var lead = lead(
                "Qualified",
                change("1", 5, "New", "Working"),
                change("2", 10, "Working", "Qualified"),
                change("3", 20, "Qualified", "New"),
                change("4", 30, "New", "Qualified"));

        assertThat(told(journey(lead))).contains("qualified 1 +10 HISTORY", "qualified 2 +30 HISTORY");
    }

    @Test
    void a_skipped_stage_is_reached_with_the_next_one() {
        assertThat(told(journey(lead("Qualified", change("1", 10, "New", "Qualified")))))
                .containsExactly("lead 1 +0 CREATED", "reached 1 +10 INFERRED", "qualified 1 +10 HISTORY");
    }

    @Test
    void a_skipped_stage_is_not_inferred_where_that_is_switched_off() {
        var strict = new FunnelStage("reached", CrmObject.LEAD, REACHED.trigger(), List.of(), false);
        var funnel = new Funnel(List.of(LEAD, strict, QUALIFIED), List.of(), List.of());

        assertThat(StageDetector.detect(journey(lead("Qualified", change("1", 10, "New", "Qualified"))), funnel))
                .extracting(StageEvent::stage)
                .containsExactly("lead", "qualified");
    }

    @Test
    void a_stage_told_just_after_the_next_one_is_the_same_reaching() {
        var lead = lead("Qualified", change("1", 5, "New", "Working"), change("2", 11, "Working", "Qualified"));
        var deal = deal("Prospecting", row("1", 10, "Prospecting", "100"));

        assertThat(told(journey(lead, deal)))
                .contains("qualified 1 +10 INFERRED")
                .noneMatch(event -> event.startsWith("qualified 2"));
    }

    @Test
    void an_opportunity_that_begins_won_is_an_opportunity_and_won() {
        assertThat(told(new Journey("006", List.of(), List.of(deal("Closed Won", row("1", 10, "Closed Won", "100"))))))
                .containsExactly(
                        "lead 1 +10 INFERRED",
                        "reached 1 +10 INFERRED",
                        "qualified 1 +10 INFERRED",
                        "opportunity 1 +10 CREATED",
                        "won 1 +10 HISTORY");
    }

    @Test
    void a_deal_that_is_reopened_and_won_again_is_won_twice() {
        var deal = deal(
                "Closed Won",
                row("1", 10, "Prospecting", null),
                row("2", 20, "Closed Won", "100"),
                row("3", 30, "Proposal", "100"),
                row("4", 40, "Closed Won", "150"));

        assertThat(StageDetector.detect(new Journey("006", List.of(), List.of(deal)), FUNNEL))
                .filteredOn(event -> event.stage().equals("won"))
                .extracting(event -> event.occurrence() + " " + event.amount().orElseThrow())
                .containsExactly("1 100", "2 150");
    }

    @Test
    void an_amount_edited_after_the_win_does_not_change_what_it_was() {
        var deal = deal("Closed Won", row("1", 10, "Closed Won", "100"), row("2", 20, "Closed Won", "999"));

        assertThat(StageDetector.detect(new Journey("006", List.of(), List.of(deal)), FUNNEL))
                .filteredOn(event -> event.stage().equals("won"))
                .singleElement()
                .satisfies(event -> assertThat(event.amount()).contains(new BigDecimal("100")));
    }

    @Test
    void rows_of_one_second_are_read_in_the_order_of_their_ids() {
        var deal = deal(
                "Proposal",
                row("2", 10, "Closed Won", "1"),
                row("1", 10, "Prospecting", "1"),
                row("3", 10, "Proposal", "1"));

        assertThat(told(new Journey("006", List.of(), List.of(deal)))).contains("won 1 +10 HISTORY");
    }

    @Test
    void without_history_a_stage_is_dated_by_the_last_change() {
        var lead = new LeadStory(
                "00Q",
                T0,
                T0.plusSeconds(600),
                false,
                Optional.empty(),
                Map.of("Status", "Working"),
                Optional.empty(),
                Optional.empty(),
                List.of());

        assertThat(told(journey(lead))).containsExactly("lead 1 +0 CREATED", "reached 1 +10 OBSERVED");
    }

    @Test
    void a_lead_created_in_a_stage_reached_it_then() {
        assertThat(told(journey(lead("Qualified", change("1", 10, "Working", "Qualified")))))
                .contains("reached 1 +0 CREATED");
    }

    @Test
    void a_condition_keeps_a_record_from_reaching_a_stage() {
        var german = new FunnelStage(
                "qualified",
                CrmObject.LEAD,
                QUALIFIED.trigger(),
                List.of(new Condition.IsOneOf("Country", List.of("DE"))),
                true);
        var funnel = new Funnel(List.of(german), List.of(), List.of());

        assertThat(StageDetector.detect(journey(lead("Qualified", change("1", 1, "New", "Qualified"))), funnel))
                .isEmpty();
    }

    @Test
    void a_deleted_lead_has_its_events_withdrawn() {
        var lead = new LeadStory(
                "00Q", T0, T0, true, Optional.empty(), Map.of(), Optional.empty(), Optional.empty(), List.of());

        assertThat(StageDetector.detect(journey(lead), FUNNEL))
                .singleElement()
                .satisfies(event -> assertThat(event.withdrawal()).contains(StageEvent.Withdrawal.DELETED));
    }

    @Test
    void a_merged_lead_speaks_only_where_the_survivor_is_silent() {
        var survivor = lead("New");
        var loser = new LeadStory(
                "00Q0",
                T0.minusSeconds(60),
                T0,
                true,
                Optional.of("00Q"),
                Map.of("Status", "Qualified"),
                Optional.empty(),
                Optional.empty(),
                List.of(change("1", 7, "New", "Qualified")));

        assertThat(told(new Journey("00Q", List.of(survivor, loser), List.of())))
                .containsExactly("lead 1 +0 CREATED", "reached 1 +7 INFERRED", "qualified 1 +7 HISTORY");
    }

    @Property(tries = 300)
    void the_order_in_which_history_arrives_leaves_no_trace(
            @ForAll @Size(max = 8) List<@IntRange(max = 4) Integer> moves, @ForAll long seed) {
        var statuses = List.of("New", "Working", "Nurturing", "Qualified", "Disqualified");
        var changes = new ArrayList<FieldChange>();
        var rows = new ArrayList<Snapshot>();
        var status = "New";
        for (int position = 0; position < moves.size(); position++) {
            var next = statuses.get(moves.get(position));
            changes.add(change("0" + position, position / 2, status, next));
            rows.add(row("0" + position, 20 + position / 2, position % 3 == 2 ? "Closed Won" : next, "10"));
            status = next;
        }
        var ordered =
                journey(lead(status, changes.toArray(FieldChange[]::new)), deal("x", rows.toArray(Snapshot[]::new)));
        Collections.shuffle(changes, new Random(seed));
        Collections.shuffle(rows, new Random(seed + 1));
        var shuffled =
                journey(lead(status, changes.toArray(FieldChange[]::new)), deal("x", rows.toArray(Snapshot[]::new)));

        assertThat(StageDetector.detect(shuffled, FUNNEL)).isEqualTo(StageDetector.detect(ordered, FUNNEL));
    }

    @Property(tries = 300)
    void occurrences_count_up_from_one_without_a_gap(@ForAll @Size(max = 12) List<@IntRange(max = 4) Integer> moves) {
        var statuses = List.of("New", "Working", "Nurturing", "Qualified", "Disqualified");
        var changes = new ArrayList<FieldChange>();
        var status = "New";
        for (int position = 0; position < moves.size(); position++) {
            var next = statuses.get(moves.get(position));
            changes.add(change("" + (100 + position), position, status, next));
            status = next;
        }
        var events = StageDetector.detect(journey(lead(status, changes.toArray(FieldChange[]::new))), FUNNEL);

        for (var stage : FUNNEL.stages()) {
            var occurrences = events.stream()
                    .filter(event -> event.stage().equals(stage.name()))
                    .map(StageEvent::occurrence)
                    .toList();
            assertThat(occurrences)
                    .isEqualTo(java.util.stream.IntStream.rangeClosed(1, occurrences.size())
                            .boxed()
                            .toList());
        }
    }

    private static List<String> told(Journey journey) {
        return StageDetector.detect(journey, FUNNEL).stream()
                .map(event -> event.stage() + " " + event.occurrence() + " +"
                        + java.time.Duration.between(T0, event.occurredAt()).toMinutes() + " " + event.evidence())
                .toList();
    }

    private static FunnelStage stage(String name, CrmObject object, Trigger trigger) {
        return new FunnelStage(name, object, trigger, List.of(), true);
    }

    private static FunnelStage becomes(String name, CrmObject object, String field, String... values) {
        return stage(name, object, new Trigger.Becomes(field, List.of(values)));
    }

    private static Journey journey(LeadStory lead) {
        return new Journey("00Q", List.of(lead), List.of());
    }

    private static Journey journey(LeadStory lead, OpportunityStory deal) {
        return new Journey("00Q", List.of(lead), List.of(deal));
    }

    private static LeadStory lead(String status, FieldChange... history) {
        return new LeadStory(
                "00Q",
                T0,
                T0,
                false,
                Optional.empty(),
                Map.of("Status", status),
                Optional.empty(),
                Optional.empty(),
                List.of(history));
    }

    private static OpportunityStory deal(String stage, Snapshot... history) {
        return new OpportunityStory(
                "006",
                T0.plusSeconds(600),
                T0.plusSeconds(600),
                false,
                Map.of("StageName", stage),
                Optional.empty(),
                Optional.of("EUR"),
                Optional.empty(),
                List.of(history));
    }

    private static FieldChange change(String id, int minute, String from, String to) {
        return new FieldChange(id, T0.plusSeconds(60L * minute), "Status", Optional.of(from), Optional.of(to));
    }

    private static Snapshot row(String id, int minute, String stage, String amount) {
        return new Snapshot(
                id,
                T0.plusSeconds(60L * minute),
                Optional.of(stage),
                Optional.ofNullable(amount).map(BigDecimal::new),
                Optional.empty());
    }
}

package io.downfunnel.report;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.Test;

import io.downfunnel.domain.Click;
import io.downfunnel.domain.ClickId;
import io.downfunnel.domain.ConversionState;
import io.downfunnel.domain.CrmPages;
import io.downfunnel.domain.JourneyRecord;
import io.downfunnel.domain.Match;
import io.downfunnel.domain.Money;
import io.downfunnel.domain.StageEvent;
import io.downfunnel.report.Explanation.Chapter;
import io.downfunnel.report.Explanation.Entry;

import static org.assertj.core.api.Assertions.assertThat;

class ExplainerTest {
    private static final Instant CLICKED = Instant.parse("2026-06-01T08:00:00Z");
    private static final Instant CREATED = CLICKED.plus(Duration.ofMinutes(5));
    private static final Instant QUALIFIED = Instant.parse("2026-06-20T22:30:00Z");
    private static final String LEAD = "00Q000000000001EAA";
    private static final Optional<CrmPages> PAGES = CrmPages.of(Optional.of("https://northwind.my.salesforce.com"));
    private static final Click CLICK =
            new Click(new ClickId(ClickId.Kind.GCLID, "Cj0KCQ-never-shown-x4Fg"), CLICKED, Click.Dating.RECORDED);

    private final Explainer explainer =
            new Explainer(ZoneId.of("Europe/Berlin"), new ConnectionNames(Map.of("google", "Google")));

    @Test
    void a_lead_without_a_stage_has_nothing_to_send() {
        assertThat(explain(List.of(), List.of()).sentence())
                .isEqualTo("Lead " + LEAD
                        + " is known and has reached none of the funnel stages yet, so there is nothing to send.");
    }

    @Test
    void a_stage_that_waits_to_be_matched_says_so() {
        assertThat(explain(List.of(stage(new JourneyRecord.Matching.Due())), List.of())
                        .sentence())
                .isEqualTo("Lead " + LEAD
                        + " reached the stage “qualified” on 21 Jun 2026. The click behind it is still to be"
                        + " looked up; that happens with the next sync.");
    }

    @Test
    void a_stage_that_no_mapping_asks_for_says_so() {
        assertThat(explain(List.of(stage(matched(Match.Fit.FITS))), List.of()).sentence())
                .contains("no mapping asks for these stages");
    }

    @Test
    void the_sentence_names_each_destination_with_the_word_people_read() {
        var story = explain(
                List.of(stage(matched(Match.Fit.FITS))),
                List.of(conversion("google", ConversionState.VERIFIED), conversion("acme", ConversionState.HELD)));

        assertThat(story.sentence())
                .endsWith("For Google, “qualified” is “Verified”; for Acme, “qualified” is “On hold”.");
    }

    @Test
    void a_deal_whose_only_click_is_another_platforms_says_so_at_once() {
        var stages = List.of(stage(matched(Match.Fit.FITS)));

        assertThat(explain(stages, List.of(conversion("acme", ConversionState.EXCLUDED, 1)))
                        .sentence())
                .isEqualTo("Lead " + LEAD + " reached the stage “qualified” on 21 Jun 2026. Its only click is Google's,"
                        + " so Acme has none to find. For Acme, “qualified” is “Excluded”.");
        assertThat(explain(
                                stages,
                                List.of(
                                        conversion("google", ConversionState.VERIFIED),
                                        conversion("acme", ConversionState.VERIFIED)))
                        .sentence())
                .as("what counts needs no explanation")
                .doesNotContain("only click");
        assertThat(explain(stages, List.of(conversion("google", ConversionState.EXCLUDED, 1)))
                        .sentence())
                .as("its own click")
                .doesNotContain("only click");
        assertThat(explain(stages, List.of(conversion("acme", ConversionState.EXCLUDED, 0)))
                        .sentence())
                .as("kept back for another reason")
                .doesNotContain("only click");
    }

    @Test
    void a_stage_that_is_called_reached_reads_well() {
        var reached = new JourneyRecord.Reached(
                "reached",
                1,
                "Lead",
                LEAD,
                QUALIFIED,
                StageEvent.Evidence.HISTORY,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                QUALIFIED.plusSeconds(60),
                new JourneyRecord.Matching.Due());

        assertThat(explain(List.of(reached), List.of()).sentence())
                .startsWith("Lead " + LEAD + " reached the stage “reached” on 21 Jun 2026.");
        assertThat(explain(List.of(reached, stage(new JourneyRecord.Matching.Due())), List.of())
                        .sentence())
                .startsWith("Lead " + LEAD
                        + " reached the stages “reached” on 21 Jun 2026 and “qualified” on 21 Jun 2026.");
    }

    @Test
    void the_story_goes_from_the_click_to_the_verdict() {
        var story = explain(
                List.of(stage(matched(Match.Fit.FITS))), List.of(conversion("google", ConversionState.VERIFIED)));

        assertThat(story.timeline())
                .extracting(Entry::chapter)
                .containsExactly(
                        Chapter.CLICK,
                        Chapter.CRM,
                        Chapter.STAGE,
                        Chapter.MATCH,
                        Chapter.DECISION,
                        Chapter.UPLOAD,
                        Chapter.UPLOAD,
                        Chapter.VERDICT);
        assertThat(story.timeline().getLast().title()).isEqualTo("Google counts it");
    }

    @Test
    void a_click_on_several_records_is_told_once_and_never_in_full() {
        var story = explain(List.of(stage(matched(Match.Fit.FITS))), List.of());

        assertThat(story.timeline())
                .filteredOn(entry -> entry.chapter() == Chapter.CLICK)
                .hasSize(1);
        assertThat(story.toText()).contains("GCLID …x4Fg").doesNotContain("never-shown");
        assertThat(story.toString()).doesNotContain("never-shown");
    }

    @Test
    void a_click_that_cannot_be_used_is_named_with_its_fault() {
        assertThat(titles(explain(List.of(stage(matched(Match.Fit.MANGLED))), List.of())))
                .contains("No usable click ID was found for stage “qualified”");
        assertThat(explain(List.of(stage(matched(Match.Fit.AFTER_EVENT))), List.of())
                        .toText())
                .contains("the click came after the stage was reached");
    }

    @Test
    void what_was_sent_and_was_removed_for_its_age_is_told_with_how_long_it_was_kept() {
        var conversion = conversion("google", ConversionState.VERIFIED);
        var removed = conversion(
                "google",
                ConversionState.VERIFIED,
                1,
                Optional.of(conversion.since().plus(Duration.ofDays(31))));

        var last = explain(List.of(), List.of(removed)).timeline().getLast();

        assertThat(last.title()).isEqualTo("What was written down to be sent to Google was removed");
        assertThat(last.detail())
                .startsWith("It was removed 31 days after the conversion came to its end")
                .contains("hash");
        assertThat(titles(explain(List.of(), List.of(conversion)))).doesNotContain(last.title());
    }

    @Test
    void a_match_whose_click_was_removed_for_its_age_does_not_say_that_there_was_none() {
        var person = new JourneyRecord.Person("Lead", LEAD, "LEAD_ITSELF", List.of());
        var story = explain(
                List.of(stage(new JourneyRecord.Matching.Removed(
                        QUALIFIED, QUALIFIED.plus(Duration.ofDays(800)), Optional.of(person)))),
                List.of());

        assertThat(story.toText())
                .contains("What was found was removed on 29 Aug 2028")
                .doesNotContain("No click ID was found", "without a hashed identifier");
    }

    @Test
    void every_state_has_a_sentence_with_its_reason() {
        for (var state : ConversionState.values()) {
            var told = explain(List.of(), List.of(conversion("google", state)))
                    .conversions()
                    .getFirst();
            assertThat(told.sentence()).as(state.name()).matches("[A-Z].*\\.");
            assertThat(told.word()).isEqualTo(state.word());
        }
        assertThat(explain(List.of(), List.of(conversion("google", ConversionState.NEEDS_YOU)))
                        .conversions()
                        .getFirst()
                        .sentence())
                .isEqualTo("Google refused it for its data: the reason in words.");
    }

    @Test
    void what_somebody_can_mend_comes_with_a_remedy_and_the_rest_without() {
        for (var state : ConversionState.values()) {
            var remedy = explain(List.of(), List.of(conversion("google", state)))
                    .conversions()
                    .getFirst()
                    .remedy();
            switch (state) {
                case HELD, NEEDS_YOU, EXPIRED, CANCELLED -> assertThat(remedy).endsWith(".");
                case EXCLUDED, DELAYED, READY, IN_FLIGHT, UNKNOWN, ACCEPTED, VERIFIED, ERASED ->
                    assertThat(remedy).isEmpty();
            }
        }
    }

    @Test
    void what_was_excluded_before_it_was_sent_can_be_mended_and_what_the_platform_did_not_count_cannot() {
        var kept = told(conversion("google", ConversionState.EXCLUDED, 0));
        var notCounted = told(conversion("google", ConversionState.EXCLUDED, 1));

        assertThat(kept.sentence()).startsWith("Not sent to Google:");
        assertThat(kept.remedy()).contains("mend the cause");
        assertThat(notCounted.sentence()).startsWith("Google took it in and does not count it:");
        assertThat(notCounted.remedy()).isEmpty();
    }

    private Explanation.Conversion told(JourneyRecord.Conversion conversion) {
        return explain(List.of(), List.of(conversion)).conversions().getFirst();
    }

    @Test
    void text_for_a_terminal_cannot_drive_it() {
        var hostile = new JourneyRecord.CrmChange(
                "Lead", LEAD, CREATED, "Status", Optional.of("\u001b[2J\u0007"), Optional.of("a\nb\u202ec"));
        var record = new JourneyRecord(
                "Org \u001b]0;x", PAGES, LEAD, List.of(lead()), List.of(hostile), List.of(), List.of());

        assertThat(explainer.explain(record).toText().replace("\n", "")).doesNotContainPattern("[\\p{Cntrl}\\u202e]");
    }

    @Test
    void a_record_is_linked_to_where_the_crm_shows_it_and_one_that_is_gone_is_not() {
        var gone = new JourneyRecord.CrmRecord(
                "Opportunity",
                "006000000000001AAA",
                CREATED,
                true,
                Optional.empty(),
                Optional.empty(),
                false,
                Optional.empty(),
                List.of());
        var story = explainer.explain(
                new JourneyRecord("Northwind", PAGES, LEAD, List.of(lead(), gone), List.of(), List.of(), List.of()));

        assertThat(story.records())
                .extracting(Explanation.CrmRecord::page)
                .containsExactly(
                        Optional.of(java.net.URI.create("https://northwind.my.salesforce.com/" + LEAD)),
                        Optional.empty());
    }

    @Test
    void where_the_crm_lives_is_not_known_there_is_no_link() {
        var story = explainer.explain(new JourneyRecord(
                "Northwind", Optional.empty(), LEAD, List.of(lead()), List.of(), List.of(), List.of()));

        assertThat(story.records()).extracting(Explanation.CrmRecord::page).containsExactly(Optional.empty());
    }

    @Test
    void times_in_texts_are_those_of_the_organisation() {
        var text = explain(List.of(stage(matched(Match.Fit.FITS))), List.of()).toText();

        assertThat(text).contains("times in Europe/Berlin").contains("21 Jun 2026, 00:30:00");
    }

    private static List<String> titles(Explanation story) {
        return story.timeline().stream().map(Entry::title).toList();
    }

    private Explanation explain(List<JourneyRecord.Reached> stages, List<JourneyRecord.Conversion> conversions) {
        return explainer.explain(
                new JourneyRecord("Northwind", PAGES, LEAD, List.of(lead()), List.of(), stages, conversions));
    }

    private static JourneyRecord.CrmRecord lead() {
        return new JourneyRecord.CrmRecord(
                "Lead",
                LEAD,
                CREATED,
                false,
                Optional.empty(),
                Optional.empty(),
                false,
                Optional.empty(),
                List.of(CLICK));
    }

    private static JourneyRecord.Reached stage(JourneyRecord.Matching matching) {
        return new JourneyRecord.Reached(
                "qualified",
                1,
                "Lead",
                LEAD,
                QUALIFIED,
                StageEvent.Evidence.HISTORY,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                QUALIFIED.plusSeconds(60),
                matching);
    }

    private static JourneyRecord.Matching matched(Match.Fit fit) {
        return new JourneyRecord.Matching.WithClick(
                QUALIFIED.plusSeconds(90),
                Optional.of(new JourneyRecord.Person("Lead", LEAD, "LEAD_ITSELF", List.of("e-mail"))),
                List.of(new JourneyRecord.MatchedClick(CLICK, fit, "LEAD_ITSELF", "Lead", LEAD)));
    }

    private static JourneyRecord.Conversion conversion(String destination, ConversionState state) {
        return conversion(destination, state, 1);
    }

    private static JourneyRecord.Conversion conversion(String destination, ConversionState state, int attempt) {
        return conversion(destination, state, attempt, Optional.empty());
    }

    private static JourneyRecord.Conversion conversion(
            String destination, ConversionState state, int attempt, Optional<Instant> removedAt) {
        var decided = QUALIFIED.plusSeconds(120);
        var sent = decided.plusSeconds(60);
        return new JourneyRecord.Conversion(
                "df" + "a".repeat(32),
                "Qualified leads",
                1,
                "qualified",
                1,
                LEAD,
                destination,
                "4455",
                QUALIFIED,
                Optional.of(Money.of(new BigDecimal("180"), "EUR")),
                state,
                Optional.of("SOME_REASON"),
                Optional.of("the reason in words"),
                Optional.empty(),
                QUALIFIED.plus(Duration.ofDays(60)),
                attempt,
                sent,
                decided,
                Optional.empty(),
                removedAt,
                List.of(new JourneyRecord.Transition(
                        decided,
                        Optional.empty(),
                        ConversionState.READY,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(7L),
                        Optional.empty(),
                        0,
                        "node-a")),
                List.of(new JourneyRecord.Attempt(
                        12,
                        1,
                        "node-a",
                        sent,
                        Optional.of(sent.plusSeconds(1)),
                        Optional.of("taken in"),
                        Optional.of("accepted"),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of("req-1"),
                        Optional.of("counted"),
                        Optional.of(sent.plusSeconds(1800)),
                        Optional.empty())),
                List.of());
    }
}

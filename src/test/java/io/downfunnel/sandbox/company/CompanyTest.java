package io.downfunnel.sandbox.company;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import io.downfunnel.sandbox.AdClick;
import io.downfunnel.sandbox.AdClick.Kind;
import io.downfunnel.sandbox.company.Campaign.Source;
import io.downfunnel.sandbox.company.Deal.Stage;
import io.downfunnel.sandbox.company.Lead.Captured;
import io.downfunnel.sandbox.company.Lead.Fate;
import io.downfunnel.sandbox.company.Lead.Status;

import static org.assertj.core.api.Assertions.assertThat;

class CompanyTest {

    private static final Instant ANCHOR = Instant.parse("2026-11-22T06:00:00Z");
    private static final Company COMPANY = new Company(20_261_122, ANCHOR, 6_000, "1234567890", "510000001");
    private static final List<Story> STORIES = COMPANY.stories().toList();
    private static final List<Lead> LEADS =
            STORIES.stream().flatMap(story -> story.leads().stream()).toList();
    private static final List<Deal> DEALS =
            STORIES.stream().flatMap(story -> story.deal().stream()).toList();

    @Test
    void the_same_seed_tells_the_same_stories_and_another_seed_others() {
        assertThat(COMPANY.stories().toList()).isEqualTo(STORIES);
        var other = new Company(7, ANCHOR, 6_000, "1234567890", "510000001");
        assertThat(other.stories().limit(20).toList()).isNotEqualTo(STORIES.subList(0, 20));
    }

    @Test
    void it_has_exactly_as_many_leads_as_asked_for_over_fourteen_months() {
        assertThat(LEADS).hasSize(6_000);
        assertThat(LEADS).extracting(Lead::number).doesNotHaveDuplicates();
        Instant first =
                LEADS.stream().map(Lead::createdAt).min(Instant::compareTo).orElseThrow();
        Instant last =
                LEADS.stream().map(Lead::createdAt).max(Instant::compareTo).orElseThrow();
        assertThat(Duration.between(first, ANCHOR)).isBetween(Duration.ofDays(415), Duration.ofDays(426));
        assertThat(Duration.between(last, ANCHOR)).isBetween(Duration.ZERO, Duration.ofHours(2));
    }

    @Test
    void nothing_happens_after_the_anchor_or_out_of_order() {
        assertThat(LEADS).allSatisfy(lead -> {
            List<Instant> times =
                    lead.statuses().stream().map(Lead.StatusMove::at).toList();
            assertThat(times).isSorted().first().isEqualTo(lead.createdAt());
            assertThat(times.getLast()).isBeforeOrEqualTo(ANCHOR);
            lead.click().ifPresent(click -> assertThat(click.clickedAt()).isBefore(lead.createdAt()));
        });
        assertThat(DEALS).allSatisfy(deal -> {
            List<Instant> times = deal.states().stream().map(Deal.State::at).toList();
            assertThat(times).isSorted();
            assertThat(times.getLast()).isBefore(ANCHOR);
        });
    }

    @Test
    void leads_come_from_google_linkedin_and_elsewhere() {
        assertThat(share(LEADS, lead -> lead.campaign().source() == Source.GOOGLE))
                .isBetween(0.40, 0.56);
        assertThat(share(LEADS, lead -> lead.campaign().source() == Source.LINKEDIN))
                .isBetween(0.20, 0.32);
        assertThat(share(LEADS, lead -> !lead.campaign().advertised())).isBetween(0.20, 0.33);
    }

    @Test
    void most_click_ids_are_captured_as_they_were_and_some_are_missing_or_mangled() {
        List<Lead> clicked =
                LEADS.stream().filter(lead -> lead.click().isPresent()).toList();

        assertThat(share(clicked, lead -> lead.captured().equals(Captured.NOTHING)))
                .isBetween(0.05, 0.11);
        assertThat(share(clicked, lead -> !lead.captured().equals(Captured.NOTHING) && !intact(lead)))
                .isBetween(0.02, 0.09);
        assertThat(share(clicked, CompanyTest::twoAtOnce)).isBetween(0.004, 0.03);
        assertThat(share(clicked, lead -> lead.captured().clickedAt().isPresent()))
                .isBetween(0.65, 0.82);
    }

    @Test
    void click_ids_have_the_shapes_of_their_kinds() {
        assertThat(COMPANY.clicks())
                .allSatisfy(click -> assertThat(click.value())
                        .matches(
                                switch (click.kind()) {
                                    case GCLID -> "(Cj0KCQ|EAIaIQobChMI)[A-Za-z0-9_-]{40,90}";
                                    case GBRAID -> "0AAAAA[A-Za-z0-9_-]{17}_";
                                    case WBRAID -> "Cj[A-Za-z0-9_-]{60,80}";
                                    case MSCLKID -> "[0-9a-f]{32}";
                                    case LI_FORM_RESPONSE ->
                                        "[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}-[1-9]";
                                    case LI_FAT_ID ->
                                        "[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}";
                                }));
        assertThat(COMPANY.clicks().map(AdClick::value)).doesNotHaveDuplicates();
        assertThat(COMPANY.clicks().map(AdClick::kind).distinct())
                .containsExactlyInAnyOrder(Kind.GCLID, Kind.GBRAID, Kind.WBRAID, Kind.LI_FAT_ID, Kind.LI_FORM_RESPONSE);
    }

    @Test
    void half_of_the_webinars_leads_filled_in_a_form_and_whatever_fetches_them_writes_down_most_responses() {
        List<Lead> webinar = LEADS.stream()
                .filter(lead -> lead.campaign().id().equals("410000103"))
                .toList();
        List<Lead> forms = webinar.stream().filter(CompanyTest::byForm).toList();

        assertThat(share(webinar, CompanyTest::byForm)).isBetween(0.42, 0.58);
        assertThat(LEADS.stream().filter(CompanyTest::byForm)).hasSameSizeAs(forms);
        assertThat(share(forms, lead -> lead.captured().formResponse().isPresent()))
                .isBetween(0.66, 0.84);
        assertThat(share(
                        forms,
                        lead -> lead.captured()
                                .formResponse()
                                .filter(written -> written.startsWith("urn:li:leadGenFormResponse:"))
                                .isPresent()))
                .isBetween(0.08, 0.23);
        assertThat(forms).allSatisfy(lead -> {
            assertThat(lead.captured().liFatId()).isEmpty();
            assertThat(lead.captured().clickedAt()).isEmpty();
        });
    }

    @Test
    void everybody_who_filled_in_a_form_is_known_and_nobody_who_only_tried_it_out() {
        var responses = COMPANY.formResponses().toList();
        var known = COMPANY.clicks()
                .filter(click -> click.kind() == Kind.LI_FORM_RESPONSE)
                .map(AdClick::value)
                .toList();

        assertThat(responses)
                .hasSize((int) LEADS.stream().filter(CompanyTest::byForm).count());
        assertThat(share(responses, FormResponse::test)).isBetween(0.02, 0.11);
        assertThat(known)
                .containsExactlyInAnyOrderElementsOf(responses.stream()
                        .filter(response -> !response.test())
                        .map(FormResponse::id)
                        .toList());
    }

    private static boolean byForm(Lead lead) {
        return lead.click()
                .filter(click -> click.kind() == Kind.LI_FORM_RESPONSE)
                .isPresent();
    }

    @Test
    void a_few_clicks_belong_to_somebody_elses_account() {
        assertThat(share(
                        COMPANY.clicks()
                                .filter(click -> click.platform() == AdClick.Platform.GOOGLE)
                                .toList(),
                        click -> !click.accountId().equals("1234567890")))
                .isBetween(0.003, 0.03);
    }

    @Test
    void some_clicks_are_too_young_and_some_too_old_for_the_platforms() {
        assertThat(COMPANY.clicks().filter(click -> click.clickedAt().isAfter(ANCHOR.minus(Duration.ofHours(6)))))
                .hasSizeGreaterThan(5);
        assertThat(LEADS.stream()
                        .filter(lead -> lead.click()
                                .filter(click -> click.clickedAt()
                                        .isBefore(lead.createdAt().minus(Duration.ofDays(90))))
                                .isPresent()))
                .hasSizeGreaterThan(30);
        assertThat(LEADS.stream()
                        .filter(lead -> qualifiedSince(lead, Duration.ofHours(6))
                                && lead.click()
                                        .filter(click -> click.clickedAt().isAfter(ANCHOR.minus(Duration.ofHours(6))))
                                        .isPresent()))
                .hasSizeGreaterThan(1);
    }

    @Test
    void the_last_ninety_days_have_hundreds_of_stage_events_for_both_platforms() {
        Map<Source, Long> qualified = LEADS.stream()
                .filter(lead -> qualifiedSince(lead, Duration.ofDays(90)))
                .collect(Collectors.groupingBy(lead -> lead.campaign().source(), Collectors.counting()));

        assertThat(qualified.get(Source.GOOGLE)).isGreaterThan(150);
        assertThat(qualified.get(Source.LINKEDIN)).isGreaterThan(100);
    }

    @Test
    void sales_skips_repeats_and_reverses() {
        assertThat(LEADS.stream().filter(lead -> times(lead, Status.QUALIFIED) > 1))
                .hasSizeGreaterThan(20);
        assertThat(LEADS.stream()
                        .filter(lead -> lead.statuses().size() == 2
                                && lead.statuses().get(1).to() == Status.QUALIFIED))
                .hasSizeGreaterThan(20);
        assertThat(DEALS.stream().filter(CompanyTest::reversed)).hasSizeGreaterThan(30);
        assertThat(DEALS.stream().filter(CompanyTest::skipped)).hasSizeGreaterThan(100);
        assertThat(DEALS.stream().filter(deal -> visits(deal, Stage.CLOSED_WON) > 1))
                .isNotEmpty();
    }

    @Test
    void deals_are_won_lost_edited_after_closing_and_sometimes_nonsense() {
        assertThat(DEALS).hasSizeGreaterThan(700);
        assertThat(share(DEALS, deal -> deal.latest().stage() == Stage.CLOSED_WON))
                .isBetween(0.12, 0.40);
        assertThat(share(DEALS, deal -> deal.latest().stage() == Stage.CLOSED_LOST))
                .isBetween(0.25, 0.65);
        assertThat(DEALS.stream().filter(CompanyTest::editedAfterWon)).hasSizeGreaterThan(10);
        assertThat(DEALS.stream().filter(deal -> deal.latest().amount().isEmpty()))
                .hasSizeGreaterThan(10);
        assertThat(DEALS.stream()
                        .filter(deal -> deal.latest()
                                .amount()
                                .filter(amount -> amount.signum() <= 0)
                                .isPresent()))
                .isNotEmpty();
        assertThat(DEALS)
                .extracting(Deal::currency)
                .contains("EUR", "USD", "GBP")
                .containsOnly("EUR", "USD", "GBP");
    }

    @Test
    void records_are_merged_deleted_and_converted_in_every_way() {
        Set<Class<?>> fates = LEADS.stream().map(lead -> lead.fate().getClass()).collect(Collectors.toSet());

        assertThat(fates)
                .containsExactlyInAnyOrder(
                        Fate.Stays.class,
                        Fate.Deleted.class,
                        Fate.Merged.class,
                        Fate.OpenedDeal.class,
                        Fate.JoinedDeal.class,
                        Fate.BecameContact.class);
        assertThat(DEALS.stream().filter(deal -> deal.deletedAt().isPresent())).isNotEmpty();
    }

    @Test
    void nobody_in_it_exists() {
        assertThat(LEADS)
                .allSatisfy(
                        lead -> lead.person()
                                .email()
                                .ifPresent(
                                        email -> assertThat(email.trim().toLowerCase(Locale.ROOT))
                                                .matches(
                                                        ".*(\\.example|@example\\.org|@downfunnel\\.test|inventedbydownfunnel.*@g(oogle)?mail\\.com|invented\\.by\\.downfunnel.*@g(oogle)?mail\\.com)")));
        assertThat(share(LEADS, lead -> lead.person().phone().isPresent())).isBetween(0.4, 0.7);
    }

    @Test
    void the_campaign_with_the_best_click_through_rate_wins_nothing_and_the_dearest_wins_most() {
        Map<String, List<CampaignDay>> reported = COMPANY.campaignDays().stream()
                .collect(Collectors.groupingBy(day -> day.campaign().name()));
        Map<String, Long> won = STORIES.stream()
                .filter(story -> story.deal()
                        .filter(deal -> deal.latest().stage() == Stage.CLOSED_WON)
                        .isPresent())
                .collect(Collectors.groupingBy(
                        story -> story.leads().getFirst().campaign().name(), Collectors.counting()));
        String bestRate = best(reported, CompanyTest::clickThroughRate);
        String dearest = best(reported, CompanyTest::costPerClick);

        assertThat(bestRate).isEqualTo("Search | Free ebook");
        assertThat(won).doesNotContainKey(bestRate);
        assertThat(dearest).isEqualTo("LinkedIn | Plant directors");
        assertThat(won.get(dearest)).isGreaterThan(40);
    }

    @Test
    void reports_name_every_day_of_every_advertised_campaign_once() {
        List<CampaignDay> days = COMPANY.campaignDays();

        assertThat(days).hasSize(7 * 426);
        assertThat(new HashSet<>(days)).hasSize(days.size());
        assertThat(days).allSatisfy(day -> assertThat(day.impressions()).isGreaterThanOrEqualTo(day.clicks()));
    }

    private static String best(Map<String, List<CampaignDay>> reported, ToDoubleFunction<List<CampaignDay>> score) {
        return reported.entrySet().stream()
                .max(Comparator.comparingDouble(entry -> score.applyAsDouble(entry.getValue())))
                .orElseThrow()
                .getKey();
    }

    private static double clickThroughRate(List<CampaignDay> days) {
        return (double) days.stream().mapToLong(CampaignDay::clicks).sum()
                / days.stream().mapToLong(CampaignDay::impressions).sum();
    }

    private static double costPerClick(List<CampaignDay> days) {
        return days.stream()
                        .map(CampaignDay::cost)
                        .reduce(BigDecimal.ZERO, BigDecimal::add)
                        .doubleValue()
                / days.stream().mapToLong(CampaignDay::clicks).sum();
    }

    private static boolean intact(Lead lead) {
        Click click = lead.click().orElseThrow();
        Captured captured = lead.captured();
        Optional<String> written = switch (click.kind()) {
            case GCLID -> captured.gclid();
            case GBRAID -> captured.gbraid();
            case WBRAID -> captured.wbraid();
            case LI_FAT_ID -> captured.liFatId();
            case MSCLKID -> Optional.empty();
            case LI_FORM_RESPONSE -> captured.formResponse();
        };
        return written.map(text -> text.replace("urn:li:leadGenFormResponse:", ""))
                .filter(click.value()::equals)
                .isPresent();
    }

    private static boolean twoAtOnce(Lead lead) {
        Captured captured = lead.captured();
        return Stream.of(captured.gclid(), captured.gbraid(), captured.wbraid(), captured.liFatId())
                        .filter(Optional::isPresent)
                        .count()
                > 1;
    }

    private static boolean qualifiedSince(Lead lead, Duration ago) {
        return lead.statuses().stream()
                .anyMatch(move -> move.to() == Status.QUALIFIED && move.at().isAfter(ANCHOR.minus(ago)));
    }

    private static long times(Lead lead, Status status) {
        return lead.statuses().stream().filter(move -> move.to() == status).count();
    }

    private static List<Integer> path(Deal deal) {
        return deal.states().stream().map(state -> state.stage().ordinal()).toList();
    }

    private static boolean reversed(Deal deal) {
        List<Integer> path = path(deal);
        return IntStream.range(1, path.size()).anyMatch(i -> path.get(i) < path.get(i - 1));
    }

    private static boolean skipped(Deal deal) {
        List<Integer> path = path(deal);
        return IntStream.range(1, path.size())
                .anyMatch(i -> path.get(i) > path.get(i - 1) + 1 && path.get(i) <= Stage.NEGOTIATION.ordinal());
    }

    private static long visits(Deal deal, Stage stage) {
        List<Integer> path = path(deal);
        return IntStream.range(0, path.size())
                .filter(i -> path.get(i) == stage.ordinal() && (i == 0 || path.get(i - 1) != stage.ordinal()))
                .count();
    }

    private static boolean editedAfterWon(Deal deal) {
        var states = deal.states();
        return IntStream.range(1, states.size())
                .anyMatch(i -> states.get(i - 1).stage() == Stage.CLOSED_WON
                        && states.get(i).stage() == Stage.CLOSED_WON
                        && !states.get(i).amount().equals(states.get(i - 1).amount()));
    }

    private static <T> double share(List<T> all, Predicate<T> which) {
        return (double) all.stream().filter(which).count() / all.size();
    }
}

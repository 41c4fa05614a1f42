package io.downfunnel.simulate;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import io.downfunnel.domain.Money;
import io.downfunnel.domain.Reason;
import io.downfunnel.mappings.MappingFile;
import io.downfunnel.simulate.Course.End;

import static org.assertj.core.api.Assertions.assertThat;

/** Deals, night by night. */
class PlanningTest {
    private static final Instant MONDAY = Instant.parse("2026-05-04T09:00:00Z");
    private static final Instant PRESENT = day(120);

    private static final String DOCUMENT = """
            stages:
              - { name: qualified, object: Lead, when: { field: Status, becomes: [Qualified] } }
              - { name: closed-won, object: Opportunity, when: { field: StageName, becomes: [Closed Won] } }
            mappings:
              - name: Qualified
                stage: qualified
                destination: google
                action: 7000000001
                value: none
                identifiers: [gclid]
                consent: { ad-user-data: Ad_Consent__c, granted: [Granted], denied: [Denied], when-missing: exclude }
              - name: Won
                stage: closed-won
                destination: google
                action: 7000000003
                value: { crm-amount: { factor: 1 } }
                identifiers: [gclid]
                consent: { when-missing: send-unspecified }
            """;

    private static Instant day(int number) {
        return MONDAY.plus(Duration.ofDays(number));
    }

    /** The upload after this day's morning. */
    private static Instant night(int number) {
        return day(number + 1).minus(Duration.ofMinutes(255));
    }

    private static SomeDossier aWonDeal() {
        return new SomeDossier(day(0))
                .clicked(day(0).minusSeconds(60))
                .converted(day(5))
                .deal(day(5), "Prospecting", "500")
                .deal(day(9), "Closed Won", "900");
    }

    private static List<Course> courses(SomeDossier of, String document) {
        var funnel = MappingFile.accepted(document);
        var nights = Nights.of(
                Stream.iterate(night(-400), night -> night.isBefore(PRESENT), night -> night.plus(Duration.ofDays(1)))
                        .toList(),
                PRESENT);
        var dossier = of.dossier();
        var diary = new Diary(funnel, Set.of("qualified", "closed-won"), nights, any -> true);
        var looks = diary.of(dossier, diary.prospect(dossier).orElseThrow());
        return new Planning(funnel, Production.DESTINATIONS, nights, Production.QUIET)
                .courses(dossier.organization(), looks);
    }

    private static Course won(SomeDossier of, String more) {
        return courses(of, DOCUMENT + more).stream()
                .filter(course -> course.event().stage().equals("closed-won"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void what_is_ready_is_sent_in_the_first_night_after_it_became_known() {
        var course = won(aWonDeal(), "");

        assertThat(course.end()).isEqualTo(End.SENT);
        assertThat(course.night()).isEqualTo(night(9));
        assertThat(course.value()).contains(Money.of(new java.math.BigDecimal("900.00"), "EUR"));
    }

    @Test
    void the_amount_is_that_of_the_night_and_not_of_today() {
        assertThat(won(aWonDeal().deal(day(20), "Closed Won", "1500"), "").value())
                .contains(Money.of(new java.math.BigDecimal("900.00"), "EUR"));
        assertThat(won(aWonDeal().deal(day(9).plusSeconds(3600), "Closed Won", "1500"), "")
                        .value())
                .contains(Money.of(new java.math.BigDecimal("1500.00"), "EUR"));
    }

    @Test
    void a_hold_back_waits_and_then_the_amount_of_its_own_night_counts() {
        var course = won(aWonDeal().deal(day(11), "Closed Won", "1500"), "    hold-back: 7d\n");

        assertThat(course.night()).isEqualTo(night(16));
        assertThat(course.value()).contains(Money.of(new java.math.BigDecimal("1500.00"), "EUR"));
    }

    @Test
    void what_is_lost_within_the_hold_back_is_not_sent() {
        var course = won(
                aWonDeal().deal(day(11), "Closed Lost", "900"),
                "    hold-back: 7d\n    afterwards: { lost: retract }\n");

        assertThat(course.end()).isEqualTo(End.REFUSED);
        assertThat(course.reason()).contains(Reason.LOST_SINCE);
    }

    @Test
    void what_is_lost_after_it_was_sent_was_sent() {
        var course = won(aWonDeal().deal(day(11), "Closed Lost", "900"), "    afterwards: { lost: retract }\n");

        assertThat(course.end()).isEqualTo(End.SENT);
        assertThat(course.night()).isEqualTo(night(9));
    }

    @Test
    void a_hold_back_that_is_not_over_yet_waits() {
        var course = won(aWonDeal(), "    hold-back: 112d\n");

        assertThat(course.end()).isEqualTo(End.REFUSED);
        assertThat(course.reason()).contains(Reason.EXPIRED);
        var late = won(
                new SomeDossier(day(110))
                        .clicked(day(110))
                        .converted(day(112))
                        .deal(day(112), "Prospecting", "500")
                        .deal(day(118), "Closed Won", "900"),
                "    hold-back: 7d\n");
        assertThat(late.end()).isEqualTo(End.WAITING);
        assertThat(late.reason()).contains(Reason.HOLD_BACK);
    }

    @Test
    void a_click_too_old_on_that_night_refuses_and_a_click_that_is_too_old_today_does_not() {
        var old = new SomeDossier(day(-100))
                .clicked(day(-100))
                .converted(day(5))
                .deal(day(5), "Prospecting", "500")
                .deal(day(9), "Closed Won", "900");

        assertThat(won(old, "").reason()).contains(Reason.WINDOW_CLOSED);
        assertThat(won(aWonDeal(), "").end()).isEqualTo(End.SENT);
    }

    @Test
    void a_young_click_waits_for_its_hours_and_goes_with_the_next_night() {
        var evening = night(0).minus(Duration.ofHours(3));
        var young = new SomeDossier(evening)
                .clicked(evening)
                .always("Ad_Consent__c", "Granted")
                .status(evening.plusSeconds(600), "Qualified");

        assertThat(courses(young, DOCUMENT)).singleElement().satisfies(course -> {
            assertThat(course.end()).isEqualTo(End.SENT);
            assertThat(course.night()).isEqualTo(night(1));
        });
    }

    @Test
    void consent_that_was_given_later_lets_it_go_in_that_night() {
        var late = new SomeDossier(day(0))
                .clicked(day(0).minusSeconds(60))
                .status(day(2), "Qualified")
                .field(day(10), "Ad_Consent__c", "Granted");

        assertThat(courses(late, DOCUMENT)).singleElement().satisfies(course -> {
            assertThat(course.end()).isEqualTo(End.SENT);
            assertThat(course.night()).isEqualTo(night(10));
        });
    }

    @Test
    void consent_that_was_taken_back_after_it_was_sent_does_not_unsend_it() {
        var taken = new SomeDossier(day(0))
                .clicked(day(0).minusSeconds(60))
                .field(day(1), "Ad_Consent__c", "Granted")
                .status(day(2), "Qualified")
                .field(day(10), "Ad_Consent__c", "Denied");

        assertThat(courses(taken, DOCUMENT))
                .singleElement()
                .satisfies(course -> assertThat(course.end()).isEqualTo(End.SENT));
    }

    @Test
    void a_deal_that_was_taken_back_counts_again_when_it_is_won_again() {
        var again = aWonDeal().deal(day(12), "Negotiation", "900").deal(day(20), "Closed Won", "950");

        assertThat(courses(again, DOCUMENT + "    afterwards: { reopened: retract }\n"))
                .filteredOn(course -> course.event().stage().equals("closed-won"))
                .extracting(course -> course.event().occurrence() + " " + course.end())
                .containsExactly("1 SENT", "2 SENT");
        assertThat(courses(again, DOCUMENT))
                .filteredOn(course -> course.event().stage().equals("closed-won"))
                .extracting(course -> course.event().occurrence() + " " + course.end() + " "
                        + course.reason().map(Enum::name).orElse(""))
                .containsExactly("1 SENT ", "2 REFUSED COUNTED_ONCE");
    }

    @Test
    void a_deal_that_came_back_within_the_quiet_period_was_never_taken_back() {
        var quick = aWonDeal()
                .deal(day(12), "Negotiation", "900")
                .deal(day(12).plus(Duration.ofHours(23)), "Closed Won", "950");

        assertThat(courses(quick, DOCUMENT + "    afterwards: { reopened: retract }\n"))
                .filteredOn(course -> course.event().stage().equals("closed-won"))
                .extracting(course -> course.event().occurrence() + " "
                        + course.reason().map(Enum::name).orElse(""))
                .containsExactly("1 ", "2 COUNTED_ONCE");
    }

    @Test
    void a_deal_deleted_after_it_was_sent_was_sent_and_one_deleted_at_once_was_not() {
        assertThat(won(aWonDeal().deletedDeal(day(30)), "").end()).isEqualTo(End.SENT);
        assertThat(won(aWonDeal().deletedDeal(day(9).plusSeconds(60)), "").reason())
                .contains(Reason.RECORD_DELETED);
    }

    @Test
    void one_upload_now_decides_about_all_of_the_past_at_once() {
        var funnel = MappingFile.accepted(DOCUMENT);
        var nights = Nights.only(PRESENT);
        var dossier = aWonDeal().dossier();
        var diary = new Diary(funnel, Set.of("closed-won"), nights, any -> true);
        var looks = diary.of(dossier, diary.prospect(dossier).orElseThrow());

        assertThat(new Planning(funnel, Production.DESTINATIONS, nights, Production.QUIET)
                        .courses(dossier.organization(), looks))
                .filteredOn(course -> course.event().stage().equals("closed-won"))
                .singleElement()
                .satisfies(course -> assertThat(course.reason()).contains(Reason.EVENT_TOO_OLD));
    }

    @Test
    void once_everything_is_sent_nobody_looks_any_further() {
        var funnel = MappingFile.accepted(DOCUMENT.substring(0, DOCUMENT.indexOf("  - name: Won\n")));
        var nights = Nights.of(
                Stream.iterate(night(-1), night -> night.isBefore(PRESENT), night -> night.plus(Duration.ofDays(1)))
                        .toList(),
                PRESENT);
        var dossier = aWonDeal()
                .field(day(0).plusSeconds(60), "Ad_Consent__c", "Granted")
                .status(day(1), "Qualified")
                .dossier();
        var diary = new Diary(funnel, Set.of("qualified"), nights, any -> true);
        var looks = diary.of(dossier, diary.prospect(dossier).orElseThrow());
        var read = new ArrayList<Instant>();
        var counted = new Looks(
                IntStream.range(0, looks.size()).mapToObj(looks::night).toList(),
                diary.prospect(dossier).orElseThrow().events(),
                night -> {
                    read.add(night);
                    return looks.get(read.size() - 1);
                });

        var courses = new Planning(funnel, Production.DESTINATIONS, nights, Production.QUIET)
                .courses(dossier.organization(), counted);

        assertThat(courses)
                .singleElement()
                .satisfies(course -> assertThat(course.end()).isEqualTo(End.SENT));
        assertThat(read).containsExactly(night(1));
        assertThat(looks.size()).isGreaterThan(1);
    }

    @Test
    void nothing_of_interest_costs_no_look() {
        var funnel = MappingFile.accepted(DOCUMENT);
        var diary = new Diary(funnel, Set.of("closed-won"), Nights.only(PRESENT), at -> at.isAfter(day(50)));

        assertThat(diary.prospect(aWonDeal().dossier())).isEmpty();
    }
}

package io.downfunnel.simulate;

import java.time.Duration;
import java.time.Instant;

import org.junit.jupiter.api.Test;

import io.downfunnel.domain.Journey.OpportunityStory;
import io.downfunnel.domain.Lender.Candidate;

import static org.assertj.core.api.Assertions.assertThat;

class PastTest {
    private static final Instant MONDAY = Instant.parse("2026-05-04T09:00:00Z");

    private static Instant day(int number) {
        return MONDAY.plus(Duration.ofDays(number));
    }

    private static SomeDossier aWonDeal() {
        return new SomeDossier(day(0))
                .clicked(day(0).minusSeconds(60))
                .status(day(1), "Working")
                .status(day(3), "Qualified")
                .converted(day(5))
                .deal(day(5), "Prospecting", "500")
                .deal(day(9), "Closed Won", "900")
                .deal(day(12), "Closed Won", "1200")
                .deal(day(15), "Closed Lost", "1200");
    }

    @Test
    void a_record_is_not_there_before_it_was_created() {
        assertThat(Past.of(aWonDeal().dossier(), day(0).minusSeconds(1)).leads())
                .isEmpty();
        assertThat(Past.of(aWonDeal().dossier(), day(4)).leads()).hasSize(1);
        assertThat(Past.of(aWonDeal().dossier(), day(4)).opportunities()).isEmpty();
        assertThat(Past.of(aWonDeal().dossier(), day(5)).opportunities()).hasSize(1);
    }

    @Test
    void a_lead_has_the_status_of_that_night() {
        assertThat(status(day(0))).isEqualTo("New");
        assertThat(status(day(2))).isEqualTo("Working");
        assertThat(status(day(3))).isEqualTo("Qualified");
        assertThat(status(day(30))).isEqualTo("Qualified");
    }

    private static String status(Instant night) {
        return Past.of(aWonDeal().dossier(), night).leads().getFirst().fields().get("Status");
    }

    @Test
    void a_field_without_history_is_what_it_is_now() {
        var dossier = aWonDeal().always("Country", "DE").dossier();

        assertThat(Past.of(dossier, day(0)).leads().getFirst().fields()).containsEntry("Country", "DE");
    }

    @Test
    void a_field_that_was_filled_in_later_was_empty() {
        var dossier = aWonDeal().field(day(7), "Ad_Consent__c", "Granted").dossier();

        assertThat(Past.of(dossier, day(6)).leads().getFirst().fields()).doesNotContainKey("Ad_Consent__c");
        assertThat(Past.of(dossier, day(7)).leads().getFirst().fields()).containsEntry("Ad_Consent__c", "Granted");
    }

    @Test
    void a_lead_is_not_converted_before_its_conversion() {
        var before = Past.of(aWonDeal().dossier(), day(4)).leads().getFirst();

        assertThat(before.fields()).containsEntry("IsConverted", "false").doesNotContainKey("ConvertedOpportunityId");
    }

    @Test
    void a_deal_has_stage_and_amount_of_that_night() {
        assertThat(deal(day(6)).fields())
                .containsEntry("StageName", "Prospecting")
                .containsEntry("IsClosed", "false")
                .containsEntry("IsWon", "false")
                .containsEntry("Amount", "500");
        assertThat(deal(day(10)).fields()).containsEntry("IsClosed", "true").containsEntry("IsWon", "true");
        assertThat(deal(day(10)).amount())
                .hasValueSatisfying(amount -> assertThat(amount).isEqualByComparingTo("900"));
        assertThat(deal(day(13)).amount())
                .hasValueSatisfying(amount -> assertThat(amount).isEqualByComparingTo("1200"));
        assertThat(deal(day(16)).fields()).containsEntry("IsClosed", "true").containsEntry("IsWon", "false");
        assertThat(deal(day(10)).history()).hasSize(2);
    }

    private static OpportunityStory deal(Instant night) {
        return Past.of(aWonDeal().dossier(), night).opportunities().getFirst();
    }

    @Test
    void a_deleted_record_was_there_until_its_last_change() {
        var dossier = aWonDeal().deletedDeal(day(20)).dossier();

        assertThat(Past.of(dossier, day(19)).opportunities().getFirst().deleted())
                .isFalse();
        assertThat(Past.of(dossier, day(20)).opportunities().getFirst().deleted())
                .isTrue();
        var lead = new SomeDossier(day(0)).clicked(day(0)).deletedLead(day(8)).dossier();
        assertThat(Past.of(lead, day(7))
                        .candidates(SomeDossier.LEAD)
                        .getFirst()
                        .lender()
                        .gone())
                .isFalse();
        assertThat(Past.of(lead, day(8))
                        .candidates(SomeDossier.LEAD)
                        .getFirst()
                        .lender()
                        .gone())
                .isTrue();
    }

    @Test
    void a_lead_lends_to_its_deal_from_the_conversion_on() {
        assertThat(Past.of(aWonDeal().dossier(), day(5)).candidates(SomeDossier.DEAL))
                .extracting(Candidate::position)
                .containsExactly(0, 1);
        assertThat(Past.of(aWonDeal().dossier(), day(4)).candidates(SomeDossier.DEAL))
                .isEmpty();
    }

    @Test
    void a_click_that_came_later_is_not_there_yet() {
        var dossier = new SomeDossier(day(0)).clicked(day(2)).dossier();

        assertThat(Past.of(dossier, day(1))
                        .candidates(SomeDossier.LEAD)
                        .getFirst()
                        .lender()
                        .clicks())
                .isEmpty();
        assertThat(Past.of(dossier, day(2))
                        .candidates(SomeDossier.LEAD)
                        .getFirst()
                        .lender()
                        .clicks())
                .hasSize(1);
    }

    @Test
    void the_present_shows_everything_also_what_is_dated_later() {
        var dossier = aWonDeal().dossier();

        assertThat(Past.present(dossier).leads()).isEqualTo(dossier.leads());
        assertThat(Past.present(dossier).opportunities()).isEqualTo(dossier.opportunities());
        assertThat(Past.of(dossier, day(100)).opportunities()).isEqualTo(dossier.opportunities());
    }
}

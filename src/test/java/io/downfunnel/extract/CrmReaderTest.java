package io.downfunnel.extract;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.downfunnel.domain.ClickId;
import io.downfunnel.domain.CrmRecord;
import io.downfunnel.domain.CrmStream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class CrmReaderTest {
    private static final CrmReader READER = new CrmReader(
            new ClickIdFields(
                    Map.of(
                            ClickId.Kind.GCLID, "GCLID__c",
                            ClickId.Kind.LI_FAT_ID, "LI__c",
                            ClickId.Kind.LI_FORM_RESPONSE, "Form__c"),
                    "Clicked_At__c"),
            Map.of(CrmStream.LEAD, Set.of("Rating", "Status")),
            Set.of("downfunnel.test"),
            Optional.of("EUR"));

    private static Map<String, String> values(String... more) {
        var values = new HashMap<>(Map.of(
                "Id", "00Q5f00000AbCdEEAV",
                "CreatedDate", "2026-01-01T10:00:00.000Z",
                "SystemModstamp", "2026-01-02T10:00:00.000Z",
                "IsDeleted", "false"));
        for (int i = 0; i < more.length; i += 2) {
            values.put(more[i], more[i + 1]);
        }
        return values;
    }

    private static CrmRecord.Lead lead(String... more) {
        return (CrmRecord.Lead) READER.read(CrmStream.LEAD, values(more));
    }

    private static CrmRecord.Opportunity opportunity(String... more) {
        return (CrmRecord.Opportunity) READER.read(CrmStream.OPPORTUNITY, values(more));
    }

    @Test
    void a_person_is_hashed_and_gone() {
        var lead = lead("Email", "Jane.Doe@Example.com", "Phone", "030 901820", "Country", "Germany");

        assertThat(lead.person().email().orElseThrow().sha256())
                .isEqualTo("86e0b9e56c17cc4d12387e1949b85053fbe73bc3ce5a1188713a9d300cc6133d");
        assertThat(lead.person().phone().orElseThrow().sha256()).isEqualTo(Sha256.of("+4930901820"));
        assertThat(lead.toString()).doesNotContainIgnoringCase("jane").doesNotContain("901820");
    }

    @Test
    void a_phone_without_a_country_is_left_out_unless_it_names_its_own() {
        assertThat(lead("Phone", "030 901820").person().phone()).isEmpty();
        assertThat(lead("Phone", "+49 30 901820").person().phone()).isPresent();
    }

    @Test
    void the_code_of_a_country_goes_before_its_name() {
        assertThat(lead("Phone", "(212) 555-0100", "Country", "Germany", "CountryCode", "US")
                        .person()
                        .phone()
                        .orElseThrow()
                        .sha256())
                .isEqualTo(Sha256.of("+12125550100"));
    }

    @Test
    void a_click_id_keeps_everything_but_the_space_around_it() {
        var lead = lead("GCLID__c", "  CjwKCAiA-_x%20Y \n", "Clicked_At__c", "2026-01-01T09:00:00.000Z");

        assertThat(lead.clicks().values()).containsEntry(ClickId.Kind.GCLID, "CjwKCAiA-_x%20Y");
        assertThat(lead.clicks().clickedAt()).contains(Instant.parse("2026-01-01T09:00:00Z"));
    }

    @Test
    void a_form_response_is_kept_without_the_prefix_of_its_urn() {
        var id = "5f2b6c1e-0a0b-4c0d-9e0f-a1b2c3d4e5f6-5";

        assertThat(lead("Form__c", " urn:li:leadGenFormResponse:" + id + " ").clicks())
                .isEqualTo(lead("Form__c", id).clicks());
        assertThat(lead("Form__c", id).clicks().values()).containsEntry(ClickId.Kind.LI_FORM_RESPONSE, id);
    }

    @Test
    void a_blank_click_id_is_none() {
        assertThat(lead("GCLID__c", "   ").clicks().values()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"qa@downfunnel.test", "QA@Mail.Downfunnel.Test "})
    void an_address_of_a_test_domain_makes_a_test_record(String email) {
        assertThat(lead("Email", email).person().test()).isTrue();
    }

    @Test
    void a_domain_that_only_ends_like_a_test_domain_is_a_customer() {
        assertThat(lead("Email", "jane@notdownfunnel.test").person().test()).isFalse();
    }

    @Test
    void only_what_the_funnel_reads_is_kept() {
        assertThat(lead("Rating", "Hot", "Status", "Open", "Company", "Acme").fields())
                .containsOnly(Map.entry("Rating", "Hot"), Map.entry("Status", "Open"));
    }

    @Test
    void an_impossible_amount_is_the_opportunitys_problem() {
        var opportunity = opportunity("Amount", "1E400");

        assertThat(opportunity.amount()).isEmpty();
        assertThat(opportunity.problem()).contains("Amount is not a possible number");
    }

    @Test
    void an_amount_is_in_the_records_currency_or_the_organisations_only_one() {
        assertThat(opportunity("Amount", "12500.5", "CurrencyIsoCode", "USD").currency())
                .contains("USD");
        assertThat(opportunity("Amount", "12500.5").currency()).contains("EUR");
        assertThat(opportunity("Amount", "12500.5").amount()).contains(new BigDecimal("12500.5"));
    }

    @Test
    void a_currency_that_is_none_is_a_problem_and_not_replaced() {
        var opportunity = opportunity("Amount", "1", "CurrencyIsoCode", "XQQ");

        assertThat(opportunity.currency()).isEmpty();
        assertThat(opportunity.problem()).contains("CurrencyIsoCode is not a currency of ISO 4217");
    }

    @Test
    void an_impossible_creation_is_a_problem_and_no_failure() {
        var lead = lead("CreatedDate", "4000-12-31T00:00:00.000Z");

        assertThat(lead.problem()).contains("CreatedDate is not a possible time");
        assertThat(lead.createdAt()).isEqualTo(lead.modifiedAt());
    }

    @Test
    void a_row_without_an_id_or_a_stamp_cannot_be_read() {
        assertThatThrownBy(() -> READER.read(CrmStream.LEAD, Map.of("Id", "00Q5f00000AbCdEEAV")))
                .hasMessageContaining("SystemModstamp");
        assertThatThrownBy(() -> READER.read(CrmStream.CONTACT_ROLE, values("OpportunityId", "0065f0000000001AAA")))
                .hasMessageContaining("ContactId");
    }

    @Test
    void a_short_id_gets_its_last_three_characters() {
        assertThat(RecordId.full("00Q5f00000AbCdE")).isEqualTo("00Q5f00000AbCdEEAV");
        assertThat(RecordId.full("00Q5f00000AbCdEEAV")).isEqualTo("00Q5f00000AbCdEEAV");
    }
}

package io.downfunnel.mappings;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.Test;

import io.downfunnel.domain.Condition;
import io.downfunnel.domain.ConsentRule.WhenMissing;
import io.downfunnel.domain.ConversionMapping;
import io.downfunnel.domain.ConversionMapping.Change;
import io.downfunnel.domain.ConversionMapping.Count;
import io.downfunnel.domain.ConversionMapping.Identifier;
import io.downfunnel.domain.CrmObject;
import io.downfunnel.domain.Funnel;
import io.downfunnel.domain.FunnelStage;
import io.downfunnel.domain.Money;
import io.downfunnel.domain.ValueRule;

import static org.assertj.core.api.Assertions.assertThat;

class MappingFileTest {

    @Test
    void the_file_that_ships_is_accepted() throws IOException {
        var funnel = read(Files.readString(Path.of("config/mappings.yaml")));

        assertThat(funnel.stages())
                .extracting(FunnelStage::name)
                .containsExactly("lead", "reached", "qualified", "opportunity", "qualified-opportunity", "closed-won");
        assertThat(funnel.mappings())
                .extracting(ConversionMapping::action)
                .containsExactly("7000000001", "7000000002", "7000000003", "30111220", "30111221", "30111222");
    }

    @Test
    void the_file_that_ships_is_on_the_class_path_too() throws IOException {
        try (var packed = getClass().getResourceAsStream("/defaults/mappings.yaml")) {
            assertThat(packed).hasSameContentAs(Files.newInputStream(Path.of("config/mappings.yaml")));
        }
    }

    @Test
    void every_word_of_a_stage_is_understood() {
        var funnel = read("""
                stages:
                  - name: qualified
                    object: Lead
                    when: { field: Status, becomes: Qualified }
                    and:
                      - { field: Country, is-one-of: [DE, "NO"] }
                      - { field: LeadSource, is-not-one-of: [Partner] }
                      - { field: NumberOfEmployees, at-least: 50 }
                      - { field: Score__c, at-most: 99.5 }
                      - { field: Industry, is-set: true }
                      - { field: Spam__c, is-not-set: true }
                    infer-when-skipped: false
                """);

        assertThat(funnel.stages())
                .containsExactly(new FunnelStage(
                        "qualified",
                        CrmObject.LEAD,
                        new FunnelStage.Trigger.Becomes("Status", List.of("Qualified")),
                        List.of(
                                new Condition.IsOneOf("Country", List.of("DE", "NO")),
                                new Condition.IsNotOneOf("LeadSource", List.of("Partner")),
                                new Condition.AtLeast("NumberOfEmployees", new BigDecimal("50")),
                                new Condition.AtMost("Score__c", new BigDecimal("99.5")),
                                new Condition.IsSet("Industry"),
                                new Condition.IsNotSet("Spam__c")),
                        false));
    }

    @Test
    void every_word_of_a_mapping_is_understood() {
        var mapping = read(Texts.STAGES + """
                mappings:
                  - name: Won deals
                    stage: won
                    destination: google
                    action: "7000000003"
                    value: { crm-amount: { factor: 0.8 } }
                    identifiers: [gclid, li_fat_id, email]
                    consent: { ad-user-data: A__c, granted: ["Yes"], denied: ["No"], when-missing: exclude }
                    count: every
                    hold-back: 36h
                    attribution-window: P30D
                    afterwards: { amount-changed: restate, lost: retract, reopened: count-again }
                """).mappings().getFirst();

        assertThat(mapping.value()).isEqualTo(new ValueRule.CrmAmount(new BigDecimal("0.8")));
        assertThat(mapping.identifiers()).containsExactly(Identifier.GCLID, Identifier.LI_FAT_ID, Identifier.EMAIL);
        assertThat(mapping.consent().adUserData()).contains("A__c");
        assertThat(mapping.consent().adPersonalization()).isEmpty();
        assertThat(mapping.consent().whenMissing()).isEqualTo(WhenMissing.EXCLUDE);
        assertThat(mapping.count()).isEqualTo(Count.EVERY);
        assertThat(mapping.holdBack()).isEqualTo(Duration.ofHours(36));
        assertThat(mapping.attributionWindow()).isEqualTo(Duration.ofDays(30));
        assertThat(mapping.afterwards())
                .isEqualTo(new ConversionMapping.Afterwards(Change.RESTATE, Change.RETRACT, Change.COUNT_AGAIN));
    }

    @Test
    void a_mapping_without_further_words_counts_once_at_once_and_for_ninety_days() {
        var mapping =
                read(Texts.STAGES + Texts.mapping("value: none")).mappings().getFirst();

        assertThat(mapping.count()).isEqualTo(Count.ONCE);
        assertThat(mapping.holdBack()).isZero();
        assertThat(mapping.attributionWindow()).isEqualTo(Duration.ofDays(90));
        assertThat(mapping.afterwards()).isEqualTo(ConversionMapping.Afterwards.NOTHING);
    }

    @Test
    void a_value_may_be_fixed() {
        assertThat(value("{ fixed: { amount: 50, currency: EUR } }"))
                .isEqualTo(new ValueRule.Fixed(Money.of(new BigDecimal("50"), "EUR")));
    }

    @Test
    void a_value_may_be_the_amount_by_probability_of_its_stage() {
        assertThat(value("{ expected: { probabilities: { Proposal: 0.6 }, otherwise: 0.2 } }"))
                .isEqualTo(new ValueRule.ExpectedAmount(
                        Map.of("Proposal", new BigDecimal("0.6")), Optional.of(new BigDecimal("0.2"))));
    }

    @Test
    void a_value_may_be_a_usual_deal_by_its_probability() {
        assertThat(value("{ expected: { deal-amount: 12000, currency: USD, probability: 0.25 } }"))
                .isEqualTo(
                        new ValueRule.ExpectedFixed(Money.of(new BigDecimal("12000"), "USD"), new BigDecimal("0.25")));
    }

    @Test
    void an_exclusion_marks_test_records() {
        var funnel = read(Texts.STAGES + """
                exclude:
                  - { object: Contact, field: Email_Domain__c, is-one-of: [example.com] }
                """);

        assertThat(funnel.isTest(CrmObject.CONTACT, Map.of("Email_Domain__c", "example.com")))
                .isTrue();
        assertThat(funnel.isTest(CrmObject.LEAD, Map.of("Email_Domain__c", "example.com")))
                .isFalse();
    }

    @Test
    void the_funnel_knows_which_fields_it_reads() {
        var funnel = read(Texts.STAGES + Texts.mapping("value: none"));

        assertThat(funnel.fields(CrmObject.LEAD)).containsExactly("Consent__c", "Status");
        assertThat(funnel.fields(CrmObject.OPPORTUNITY)).containsExactly("StageName");
        assertThat(funnel.fields(CrmObject.CONTACT)).containsExactly("Consent__c");
    }

    @Test
    void what_could_not_be_checked_is_said() {
        var reading = (Reading.Read) MappingFile.read(Texts.STAGES + Texts.mapping("value: none"), Known.NOTHING);

        assertThat(reading.notes())
                .anyMatch(note -> note.startsWith("Fields of Lead could not be checked"))
                .anyMatch(note -> note.startsWith("The conversion actions of google could not be checked"));
    }

    @Test
    void a_leads_mapping_that_wants_an_amount_is_accepted_with_a_warning() {
        var text = Texts.STAGES
                + Texts.mapping("value: { crm-amount: { factor: 1 } }").replace("stage: won", "stage: qualified");
        var reading = (Reading.Read) MappingFile.read(text, Known.NOTHING);

        assertThat(reading.notes()).anyMatch(note -> note.contains("will have no value"));
    }

    private static ValueRule value(String text) {
        return read(Texts.STAGES + Texts.mapping("value: " + text))
                .mappings()
                .getFirst()
                .value();
    }

    private static Funnel read(String document) {
        return switch (MappingFile.read(document, Known.NOTHING)) {
            case Reading.Read(var funnel, var text, var notes) -> funnel;
            case Reading.Refused(var problems) -> throw new AssertionError(problems);
        };
    }
}

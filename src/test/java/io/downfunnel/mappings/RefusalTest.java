package io.downfunnel.mappings;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.downfunnel.domain.ConversionMapping.Identifier;
import io.downfunnel.domain.CrmObject;

import static org.assertj.core.api.Assertions.assertThat;

/** A file with a mistake is refused as a whole, with line, cause and remedy. */
class RefusalTest {
    private static final String FILE = Texts.STAGES + Texts.mapping("value: none");
    private static final Known KNOWN = new Known(
            Map.of(
                    CrmObject.LEAD, Set.of("Status", "Consent__c", "Country"),
                    CrmObject.OPPORTUNITY, Set.of("StageName"),
                    CrmObject.CONTACT, Set.of()),
            Map.of(
                    "google",
                    new Known.Account(
                            Set.of(Identifier.GCLID, Identifier.EMAIL),
                            Optional.of(Set.of("7000000003", "7000000001"))),
                    "linkedin",
                    new Known.Account(Set.of(Identifier.LI_FAT_ID), Optional.empty())));

    @Test
    void the_file_itself_is_accepted() {
        assertThat(MappingFile.read(FILE, KNOWN)).isInstanceOf(Reading.Read.class);
    }

    @ParameterizedTest(name = "{0} → {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            stage: won                        | stage: wun                       | 10 | 12 | no stage "wun"                  | Did you mean won?
            field: StageName                  | field: StagName                  |  7 | 20 | no field "StagName" on Opportunity | Did you mean StageName?
            ad-user-data: Consent__c          | ad-user-data: Opt_In             | 15 | 30 | no field "Opt_In" on Contact or Lead | API name
            action: 7000000003                | action: 7000000004               | 12 | 13 | no conversion action 7000000004 | Did you mean
            action: 7000000003                | action: customers/1/actions/7    | 12 | 13 | not the id of a conversion action | digits only
            destination: google               | destination: gogle               | 11 | 18 | No ad account is named "gogle"  | Did you mean google?
            destination: google               | destination: linkedin            | 14 | 18 | takes none of these             | li_fat_id
            identifiers: [gclid]              | identifiers: [gclik]             | 14 | 19 | not one of the choices          | Did you mean gclid?
            identifiers: [gclid]              | identifiers: [gclid, li_form_response] | 14 | 18 | google takes no li_form_response | this account takes: gclid, email
            identifiers: [gclid]              | identifiers: [gclid, gclid]      | 14 | 18 | stands twice                    | Keep the first
            value: none                       | value: lots                      | 13 | 12 | "lots" is not a value           | crm-amount
            value: none                       | value: { fixed: { amount: 5, currency: EURO } } | 13 | 44 | no currency "EURO" | EUR
            value: none                       | value: { fixed: { amount: -5, currency: EUR } } | 13 | 31 | below zero | 0 or more
            value: none                       | value: { fixed: { amount: much, currency: EUR } } | 13 | 31 | not a number | digits
            value: none                       | value: { fixed: { amount: 5 } }  | 13 | 21 | "currency" is missing           | needs a currency
            value: none                       | value: { crm-amount: { factor: 0 } } | 13 | 36 | nothing of the amount       | above zero
            value: none                       | value: { expected: { probabilities: { Proposal: 60 } } } | 13 | 53 | not between 0 and 1 | 0.35
            value: none                       | value: { expected: { otherwise: 1 } } | 13 | 24 | either the CRM amount       | probabilities
            value: none                       | vlaue: none                      | 13 |  5 | "vlaue" is not known            | Did you mean value?
            value: none                       | hold-back: 0                     |  9 |  5 | "value" is missing              | value: none
            value: none                       | `value: none\n    hold-back: soon` | 14 | 16 | "soon" is not a duration      | 6h or 90d
            value: none                       | `value: none\n    attribution-window: 0` | 14 | 25 | no length              | 90d
            value: none                       | `value: none\n    count: twice`  | 14 | 12 | "twice" is not one              | every, once
            value: none                       | `value: none\n    value: none`   | 14 |  5 | stands twice                    | Keep one
            value: none                       | `value: none\n    afterwards: { lost: restate }` | 14 | 25 | makes no sense for lost | ignore, retract
            , when-missing: exclude           | ``                               | 15 | 14 | "when-missing" is missing       | no safe default
            when-missing: exclude             | when-missing: maybe              | 15 | 94 | "maybe" is not one              | exclude
            denied: [Denied]                  | denied: [Granted]                | 15 | 14 | both yes and no                 | Keep it in
            object: Opportunity               | object: Oportunity               |  6 | 13 | not an object we read           | Did you mean Opportunity?
            object: Opportunity               | object: Contact                  |  6 | 13 | Contacts reach no stages        | object: Lead
            name: won                         | name: Won!                       |  5 | 11 | cannot name a stage             | lower-case
            name: won                         | name: qualified                  |  5 |  5 | already a stage named "qualified", in line 2 | rename
            becomes: [Closed Won]             | becomes: []                      |  7 | 40 | "becomes" lists no value        | Write
            becomes: [Closed Won]             | turns: [Closed Won]              |  7 | 31 | "turns" is not known            | becomes
            """)
    void a_mistake_is_named_with_line_column_cause_and_remedy(
            String right, String wrong, int line, int column, String cause, String remedy) {
        var broken = FILE.replaceFirst(
                java.util.regex.Pattern.quote(right),
                java.util.regex.Matcher.quoteReplacement((wrong == null ? "" : wrong).replace("\\n", "\n")));

        assertThat(problems(broken)).anySatisfy(problem -> {
            assertThat(problem.cause()).contains(cause);
            assertThat(problem.remedy()).contains(remedy);
            assertThat(List.of(problem.line(), problem.column())).containsExactly(line, column);
        });
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            { field: Country, is-on-of: [DE] }                   | "is-on-of" is not known        | Did you mean is-one-of?
            { field: Country }                                   | without an operator            | exactly one of
            { field: Country, is-set: true, at-least: 5 }        | at-least and is-set            | exactly one of
            { field: Country, is-set: false }                    | easily misread                 | is-not-set: true
            { field: Country, at-least: many }                   | not a number                   | digits
            { field: Contry, is-set: true }                      | no field "Contry" on Lead      | Did you mean Country?
            { field: Country, is-one-of: [] }                    | "is-one-of" lists no value     | at least one
            just words                                           | Expected a condition           | Write one or more of
            """)
    void a_condition_with_a_mistake_is_refused(String condition, String cause, String remedy) {
        var broken = FILE.replaceFirst(
                "becomes: \\[Qualified] }\n", "becomes: [Qualified] }\n    and:\n      - " + condition + "\n");

        assertThat(problems(broken)).anySatisfy(problem -> {
            assertThat(problem.cause()).contains(cause);
            assertThat(problem.remedy()).contains(remedy);
            assertThat(problem.line()).isEqualTo(6);
        });
    }

    @Test
    void all_mistakes_are_named_at_once_in_the_order_of_the_file() {
        var broken = FILE.replace("stage: won", "stage: wun")
                .replace("name: won", "name: ''")
                .replace("google", "gogle");

        assertThat(problems(broken)).extracting(Problem::line).isSorted().contains(5, 10, 11);
    }

    @Test
    void a_second_mapping_of_the_same_stage_at_the_same_destination_is_refused() {
        var second = Texts.mapping("value: none").replace("mappings:\n", "").replace("name: Won", "name: Won again");

        assertThat(problems(FILE + second)).singleElement().satisfies(problem -> {
            assertThat(problem.cause()).contains("already a mapping of stage \"won at google\", in line 9");
            assertThat(problem.line()).isEqualTo(16);
        });
    }

    @Test
    void a_mapping_of_a_stage_with_a_mistake_is_not_called_wrong_too() {
        assertThat(problems(FILE.replace("object: Opportunity", "object: Oportunity")))
                .hasSize(1);
    }

    @Test
    void what_is_not_yaml_is_refused_where_it_stops_to_be() {
        assertThat(problems("stages:\n  - name: [a\nmappings: }"))
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.cause()).startsWith("This is not YAML");
                    assertThat(problem.line()).isEqualTo(3);
                });
    }

    @Test
    void an_empty_file_is_refused() {
        assertThat(problems("# nothing\n"))
                .singleElement()
                .satisfies(problem -> assertThat(problem.cause()).contains("empty"));
    }

    @Test
    void a_list_where_a_file_should_be_is_refused() {
        assertThat(problems("- a\n- b\n"))
                .singleElement()
                .satisfies(problem -> assertThat(problem.remedy()).contains("stages"));
    }

    @Test
    void a_control_character_is_refused() {
        assertThat(problems("stages: \u0007"))
                .singleElement()
                .satisfies(problem -> assertThat(problem.cause()).startsWith("This is not YAML"));
    }

    private static List<Problem> problems(String document) {
        return switch (MappingFile.read(document, KNOWN)) {
            case Reading.Refused(var problems) -> problems;
            case Reading.Read(var funnel, var text, var notes) -> List.of();
        };
    }
}

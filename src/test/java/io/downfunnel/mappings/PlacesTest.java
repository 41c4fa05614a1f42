package io.downfunnel.mappings;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class PlacesTest {

    @Test
    void a_problem_says_which_part_of_the_file_it_is_about() {
        assertThat(refused(Texts.STAGES + Texts.mapping("value: { fixed: { amount: many, currency: EUR } }")))
                .extracting(Problem::path)
                .containsExactly("mappings/0/value/fixed/amount");
    }

    @Test
    void what_is_missing_is_a_part_of_the_file_too() {
        assertThat(refused(Texts.STAGES.replace("    object: Lead\n", "")))
                .extracting(Problem::path)
                .containsExactly("stages/0/object");
    }

    @Test
    void each_condition_has_its_own_place() {
        assertThat(refused("""
                        stages:
                          - name: qualified
                            object: Lead
                            when: created
                            and:
                              - { field: Country, is-one-of: [DE] }
                              - { field: Employees, at-least: many }
                              - { field: Industry, is-one-of: [] }
                        """))
                .extracting(Problem::path)
                .containsExactly("stages/0/and/1/at-least", "stages/0/and/2/is-one-of");
    }

    @Test
    void what_is_about_the_whole_file_has_no_place() {
        assertThat(refused("stages: [")).extracting(Problem::path).containsExactly("");
    }

    private static java.util.List<Problem> refused(String document) {
        return switch (MappingFile.read(document, Known.NOTHING)) {
            case Reading.Refused(var problems) -> problems;
            case Reading.Read read -> throw new AssertionError("It was accepted");
        };
    }
}

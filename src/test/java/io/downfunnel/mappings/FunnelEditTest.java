package io.downfunnel.mappings;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.junit.jupiter.api.Test;

import io.downfunnel.domain.ConversionMapping;
import io.downfunnel.domain.CrmObject;
import io.downfunnel.domain.Funnel;
import io.downfunnel.domain.FunnelStage;
import io.downfunnel.mappings.FunnelEdit.Result.Changed;
import io.downfunnel.mappings.FunnelEdit.Result.Refused;
import io.downfunnel.mappings.Part.Entries;
import io.downfunnel.mappings.Part.Look;
import io.downfunnel.mappings.Part.Plain;
import io.downfunnel.mappings.Part.Text;

import static org.assertj.core.api.Assertions.assertThat;

class FunnelEditTest {
    private static final Funnel FUNNEL = MappingFile.accepted(Texts.STAGES + Texts.mapping("value: none"));

    private final FunnelEdit edit = new FunnelEdit(FUNNEL, Known.NOTHING);

    @Test
    void a_new_stage_comes_where_somebody_wants_it() {
        assertThat(names(edit.newStage(Optional.empty(), stage("lead")))).containsExactly("lead", "qualified", "won");
        assertThat(names(edit.newStage(Optional.of("qualified"), stage("lead"))))
                .containsExactly("qualified", "lead", "won");
        assertThat(names(edit.newStage(Optional.of("gone"), stage("lead"))))
                .containsExactly("qualified", "won", "lead");
    }

    private static List<String> names(FunnelEdit.Result result) {
        return changed(result).stages().stream().map(FunnelStage::name).toList();
    }

    @Test
    void a_rule_for_test_records_is_added_changed_in_its_place_and_removed() {
        var one = changed(edit.exclusion(-1, rule("Company", "Test")));
        var two = changed(new FunnelEdit(one, Known.NOTHING).exclusion(-1, rule("Company", "Demo")));
        var other = changed(new FunnelEdit(two, Known.NOTHING).exclusion(0, rule("Country", "XX")));

        assertThat(words(two)).containsExactly("Company is one of Test", "Company is one of Demo");
        assertThat(words(other)).containsExactly("Country is one of XX", "Company is one of Demo");
        assertThat(words(new FunnelEdit(other, Known.NOTHING).withoutExclusion(0)))
                .containsExactly("Company is one of Demo");
        assertThat(new FunnelEdit(other, Known.NOTHING).withoutExclusion(2)).isEqualTo(other);
        assertThat(other.stages()).isEqualTo(FUNNEL.stages());
        assertThat(other.mappings()).isEqualTo(FUNNEL.mappings());
    }

    @Test
    void a_rule_that_is_not_right_says_where_in_it() {
        assertThat(refused(edit.exclusion(-1, rule("", "Test"))))
                .extracting(Problem::path)
                .containsExactly("field");
    }

    private static Part rule(String field, String value) {
        var entries = new LinkedHashMap<String, Part>();
        entries.put("object", new Text("Lead"));
        entries.put("field", new Text(field));
        entries.put("is-one-of", Part.texts(List.of(value)));
        return new Entries(entries, Look.LINES);
    }

    private static List<String> words(Funnel funnel) {
        return funnel.exclusions().stream()
                .map(exclusion -> exclusion.condition().inWords())
                .toList();
    }

    @Test
    void a_changed_stage_keeps_its_place_and_its_mappings_follow_its_name() {
        var after = changed(edit.stage("won", "closed-won", stage("closed-won")));

        assertThat(after.stages()).extracting(FunnelStage::name).containsExactly("qualified", "closed-won");
        assertThat(after.mappings()).extracting(ConversionMapping::stage).containsExactly("closed-won");
    }

    @Test
    void problems_of_the_part_say_where_in_it_they_are() {
        var nameless =
                Map.<String, Part>of("name", new Text(""), "object", new Text("Lead"), "when", new Plain("created"));

        assertThat(refused(edit.newStage(Optional.empty(), new Entries(nameless, Look.LINES))))
                .extracting(Problem::path)
                .containsExactly("name");
    }

    @Test
    void a_name_that_is_taken_is_refused() {
        assertThat(refused(edit.newStage(Optional.of("won"), stage("won"))))
                .extracting(Problem::cause)
                .containsExactly("There is already a stage named \"won\", in line 6.");
    }

    @Test
    void what_is_wrong_elsewhere_is_told_and_does_not_stop_anybody() {
        var crm = new Known(Map.of(CrmObject.OPPORTUNITY, Set.of("StageName"), CrmObject.LEAD, Set.of()), Map.of());

        var result = (Changed) new FunnelEdit(FUNNEL, crm).newStage(Optional.of("won"), stage("lead"));

        assertThat(result.funnel().stages()).hasSize(3);
        assertThat(result.elsewhere()).extracting(Problem::path).contains("stages/0/when/field");
    }

    @Test
    void a_mapping_takes_the_place_of_the_one_for_the_same_stage_and_destination() {
        var other = new LinkedHashMap<>(
                ((Entries) FunnelWriter.mapping(FUNNEL.mappings().getFirst())).parts());
        other.put("name", new Text("Another name"));

        var after = changed(edit.mapping("won", "google", new Entries(other, Look.LINES)));

        assertThat(after.mappings()).extracting(ConversionMapping::name).containsExactly("Another name");
    }

    @Test
    void a_mapping_for_another_destination_comes_beside_it() {
        var other = new LinkedHashMap<>(
                ((Entries) FunnelWriter.mapping(FUNNEL.mappings().getFirst())).parts());
        other.put("name", new Text("Another name"));
        other.put("destination", new Text("linkedin"));

        assertThat(changed(edit.mapping("won", "linkedin", new Entries(other, Look.LINES)))
                        .mappings())
                .extracting(ConversionMapping::destination)
                .containsExactly("google", "linkedin");
    }

    @Test
    void with_a_stage_go_its_mappings() {
        var after = edit.withoutStage("won");

        assertThat(after.stages()).extracting(FunnelStage::name).containsExactly("qualified");
        assertThat(after.mappings()).isEmpty();
    }

    @Test
    void the_last_stage_stays() {
        var alone = new FunnelEdit(edit.withoutStage("won"), Known.NOTHING);

        assertThat(alone.withoutStage("qualified").stages()).hasSize(1);
    }

    @Test
    void stages_change_places_and_nothing_happens_at_the_ends() {
        assertThat(edit.moved("won", true).stages())
                .extracting(FunnelStage::name)
                .containsExactly("won", "qualified");
        assertThat(edit.moved("qualified", true)).isEqualTo(FUNNEL);
        assertThat(edit.moved("won", false)).isEqualTo(FUNNEL);
        assertThat(edit.moved("nowhere", true)).isEqualTo(FUNNEL);
    }

    @Test
    void comments_are_noticed() {
        assertThat(FunnelEdit.hasComments("stages: []\n# why\n")).isTrue();
        assertThat(FunnelEdit.hasComments("stages: [] # why\n")).isTrue();
        assertThat(FunnelEdit.hasComments(FunnelWriter.write(FUNNEL))).isFalse();
    }

    private static Part stage(String name) {
        return FunnelWriter.stage(
                new FunnelStage(name, CrmObject.LEAD, new FunnelStage.Trigger.Created(), List.of(), true));
    }

    private static Funnel changed(FunnelEdit.Result result) {
        return switch (result) {
            case Changed(var funnel, var document, var elsewhere) -> {
                assertThat(MappingFile.accepted(document)).isEqualTo(funnel);
                yield funnel;
            }
            case Refused(var problems) -> throw new AssertionError(problems);
        };
    }

    private static List<Problem> refused(FunnelEdit.Result result) {
        return switch (result) {
            case Refused(var problems) -> problems;
            case Changed changed -> throw new AssertionError("It was taken");
        };
    }
}

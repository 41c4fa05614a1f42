package io.downfunnel.console;

import java.util.List;

import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

import io.downfunnel.domain.ConversionMapping.Identifier;
import io.downfunnel.domain.Funnel;
import io.downfunnel.mappings.FunnelArbitraries;
import io.downfunnel.mappings.FunnelEdit;
import io.downfunnel.mappings.Known;

import static org.assertj.core.api.Assertions.assertThat;

class FormLawsTest {

    @Provide
    Arbitrary<Funnel> funnels() {
        return FunnelArbitraries.funnels();
    }

    @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
    void a_stage_that_nobody_touched_is_saved_as_it_was(@ForAll("funnels") Funnel funnel) {
        for (var stage : funnel.stages()) {
            var form = StageForm.of(stage);

            assertThat(changed(new FunnelEdit(funnel, Known.NOTHING).stage(form.was(), form.name(), form.part())))
                    .isEqualTo(funnel);
        }
    }

    @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
    void a_mapping_that_nobody_touched_is_saved_as_it_was(@ForAll("funnels") Funnel funnel) {
        for (var mapping : funnel.mappings()) {
            var form = MappingForm.of(mapping, List.of(Identifier.GCLID, Identifier.EMAIL));

            assertThat(changed(new FunnelEdit(funnel, Known.NOTHING)
                            .mapping(form.stage(), form.destination(), form.part())))
                    .isEqualTo(funnel);
        }
    }

    private static Funnel changed(FunnelEdit.Result result) {
        return switch (result) {
            case FunnelEdit.Result.Changed(var funnel, var document, var elsewhere) -> funnel;
            case FunnelEdit.Result.Refused(var problems) -> throw new AssertionError(problems);
        };
    }
}

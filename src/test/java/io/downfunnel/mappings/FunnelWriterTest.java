package io.downfunnel.mappings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

import io.downfunnel.domain.Funnel;

import static org.assertj.core.api.Assertions.assertThat;

class FunnelWriterTest {

    @Provide
    Arbitrary<Funnel> funnels() {
        return FunnelArbitraries.funnels();
    }

    @Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
    void what_was_written_reads_as_the_same_funnel(@ForAll("funnels") Funnel funnel) {
        var document = FunnelWriter.write(funnel);

        assertThat(MappingFile.accepted(document)).as(document).isEqualTo(funnel);
    }

    @Property(tries = 50, edgeCases = EdgeCasesMode.NONE)
    void writing_once_more_changes_no_letter(@ForAll("funnels") Funnel funnel) {
        var document = FunnelWriter.write(funnel);

        assertThat(FunnelWriter.write(MappingFile.accepted(document))).isEqualTo(document);
    }

    @Example
    void the_file_that_ships_survives_a_form() throws IOException {
        var funnel = MappingFile.accepted(Files.readString(Path.of("config/mappings.yaml")));

        assertThat(MappingFile.accepted(FunnelWriter.write(funnel))).isEqualTo(funnel);
    }

    @Example
    void it_reads_like_written_by_hand() {
        var funnel = MappingFile.accepted(Texts.STAGES + Texts.mapping("value: { crm-amount: { factor: 0.8 } }")
                + "exclude:\n  - { object: Lead, field: Company, is-one-of: [Test, 'NO'] }\n");

        assertThat(FunnelWriter.write(funnel)).isEqualTo("""
                stages:
                  - name: qualified
                    object: Lead
                    when: {field: Status, becomes: [Qualified]}

                  - name: won
                    object: Opportunity
                    when: {field: StageName, becomes: [Closed Won]}

                mappings:
                  - name: Won
                    stage: won
                    destination: google
                    action: 7000000003
                    value: {crm-amount: {factor: 0.8}}
                    identifiers: [gclid]
                    consent:
                        ad-user-data: Consent__c
                        granted: [Granted]
                        denied: [Denied]
                        when-missing: exclude
                    count: once
                    attribution-window: 90d

                exclude:
                  - object: Lead
                    field: Company
                    is-one-of: [Test, 'NO']
                """);
    }
}

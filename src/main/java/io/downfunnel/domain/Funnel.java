package io.downfunnel.domain;

import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What marketing ops define: the stages of their funnel, and what each becomes on which platform.
 *
 * @param stages in the order in which a journey goes through them; names are unique
 * @param mappings names are unique, and so is each pair of stage and destination
 * @param exclusions a record for which one of them holds is a test record, and nothing of it is sent
 */
public record Funnel(List<FunnelStage> stages, List<ConversionMapping> mappings, List<Exclusion> exclusions) {

    /** A condition that marks test records of an object. */
    public record Exclusion(CrmObject object, Condition condition) {}

    /**
     * A funnel as it was imported.
     *
     * @param number counts up from 1; 0 for one that was never stored
     * @param document the YAML with its comments
     */
    public record Version(int number, Funnel funnel, String document) {}

    public Funnel {
        stages = List.copyOf(stages);
        mappings = List.copyOf(mappings);
        exclusions = List.copyOf(exclusions);
    }

    public Optional<FunnelStage> stage(String name) {
        return stages.stream().filter(stage -> stage.name().equals(name)).findFirst();
    }

    public List<ConversionMapping> mappingsOf(String stage) {
        return mappings.stream()
                .filter(mapping -> mapping.stage().equals(stage))
                .toList();
    }

    /** By API name, whatever stages, mappings and exclusions read of records of this object; for the extraction. */
    public SortedSet<String> fields(CrmObject object) {
        var ofStages = stages.stream().filter(stage -> stage.object() == object).flatMap(Funnel::fieldsOf);
        var ofExclusions = exclusions.stream()
                .filter(exclusion -> exclusion.object() == object)
                .map(exclusion -> exclusion.condition().field());
        return Stream.of(
                        ofStages, ofExclusions, object == CrmObject.OPPORTUNITY ? Stream.<String>of() : consentFields())
                .flatMap(fields -> fields)
                .collect(TreeSet::new, TreeSet::add, TreeSet::addAll);
    }

    /** Consent is the person's, so it is looked for on leads and contacts. */
    private Stream<String> consentFields() {
        return mappings.stream()
                .map(ConversionMapping::consent)
                .flatMap(consent -> Stream.of(consent.adUserData(), consent.adPersonalization()))
                .flatMap(Optional::stream);
    }

    private static Stream<String> fieldsOf(FunnelStage stage) {
        var ofTrigger = switch (stage.trigger()) {
            case FunnelStage.Trigger.Created() -> Stream.<String>of();
            case FunnelStage.Trigger.Becomes(var field, var values) -> Stream.of(field);
        };
        return Stream.concat(ofTrigger, stage.conditions().stream().map(Condition::field));
    }

    /** Is a record with these fields a test record? */
    public boolean isTest(CrmObject object, java.util.Map<String, String> fields) {
        return exclusions.stream()
                .filter(exclusion -> exclusion.object() == object)
                .anyMatch(exclusion -> exclusion.condition().holds(fields));
    }
}

package io.downfunnel.domain;

import java.util.List;
import java.util.stream.Collectors;

/**
 * What a stage means in this CRM.
 *
 * @param name our name for it, part of every conversion key: renaming a stage makes new conversions
 * @param object whose record reaches it: {@code LEAD} or {@code OPPORTUNITY}
 * @param trigger what has to happen
 * @param conditions what has to be true of the record besides, as it is now
 * @param inferredWhenSkipped whether it counts as reached with the next stage that was
 */
public record FunnelStage(
        String name, CrmObject object, Trigger trigger, List<Condition> conditions, boolean inferredWhenSkipped) {

    /** What has to happen to a record for it to reach a stage. */
    public sealed interface Trigger {

        /** The record came to be. */
        record Created() implements Trigger {}

        /**
         * A field took one of the values, coming from none of them.
         *
         * @param field API name
         * @param values as the CRM writes them
         */
        record Becomes(String field, List<String> values) implements Trigger {
            public Becomes {
                values = List.copyOf(values);
            }
        }
    }

    public FunnelStage {
        conditions = List.copyOf(conditions);
        if (object == CrmObject.CONTACT) {
            throw new IllegalArgumentException("Contacts reach no stages");
        }
    }

    /** For example {@code Lead Status becomes Qualified, and Country is one of DE, AT}. */
    public String inWords() {
        var happened = switch (trigger) {
            case Trigger.Created() -> object + " is created";
            case Trigger.Becomes(var field, var values) ->
                object + " " + field + " becomes " + String.join(" or ", values);
        };
        return happened
                + conditions.stream()
                        .map(condition -> ", and " + condition.inWords())
                        .collect(Collectors.joining());
    }
}

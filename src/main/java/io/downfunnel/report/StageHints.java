package io.downfunnel.report;

import java.util.ArrayList;
import java.util.List;

import io.downfunnel.domain.ConversionMapping;
import io.downfunnel.domain.FunnelStage;
import io.downfunnel.store.StageReadStore.Figures;

/**
 * What is odd about a stage, in sentences that say what to do.
 *
 * @param mappings of this stage
 */
record StageHints(FunnelStage stage, List<ConversionMapping> mappings, Figures figures) {
    /** Fewer say nothing about a share. */
    private static final int ENOUGH = 20;

    List<String> all() {
        var hints = new ArrayList<String>();
        if (figures.reached() == 0) {
            hints.add(unreached());
            return hints;
        }
        if (figures.reached() >= ENOUGH) {
            if (percent(figures.skipped()) > 30) {
                hints.add(
                        "%d %% skipped it and count as having reached it, because they reached a later stage. If that is"
                                        .formatted(percent(figures.skipped()))
                                + " not meant, say infer-when-skipped: false, or ask sales to set it.");
            }
            if (percent(figures.damaged()) > 10) {
                hints.add(
                        "%d %% carry a click ID that was cut or turned into lower case on its way into the CRM. Mend it in"
                                        .formatted(percent(figures.damaged()))
                                + " the form or the integration: no platform recognises such a one.");
            }
            if (!mappings.isEmpty() && percent(figures.withClick() + figures.withPerson()) < 30) {
                hints.add("Only %d %% can be recognised by a platform. See that the form keeps the click ID and that it"
                                .formatted(percent(figures.withClick() + figures.withPerson()))
                        + " comes along when a lead is converted, or let the mapping send hashed e-mail.");
            }
        }
        late(hints);
        return hints;
    }

    private String unreached() {
        return switch (stage.trigger()) {
            case FunnelStage.Trigger.Created() -> "No " + stage.object() + " fits it. Are the conditions right?";
            case FunnelStage.Trigger.Becomes(var field, var values) ->
                "Nobody reached it. Is “" + String.join("” or “", values) + "” written as the CRM writes it, and does "
                        + stage.object() + " " + field + " have history tracking?";
        };
    }

    /** Half of them come too late for one of its mappings. */
    private void late(List<String> hints) {
        for (var mapping : mappings) {
            figures.median()
                    .filter(median -> median.compareTo(mapping.attributionWindow()) > 0)
                    .ifPresent(
                            median -> hints.add("Half of them come later than %s after the click, and the mapping “%s”"
                                            .formatted(Wording.days(median), mapping.name())
                                    + " counts %s. Widen the window of its conversion action where the platform allows it, or send an earlier stage."
                                            .formatted(Wording.days(mapping.attributionWindow()))));
        }
    }

    private int percent(long part) {
        return (int) Math.round(100.0 * part / figures.reached());
    }
}

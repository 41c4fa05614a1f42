package io.downfunnel.extract;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import io.downfunnel.domain.ClickId;

/**
 * Where the CRM keeps what it knows of clicks, by API name; the same on leads, contacts and opportunities.
 *
 * @param names of the fields with click IDs
 * @param clickedAt of the field that says when the visitor landed
 */
record ClickIdFields(Map<ClickId.Kind, String> names, String clickedAt) {
    ClickIdFields {
        names = Map.copyOf(names);
    }

    static ClickIdFields of(ExtractConfig.Fields fields) {
        return new ClickIdFields(
                Map.of(
                        ClickId.Kind.GCLID, fields.gclid(),
                        ClickId.Kind.GBRAID, fields.gbraid(),
                        ClickId.Kind.WBRAID, fields.wbraid(),
                        ClickId.Kind.LI_FAT_ID, fields.liFatId(),
                        ClickId.Kind.MSCLKID, fields.msclkid(),
                        ClickId.Kind.LI_FORM_RESPONSE, fields.liFormResponse()),
                fields.clickedAt());
    }

    Set<String> all() {
        var all = new TreeSet<>(names.values());
        all.add(clickedAt);
        return all;
    }
}

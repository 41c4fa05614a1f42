package io.downfunnel.console;

import java.util.LinkedHashMap;

import io.downfunnel.domain.Funnel;
import io.downfunnel.mappings.Part;
import io.downfunnel.mappings.Part.Entries;
import io.downfunnel.mappings.Part.Look;
import io.downfunnel.mappings.Part.Text;

/**
 * A rule for test records as somebody fills it in, right or not.
 *
 * @param place of the rule whose place it takes; {@link #NEW} for one more
 */
record TestRecordsForm(int place, String object, StageForm.Asked asked) {
    static final int NEW = -1;

    static TestRecordsForm blank() {
        return new TestRecordsForm(NEW, "Lead", StageForm.Asked.NOTHING);
    }

    static TestRecordsForm of(int place, Funnel.Exclusion exclusion) {
        return new TestRecordsForm(place, exclusion.object().apiName(), StageForm.asked(exclusion.condition()));
    }

    static TestRecordsForm of(Posted posted) {
        return new TestRecordsForm(
                posted.text("place").isEmpty() ? NEW : posted.number("place"),
                posted.text("object"),
                StageForm.Asked.of(posted, ""));
    }

    boolean isNew() {
        return place == NEW;
    }

    Part part() {
        var entries = new LinkedHashMap<String, Part>();
        entries.put("object", new Text(object));
        entries.putAll(asked.entries());
        return new Entries(entries, Look.LINES);
    }
}

package io.downfunnel.extract;

import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

import io.downfunnel.domain.CrmObject;
import io.downfunnel.domain.CrmStream;
import io.downfunnel.domain.Funnel;
import io.downfunnel.extract.salesforce.Soql;

/**
 * What a stream is asked for.
 *
 * @param fields to select
 * @param tracked of a lead's history, the fields whose changes are read; empty for every other stream
 */
record Question(SortedSet<String> fields, SortedSet<String> tracked) {
    private static final String TRACKED = "Field=";

    static Question of(CrmStream stream, Set<String> fields, Funnel funnel) {
        var tracked = new TreeSet<String>();
        if (stream == CrmStream.LEAD_HISTORY) {
            tracked.addAll(funnel.fields(CrmObject.LEAD));
            tracked.addAll(Set.of("Status", "leadConverted", "leadMerged"));
        }
        return new Question(new TreeSet<>(fields), tracked);
    }

    /** The values of history rows cannot be filtered, but their fields can: most rows are not ours (salesforce.md §5.4). */
    Optional<String> filter() {
        return tracked.isEmpty() ? Optional.empty() : Optional.of(Soql.in("Field", tracked));
    }

    /** A question with another signature may have other answers, in the past too. */
    Set<String> signature() {
        var signature = new TreeSet<>(fields);
        tracked.forEach(field -> signature.add(TRACKED + field));
        return signature;
    }

    static boolean isNoField(String ofSignature) {
        return ofSignature.startsWith(TRACKED);
    }
}

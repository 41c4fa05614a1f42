package io.downfunnel.extract;

import java.util.List;
import java.util.stream.Stream;

/**
 * What an extraction brought.
 *
 * @param leads new or changed
 * @param opportunities new or changed
 * @param records of all kinds, new or changed
 * @param warnings sentences for a person; the extraction went on in spite of what they say
 */
public record Extracted(long leads, long opportunities, long records, List<String> warnings) {
    public Extracted {
        warnings = List.copyOf(warnings);
    }

    /** The same, and one more thing to tell. */
    Extracted with(String warning) {
        return new Extracted(
                leads,
                opportunities,
                records,
                Stream.concat(warnings.stream(), Stream.of(warning)).toList());
    }
}

package io.downfunnel.extract;

import java.util.List;

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
}

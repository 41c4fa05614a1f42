package io.downfunnel.mappings;

import java.util.List;

import io.downfunnel.domain.Funnel;

/** What came of reading a mapping file: all of it, or nothing. */
public sealed interface Reading {

    /**
     * @param document as it was read, comments included
     * @param notes what could not be checked, or will not do what it may seem to; each a sentence
     */
    record Read(Funnel funnel, String document, List<String> notes) implements Reading {
        public Read {
            notes = List.copyOf(notes);
        }
    }

    /** @param problems at least one, in the order of the file */
    record Refused(List<Problem> problems) implements Reading {
        public Refused {
            problems = List.copyOf(problems);
        }
    }
}

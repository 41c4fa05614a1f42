package io.downfunnel.sandbox.linkedin;

import java.util.List;

import io.downfunnel.sandbox.Answer;

/** A resource below {@code /rest/}, beside the conversion events. */
interface Resource {

    /** The first step of its path. */
    String name();

    /** What the gateway asks of a token before the request gets here. */
    List<String> scopes();

    /** Whether its errors have the newer schema, with details (linkedin.md §5.3). */
    default boolean detailedErrors() {
        return false;
    }

    /** @throws BadParam for a parameter that cannot be read */
    Answer answer(RestLiRequest request);
}

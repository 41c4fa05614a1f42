package io.downfunnel.domain;

import java.util.Optional;

/** Conversion actions of which little is known. */
public final class SomeActions {
    private SomeActions() {}

    /** @param obstacle why nothing can be uploaded for it */
    public static ConversionAction action(String id, String name, Optional<String> obstacle) {
        return new ConversionAction(
                id,
                name,
                "123",
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                false,
                Optional.empty(),
                Optional.empty(),
                obstacle);
    }
}

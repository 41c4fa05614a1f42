package io.downfunnel.report;

import java.util.Optional;

import io.downfunnel.domain.FailureClass;
import io.downfunnel.domain.FailureRow;
import io.downfunnel.platform.Platforms;

/** What a code of a platform means, also of one that is not installed any more. */
public record Causes(Platforms platforms) {
    public FailureRow of(String destination, String code) {
        return platforms.failures(destination).map(table -> table.of(code)).orElseGet(() -> gone(destination, code));
    }

    private static FailureRow gone(String destination, String code) {
        return new FailureRow(
                code,
                FailureRow.OUR_OWN + ": not installed",
                FailureClass.UNCLASSIFIED,
                FailureRow.Reach.EVENT,
                FailureRow.Mender.OPERATOR,
                "The platform of " + destination + " is not installed any more.",
                "Install the version of Downfunnel that sent to it.",
                Optional.empty());
    }
}

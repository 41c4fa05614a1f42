package io.downfunnel.reconcile;

import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How long conversions may wait before a person is told. Telling changes nothing about the conversions. */
@ConfigMapping(prefix = "downfunnel.watchdog")
public interface WatchdogConfig {
    /** Ready to be sent: a day, which is from one nightly upload to the next, and an hour for the upload. */
    @WithDefault("PT25H")
    Duration ready();

    /** Delayed, after its time has come: the hourly extraction decides about it, and may take a while. */
    @WithDefault("PT2H")
    Duration delayed();

    /** In flight, after the lease of its node ran out: the next follow-up takes it over. */
    @WithDefault("PT10M")
    Duration inFlight();

    /** Sent without an answer, so that nobody knows whether it arrived; also while it is held for that reason. */
    @WithDefault("PT1H")
    Duration inDoubt();

    /** On hold. */
    @WithDefault("PT24H")
    Duration held();

    /** Taken in, while the platform owes its verdict. */
    @WithDefault("PT24H")
    Duration accepted();

    /** Refused for its data. A reminder, since the next ones will be refused too. */
    @WithDefault("P3D")
    Duration needsYou();

    /** What becomes worthless within this time and will not be sent by itself is told. */
    @WithDefault("P7D")
    Duration expiring();

    /** How long a connection may fail before a person is told, where it should recover by itself. */
    @WithDefault("PT1H")
    Duration failing();

    /** How long an unknown code of a platform stays among the alerts after it was last heard. */
    @WithDefault("P7D")
    Duration unknownCode();

    /** How long the auditor may be silent. */
    @WithDefault("PT45M")
    Duration audit();
}

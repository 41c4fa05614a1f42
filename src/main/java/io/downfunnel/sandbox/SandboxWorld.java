package io.downfunnel.sandbox;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/**
 * What all simulators of one sandbox share.
 *
 * @param settings as the sandbox was started
 * @param directory where the simulators keep their journals; exists
 * @param anchor the instant at which the company's history ends; the same at every start on one directory
 * @param clock the sandbox's time: real time plus what control calls added
 * @param accounts ids and credentials of the pretended accounts
 * @param clicks every ad click the platforms know; simulators may add to it while they are made
 */
public record SandboxWorld(
        SandboxSettings settings,
        Path directory,
        Instant anchor,
        SandboxClock clock,
        SandboxAccounts accounts,
        ClickLedger clicks) {

    /** Moves the clock forward, now and for later starts. */
    void advance(Duration by) {
        clock.advance(by);
        new SandboxState(settings.seed(), settings.leads(), anchor, clock.ahead()).save(directory);
    }

    /** The journal of a vendor, in the directory. */
    public Journal journal(String name) {
        return new Journal(directory.resolve(name + ".jsonl"));
    }
}

package io.downfunnel.deliver;

import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How conversions are sent and followed. */
@ConfigMapping(prefix = "downfunnel.deliver")
public interface DeliverConfig {
    /** How long a node may keep what it claimed; another node takes it over after that. */
    @WithDefault("PT5M")
    Duration lease();

    /** Longest time for one request, with everything that belongs to it. What takes longer has an unknown outcome. */
    @WithDefault("PT60S")
    Duration callDeadline();

    /** What a lease must have left beyond the call's deadline when a request leaves, to write its answer down. */
    @WithDefault("PT30S")
    Duration leaseMargin();

    /** How many conversions a node claims at once, at most. */
    @WithDefault("5000")
    int claimSize();

    /** A backlog that would take longer than this at one event a request is sent in groups. */
    @WithDefault("PT1H")
    Duration backlogWithin();

    /** Percent of a day's requests that are kept for conversions that expire soon or were sent before. */
    @WithDefault("10")
    int quotaReserve();

    /** First pause after a failure that passes by itself; each further one is twice as long. */
    @WithDefault("PT1M")
    Duration firstRetry();

    /** Longest such pause. */
    @WithDefault("PT6H")
    Duration longestRetry();

    /** Pause after "too early", where the platform does not say how early. */
    @WithDefault("PT6H")
    Duration delay();

    /** How often an answer with a code that nobody knows is tried before a person is asked. */
    @WithDefault("3")
    int unclassifiedTries();

    /** How often a connection that waits for a person is tried. */
    @WithDefault("PT15M")
    Duration stoppedRetry();

    /** Lost calls in a row until an endpoint (uploads, or verdicts) is left alone for a while. */
    @WithDefault("5")
    int brokenInARow();

    /** How many of an endpoint's last calls are looked at; see breaker-percent. */
    @WithDefault("20")
    int breakerWindow();

    /** An endpoint is left alone for a while when so many percent of its last calls got lost. */
    @WithDefault("50")
    int breakerPercent();

    /** How long an endpoint is left alone at first; each further time is twice as long. */
    @WithDefault("PT60S")
    Duration breakerPause();

    /** Longest such pause. */
    @WithDefault("PT30M")
    Duration breakerLongestPause();

    /** How many events the one request carries, at most, that finds out whether an endpoint works again. */
    @WithDefault("10")
    int breakerCanary();

    /** First look at a verdict, after a batch was taken in. */
    @WithDefault("PT30M")
    Duration firstPoll();

    /** Pause before the second look; each further one is twice as long. */
    @WithDefault("PT30M")
    Duration pollBackOff();

    /** Longest such pause. */
    @WithDefault("PT8H")
    Duration longestPoll();

    /** How long a run asks for verdicts before it looks again whether there is something to send. */
    @WithDefault("PT5M")
    Duration pollsAtMost();

    /** When to stop looking and tell a person. */
    @WithDefault("P2D")
    Duration pollGiveUp();
}

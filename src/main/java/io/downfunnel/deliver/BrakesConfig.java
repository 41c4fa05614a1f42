package io.downfunnel.deliver;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** When conversions are kept back until a trial or a person lets them go. */
@ConfigMapping(prefix = "downfunnel.brakes")
public interface BrakesConfig {
    /**
     * How many conversions of a mapping that is new, or changed in what it sends, go ahead of the others. The others wait
     * on hold until more than half of these are found good; when half are refused, the mapping waits for a person. Zero: no
     * mapping is tried out.
     */
    @WithDefault("10")
    int canaryRows();

    /** More conversions of a mapping in a day than this many times the median of the same weekday are put on hold. */
    @WithDefault("3")
    double volumeFactor();

    /** Up to this many conversions of a mapping in a day are never too many. */
    @WithDefault("200")
    long volumeFloor();

    /** How many weeks back the same weekday is looked at. */
    @WithDefault("8")
    int volumeWeeks();

    /** On how many of those days conversions must have been sent; with fewer, nobody knows what is usual. */
    @WithDefault("3")
    int volumeDays();

    /** From how many answers within 24 hours on the share of refusals says something. */
    @WithDefault("50")
    long poisonAnswers();

    /** More refusals than this, in percent of the answers, close the mapping; or the destination, when no mapping stands out. */
    @WithDefault("20")
    int poisonPercent();
}
